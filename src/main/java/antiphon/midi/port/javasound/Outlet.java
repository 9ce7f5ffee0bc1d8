package antiphon.midi.port.javasound;

import antiphon.midi.port.Gate;
import antiphon.midi.port.HeldKeys;
import antiphon.midi.port.MidiMessages;
import javax.sound.midi.InvalidMidiDataException;
import javax.sound.midi.Receiver;
import javax.sound.midi.ShortMessage;

/** One open output, and what sounds there by what was sent. */
final class Outlet {
  private static final long SEND_NOW = -1;

  private final int ports;
  private final Receiver receiver;
  private final Gate gate = new Gate();
  private final HeldKeys sounding = new HeldKeys();
  private volatile boolean failed;

  /**
   * @param ports set of Antiphon's outputs that play to it, as bits
   */
  Outlet(int ports, Receiver receiver) {
    this.ports = ports;
    this.receiver = receiver;
  }

  boolean plays(int port) {
    return (ports >>> port & 1) != 0;
  }

  /**
   * Sends at once. Allocates: javax.sound.midi takes an object a message.
   *
   * @return whether the device took it
   */
  boolean send(int message) {
    if (!gate.enter()) {
      return false;
    }
    boolean taken = deliver(message);
    if (taken) {
      sounding.pass(message);
    }
    gate.leave();
    return taken;
  }

  /** Whether the device has thrown at a message. */
  boolean failed() {
    return failed;
  }

  /**
   * Lets nothing out any more.
   *
   * @param ends is given what was sounding at that moment
   */
  void end(HeldKeys ends) {
    gate.shut();
    ends.copyFrom(sounding);
  }

  /** Sends the ends of what sounded before the device went; nothing is left in it then. */
  void release(HeldKeys ends) {
    ends.release((message, timeNs) -> deliver(message), 0);
  }

  private boolean deliver(int message) {
    try {
      receiver.send(
          new ShortMessage(
              MidiMessages.status(message),
              MidiMessages.data1(message),
              MidiMessages.data2(message)),
          SEND_NOW);
      return true;
    } catch (InvalidMidiDataException e) {
      return false; // no message: the device is not to blame
    } catch (RuntimeException e) {
      failed = true; // closed, or gone: whatever a provider throws then
      return false;
    }
  }
}

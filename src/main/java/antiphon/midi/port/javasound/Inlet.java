package antiphon.midi.port.javasound;

import antiphon.midi.port.Gate;
import antiphon.midi.port.HeldKeys;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortListener;
import antiphon.music.time.Clock;
import javax.sound.midi.MidiMessage;
import javax.sound.midi.Receiver;
import javax.sound.midi.SysexMessage;

/**
 * One open input: stamps and packs what the device sends, on the device's thread, and knows which
 * keys are down there.
 */
final class Inlet implements Receiver {
  private final int ports;
  private final MidiReceiver receiver;
  private final PortListener listener;
  private final Clock clock;
  private final DeviceStamps stamps;
  private final Gate gate = new Gate();
  private final HeldKeys held = new HeldKeys();
  private final MidiReceiver spread = this::spread;

  /**
   * @param ports set of Antiphon's inputs that listen to it, as bits
   */
  Inlet(int ports, MidiReceiver receiver, PortListener listener, Clock clock, DeviceStamps stamps) {
    this.ports = ports;
    this.receiver = receiver;
    this.listener = listener;
    this.clock = clock;
    this.stamps = stamps;
  }

  @Override
  public void send(MidiMessage message, long deviceTimeUs) {
    long nowNs = clock.nowNs();
    int packed = MidiMessages.ofBytes(message.getMessage(), message.getLength());
    if (packed == 0) {
      listener.counted(
          message instanceof SysexMessage ? PortCount.SYSTEM_EXCLUSIVE : PortCount.MALFORMED, 1);
      return;
    }
    if (gate.enter()) {
      held.pass(packed);
      spread(packed, stamps.arrivalNs(deviceTimeUs, nowNs));
      gate.leave();
    }
  }

  /** Lets nothing in any more, and says the ends of what the player can no longer end. */
  void end() {
    gate.shut();
    held.release(spread, clock.nowNs());
  }

  @Override
  public void close() {
    // the device is closed by its owner
  }

  private void spread(int message, long timeNs) {
    for (int rest = ports; rest != 0; rest &= rest - 1) {
      receiver.receive(MidiMessages.atPort(message, Integer.numberOfTrailingZeros(rest)), timeNs);
    }
  }
}

package antiphon.midi.port.coremidi;

import antiphon.midi.port.Gate;
import antiphon.midi.port.HeldKeys;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortListener;
import antiphon.music.time.Clock;

/**
 * One virtual destination: what any program sends there comes in. CoreMIDI does not say who sends,
 * nor when a sender has gone: which keys are down is known of all of them together.
 */
final class VirtualIn implements CoreMidiCalls.PacketReader {
  private final PacketListParser parser;
  private final MidiReceiver receiver;
  private final PortListener listener;
  private final Clock clock;
  private final int port;
  private final Gate gate = new Gate();
  private final HeldKeys held = new HeldKeys();
  private final MidiReceiver take = this::take;

  /**
   * @param port its place among Antiphon's inputs
   */
  VirtualIn(
      int port,
      HostClock hostClock,
      boolean aligned,
      MidiReceiver receiver,
      PortListener listener,
      Clock clock) {
    this.port = port;
    this.receiver = receiver;
    this.listener = listener;
    this.clock = clock;
    parser = new PacketListParser(hostClock, aligned, listener::counted);
  }

  @Override
  public void callback(long packetList, long reference, long connection) {
    if (!gate.enter()) {
      return;
    }
    try {
      parser.parse(packetList, clock.nowNs(), take);
    } catch (RuntimeException e) {
      listener.counted(PortCount.MALFORMED, 1); // nothing may be thrown at native code
    } finally {
      gate.leave();
    }
  }

  /** Ends the keys of a sender that says it is there and has fallen silent. */
  void endSilent(long nowNs) {
    if (parser.takeSilence(nowNs)) {
      held.release(receiver, nowNs);
    }
  }

  /** Lets nothing in any more. */
  void shut() {
    gate.shut();
  }

  /** Says the ends of all keys that are down. */
  void release(long nowNs) {
    held.release(receiver, nowNs);
  }

  private void take(int message, long timeNs) {
    int here = MidiMessages.atPort(message, port);
    held.pass(here);
    receiver.receive(here, timeNs);
  }
}

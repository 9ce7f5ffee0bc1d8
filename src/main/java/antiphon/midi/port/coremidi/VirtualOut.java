package antiphon.midi.port.coremidi;

import antiphon.midi.port.HeldKeys;

/** One virtual source. Sent to by one thread; allocates nothing. */
final class VirtualOut {
  private final CoreMidiCalls calls;
  private final HostClock hostClock;
  private final int source;
  private final PacketList.Writer list = new PacketList.Writer();
  private final HeldKeys sounding = new HeldKeys();

  VirtualOut(CoreMidiCalls calls, HostClock hostClock, int source) {
    this.calls = calls;
    this.hostClock = hostClock;
    this.source = source;
  }

  /**
   * Says a message to whoever listens, with the instant at which it is to sound: a program that
   * places by time has it exactly.
   *
   * @return whether CoreMIDI took it
   */
  boolean send(int message, long deadlineNs) {
    if (calls.received(source, list.write(message, hostClock.host(deadlineNs))) != 0) {
      return false;
    }
    sounding.pass(message);
    return true;
  }

  /** What sounds by what was sent. */
  HeldKeys sounding() {
    return sounding;
  }
}

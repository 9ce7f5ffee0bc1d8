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
   * @return CoreMIDI's {@code OSStatus}, 0 when it took the message
   */
  int send(int message, long deadlineNs) {
    int status = calls.received(source, list.write(message, hostClock.host(deadlineNs)));
    if (status == 0) {
      sounding.pass(message);
    }
    return status;
  }

  /** What sounds by what was sent. */
  HeldKeys sounding() {
    return sounding;
  }
}

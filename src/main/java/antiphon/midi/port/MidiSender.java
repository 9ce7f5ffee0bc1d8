package antiphon.midi.port;

/** Sends out. Called on one thread; neither blocks for long, nor throws, nor allocates. */
@FunctionalInterface
public interface MidiSender {
  /**
   * @param message packed as in {@link MidiMessages}
   * @param deadlineNs when it was to sound; a transport that places by time may use it, the others
   *     send at once
   */
  void send(int message, long deadlineNs);

  /** As {@link #send}, for what Antiphon itself plays: its echo is no player's. */
  default void sendOwn(int message, long deadlineNs) {
    send(message, deadlineNs);
  }
}

package antiphon.midi.port;

/**
 * Takes what comes in. Called on driver threads: implementations neither block, nor throw, nor log,
 * nor allocate.
 */
@FunctionalInterface
public interface MidiReceiver {
  /**
   * @param message packed as in {@link MidiMessages}
   * @param timeNs when it came, on the process's clock
   */
  void receive(int message, long timeNs);

  /**
   * Something has come in that Antiphon is thought to have sent itself: it is not music, but a
   * transport that passes through by itself has passed it through.
   *
   * @param message and time as in {@link #receive}
   */
  default void receiveEcho(int message, long timeNs) {
    // of no interest to most
  }
}

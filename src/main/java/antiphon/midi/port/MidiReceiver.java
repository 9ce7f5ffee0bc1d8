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
}

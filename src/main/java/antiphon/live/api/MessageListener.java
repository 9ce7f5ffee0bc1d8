package antiphon.live.api;

/**
 * Told of every message on a channel that comes in, in order, on the journal's thread: a slow one
 * delays the recording, never the music.
 */
@FunctionalInterface
public interface MessageListener {
  /**
   * @param command 0x80 to 0xE0, without the channel
   * @param channel 0 to 15
   * @param timeNs when it came, on the process's clock
   */
  void message(int command, int channel, int data1, int data2, long timeNs);
}

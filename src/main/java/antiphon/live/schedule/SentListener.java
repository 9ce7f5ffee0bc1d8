package antiphon.live.schedule;

/** Told of every message of Antiphon's own that is sent, on the out thread. */
@FunctionalInterface
public interface SentListener {
  /**
   * @param tick nominal position, or {@link Scheduler#NO_TICK} for what was sent out of turn
   * @param timeNs its deadline, or the moment of sending for what was sent out of turn
   */
  void sent(int message, long timeNs, long tick);
}

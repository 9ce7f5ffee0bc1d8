package antiphon.live.api;

/** Is told how long things take. Each {@link Timing} by one thread, always the same. */
@FunctionalInterface
public interface TimingRecorder {
  /** Nobody wants to know. */
  TimingRecorder NONE = (timing, ns, times) -> {};

  /**
   * @param ns may be below 0 where a stamp lies ahead
   * @param times how often it took so long
   */
  @RealTimeSafe
  void record(Timing timing, long ns, long times);
}

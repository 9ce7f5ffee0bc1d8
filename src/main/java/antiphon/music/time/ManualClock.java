package antiphon.music.time;

/**
 * A clock that stands still until it is moved: the time of {@code render} and of tests. Not
 * thread-safe.
 */
public final class ManualClock implements Clock {
  private long nowNs;

  public ManualClock(long startNs) {
    nowNs = startNs;
  }

  @Override
  public long nowNs() {
    return nowNs;
  }

  /**
   * @throws IllegalArgumentException when {@code ns} is in the past
   */
  public void moveTo(long ns) {
    if (ns - nowNs < 0) {
      throw new IllegalArgumentException("a clock does not go back by " + (nowNs - ns) + " ns");
    }
    nowNs = ns;
  }
}

package antiphon.music.time;

/** The machine's monotonic clock: the only place that reads it. */
public final class SystemClock implements Clock {
  @Override
  public long nowNs() {
    return System.nanoTime();
  }
}

package antiphon.live.api;

import org.HdrHistogram.AbstractHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.IntCountsHistogram;
import org.HdrHistogram.SingleWriterRecorder;

/**
 * How long things take on the live path, since the start and lately. Writing waits for nobody and
 * allocates nothing; whoever reads waits for the others that read. Times are kept to one per cent,
 * from 0.1 µs to 10 s; what is outside counts as one of these.
 */
public final class Timings implements TimingRecorder {
  /** How often {@link #turn} is to be called. */
  public static final long TURN_NS = 1_000_000_000;

  /** What is recent: the present turn and those before it, ten in all. */
  static final int RECENT_TURNS = 10;

  private static final long SHORTEST_NS = 100;
  static final long LONGEST_NS = 10_000_000_000L;
  private static final int DIGITS = 2;

  private final Series[] series = new Series[Timing.values().length];
  private int turn;

  public Timings() {
    for (int i = 0; i < series.length; i++) {
      series[i] = new Series();
    }
  }

  @Override
  @RealTimeSafe
  public void record(Timing timing, long ns, long times) {
    series[timing.ordinal()].recorder.recordValueWithCount(
        Math.max(0, Math.min(LONGEST_NS, ns)), times);
  }

  /** A second has passed: what was recorded ten seconds ago is recent no more. */
  @AnyThread
  public synchronized void turn() {
    for (Series one : series) {
      one.take(turn);
    }
    turn = (turn + 1) % RECENT_TURNS;
    for (Series one : series) {
      one.turns[turn].reset();
    }
  }

  /** All since the start. */
  @AnyThread
  public synchronized Distribution total(Timing timing) {
    Series one = series[timing.ordinal()];
    one.take(turn);
    return new Distribution(one.total.copy());
  }

  /** Those of the last ten seconds. */
  @AnyThread
  public synchronized Distribution recent(Timing timing) {
    Series one = series[timing.ordinal()];
    one.take(turn);
    Histogram recent = new Histogram(SHORTEST_NS, LONGEST_NS, DIGITS);
    for (AbstractHistogram past : one.turns) {
      recent.add(past);
    }
    return new Distribution(recent);
  }

  /** One timing. All but the recorder belongs to whoever has the monitor. */
  private static final class Series {
    final SingleWriterRecorder recorder = new SingleWriterRecorder(SHORTEST_NS, LONGEST_NS, DIGITS);
    final Histogram total = new Histogram(SHORTEST_NS, LONGEST_NS, DIGITS);
    final IntCountsHistogram[] turns = new IntCountsHistogram[RECENT_TURNS];
    private Histogram fresh;

    Series() {
      for (int i = 0; i < turns.length; i++) {
        turns[i] = new IntCountsHistogram(SHORTEST_NS, LONGEST_NS, DIGITS);
      }
    }

    /** Takes over what has been recorded since the last time. */
    void take(int turn) {
      fresh = recorder.getIntervalHistogram(fresh);
      total.add(fresh);
      turns[turn].add(fresh);
    }
  }
}

package antiphon.app.bench;

import antiphon.music.time.Clock;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.HdrHistogram.Histogram;

/** Times a piece of work again and again, one histogram entry each. Not thread-safe. */
final class Lap {
  private static final long LONGEST_NS = 60_000_000_000L;
  private static final int DIGITS = 3;
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Clock clock;
  private final Runnable work;
  private final Histogram histogramNs = new Histogram(LONGEST_NS, DIGITS);
  private long allocatedBytes;

  Lap(Clock clock, Runnable work) {
    this.clock = clock;
    this.work = work;
  }

  /** Does the work, and forgets how long it took. */
  void warmUp(int times) {
    run(times);
    histogramNs.reset();
    allocatedBytes = 0;
  }

  void run(int times) {
    long itself = allocated();
    itself = allocated() - itself;
    long before = allocated();
    for (int i = 0; i < times; i++) {
      long startNs = clock.nowNs();
      work.run();
      histogramNs.recordValue(Math.min(LONGEST_NS, clock.nowNs() - startNs));
    }
    allocatedBytes += allocated() - before - itself;
  }

  long count() {
    return histogramNs.getTotalCount();
  }

  /**
   * @param percentile 0 to 100
   */
  double us(double percentile) {
    return histogramNs.getValueAtPercentile(percentile) / 1e3;
  }

  double medianUs() {
    return us(50);
  }

  double bytesPerTurn() {
    return (double) allocatedBytes / count();
  }

  private static long allocated() {
    return THREADS.getCurrentThreadAllocatedBytes();
  }
}

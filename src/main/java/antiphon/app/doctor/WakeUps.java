package antiphon.app.doctor;

import antiphon.music.time.Clock;
import java.util.Locale;
import java.util.function.LongConsumer;
import org.HdrHistogram.Histogram;

/**
 * How late this machine wakes a thread up that sleeps until a time: so late a message leaves at the
 * worst. Takes a second.
 *
 * @param parkNs parks the thread for so long, or somewhat shorter or longer
 */
record WakeUps(Clock clock, LongConsumer parkNs) {
  private static final int COUNT = 500;
  private static final long DISTANCE_NS = 2_000_000;

  /** What nobody hears. */
  private static final double ALLOWED_US = 1_000;

  private static final double TOO_LATE_US = 10_000;

  Check look() {
    Histogram lateNs = new Histogram(3);
    long deadlineNs = clock.nowNs();
    for (int i = 0; i < COUNT; i++) {
      deadlineNs += DISTANCE_NS;
      long waitNs = deadlineNs - clock.nowNs();
      while (waitNs > 0) {
        parkNs.accept(waitNs);
        waitNs = deadlineNs - clock.nowNs();
      }
      lateNs.recordValue(-waitNs);
    }
    double usual = us(lateNs, 99);
    String finding =
        String.format(
            Locale.ROOT,
            "wakes up %.0f µs late at the median, 99 of 100 times within %.0f µs, %.0f µs at worst"
                + " of %d; up to %.0f µs nobody hears",
            us(lateNs, 50),
            usual,
            us(lateNs, 100),
            COUNT,
            ALLOWED_US);
    return Check.graded(
        "timer",
        finding,
        usual,
        ALLOWED_US,
        TOO_LATE_US,
        "end other programs, set the processors' governor to performance, and see realtime");
  }

  private static double us(Histogram ns, double percentile) {
    return ns.getValueAtPercentile(percentile) / 1e3;
  }
}

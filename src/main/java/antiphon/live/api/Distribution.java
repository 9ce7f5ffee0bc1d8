package antiphon.live.api;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/** How often something took how long. Immutable. */
public final class Distribution {
  /** Upper bounds of {@link #counts}, in nanoseconds: 1 µs to 1 s. */
  public static final List<Long> BOUNDS_NS =
      List.of(
          1_000L,
          2_000L,
          5_000L,
          10_000L,
          20_000L,
          50_000L,
          100_000L,
          200_000L,
          500_000L,
          1_000_000L,
          2_000_000L,
          5_000_000L,
          10_000_000L,
          20_000_000L,
          50_000_000L,
          100_000_000L,
          200_000_000L,
          500_000_000L,
          1_000_000_000L);

  private final Histogram histogramNs;

  /**
   * @param histogramNs nobody else's from now on
   */
  Distribution(Histogram histogramNs) {
    this.histogramNs = histogramNs;
  }

  public long count() {
    return histogramNs.getTotalCount();
  }

  /** The sum of all, to one per cent. */
  public double sumNs() {
    double sumNs = 0;
    for (HistogramIterationValue step : histogramNs.recordedValues()) {
      sumNs += middleNs(step) * (double) step.getCountAtValueIteratedTo();
    }
    return sumNs;
  }

  /** The longest, or 0 where there is none. */
  public long maxNs() {
    return count() == 0 ? 0 : histogramNs.getMaxValue();
  }

  /**
   * @param percentile 0 to 100
   * @return so many per cent took no longer; 0 where there is none
   */
  public long percentileNs(double percentile) {
    return Math.min(maxNs(), histogramNs.getValueAtPercentile(percentile));
  }

  /**
   * How many took no longer than each of {@link #BOUNDS_NS} and longer than the one before it; and,
   * one more, how many took longer than all.
   */
  public long[] counts() {
    long[] counts = new long[BOUNDS_NS.size() + 1];
    int bucket = 0;
    for (HistogramIterationValue step : histogramNs.recordedValues()) {
      while (bucket < BOUNDS_NS.size() && middleNs(step) > BOUNDS_NS.get(bucket)) {
        bucket++;
      }
      counts[bucket] += step.getCountAtValueIteratedTo();
    }
    return counts;
  }

  /**
   * All of it, in nanoseconds, as HdrHistogram encodes it (V2, compressed): to add and subtract.
   */
  public byte[] encoded() {
    ByteBuffer buffer = ByteBuffer.allocate(histogramNs.getNeededByteBufferCapacity());
    int bytes = histogramNs.encodeIntoCompressedByteBuffer(buffer);
    return Arrays.copyOf(buffer.array(), bytes);
  }

  private long middleNs(HistogramIterationValue step) {
    return histogramNs.medianEquivalentValue(step.getValueIteratedTo());
  }
}

package antiphon.app.doctor;

import java.util.Arrays;

/**
 * How long notes took there and back.
 *
 * @param sortedNs of each note that came back, the shortest first
 * @param sent how many notes were sent
 * @param doubled how many came back once more than they were sent
 */
public record RoundTrips(long[] sortedNs, int sent, int doubled) {
  private static final double NS_PER_MS = 1e6;

  public RoundTrips {
    sortedNs = sortedNs.clone();
    Arrays.sort(sortedNs);
  }

  @Override
  public long[] sortedNs() {
    return sortedNs.clone();
  }

  public int lost() {
    return sent - sortedNs.length;
  }

  public double minMs() {
    return percentileMs(0);
  }

  public double medianMs() {
    return percentileMs(50);
  }

  public double maxMs() {
    return percentileMs(100);
  }

  /** The least that so many of 100 do not exceed; NaN when none came back. */
  public double percentileMs(double percentile) {
    if (sortedNs.length == 0) {
      return Double.NaN;
    }
    int rank = (int) Math.ceil(percentile / 100 * sortedNs.length);
    return sortedNs[Math.max(rank, 1) - 1] / NS_PER_MS;
  }

  /** Standard deviation; NaN when none came back. */
  public double jitterMs() {
    double mean = Arrays.stream(sortedNs).average().orElse(Double.NaN);
    double variance =
        Arrays.stream(sortedNs)
            .mapToDouble(ns -> (ns - mean) * (ns - mean))
            .average()
            .orElse(Double.NaN);
    return Math.sqrt(variance) / NS_PER_MS;
  }
}

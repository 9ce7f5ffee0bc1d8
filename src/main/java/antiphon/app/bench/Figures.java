package antiphon.app.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.HdrHistogram.Histogram;

/** How figures are written. */
final class Figures {
  private static final double[] PERCENTILES = {50, 90, 99, 99.9, 100};
  private static final String[] NAMES = {"p50Ms", "p90Ms", "p99Ms", "p999Ms", "maxMs"};
  private static final double NS_PER_MS = 1e6;

  private Figures() {}

  /** Count and percentiles, in milliseconds. */
  static void putMs(ObjectNode node, Histogram histogramNs) {
    node.put("count", histogramNs.getTotalCount());
    for (int i = 0; i < PERCENTILES.length; i++) {
      node.put(NAMES[i], rounded(histogramNs.getValueAtPercentile(PERCENTILES[i]) / NS_PER_MS));
    }
  }

  /** Mean, a high percentile and the most of a number. */
  static void putCount(ObjectNode node, Histogram histogram) {
    node.put("mean", rounded(histogram.getMean()))
        .put("p99", histogram.getValueAtPercentile(99))
        .put("max", histogram.getMaxValue());
  }

  /** To three places. */
  static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}

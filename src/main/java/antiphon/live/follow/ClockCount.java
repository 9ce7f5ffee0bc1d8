package antiphon.live.follow;

import antiphon.live.api.RealTimeSafe;

/**
 * Numbers the arrivals of a clock whose phase is not known yet. They are counted one by one, but
 * for at most two events, a lost clock or a doubled one, wherever these make the arrivals lie
 * clearly better on a straight line: an event has to pay {@value #EVENT} in twice the logarithm of
 * the likelihood (about one clock in a hundred is lost or doubled).
 *
 * <p>Owned by one thread.
 */
final class ClockCount {
  static final int CAPACITY = 24;
  static final double EVENT = 9.2; // -2 ln 0.01

  private static final double NS_PER_MS = 1e6;
  private static final double LEAST_VARIANCE = 0.01; // square ms: differences below are none
  private static final int ENOUGH = 8;
  private static final double SURE_DEVIATIONS = 4.5;
  private static final double BURST = 0.25; // of a period

  private final double[] timesMs = new double[CAPACITY]; // since the first
  private final double[] weights = new double[CAPACITY];
  private final int[] numbers = new int[CAPACITY];
  private int size;
  private long firstNs;
  private double deviationMs;
  private int firstEvent;
  private int firstKind;
  private int secondEvent;
  private int secondKind;

  @RealTimeSafe
  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  boolean isFull() {
    return size == CAPACITY;
  }

  @RealTimeSafe
  void put(long timeNs) {
    if (size == 0) {
      firstNs = timeNs;
    }
    timesMs[size++] = (timeNs - firstNs) / NS_PER_MS;
  }

  long timeNs(int arrival) {
    return firstNs + Math.round(timesMs[arrival] * NS_PER_MS);
  }

  /** The clock an arrival is, from 0; a doubled one has the number of the one before. */
  int number(int arrival) {
    return numbers[arrival];
  }

  /** 0 for an arrival that came in one burst with the next, and says nothing of its own time. */
  double weight(int arrival) {
    return weights[arrival];
  }

  /** Whether the next arrivals can be told by the line, the jitter being small. */
  boolean isSure(double periodNs) {
    return size >= ENOUGH
        && SURE_DEVIATIONS * deviationMs * (1 + 2 / Math.sqrt(size)) < periodNs / NS_PER_MS / 2;
  }

  /**
   * Numbers all arrivals anew.
   *
   * @param periodNs what a period should be
   * @param priorWeight how much that is believed, as a squared distance in clocks; 0 not at all
   */
  @RealTimeSafe
  void count(double periodNs, double priorWeight) {
    weigh();
    double periodMs = periodNs / NS_PER_MS;
    int most = size < 6 ? 0 : size < 8 ? 1 : 2;
    double best = Double.MAX_VALUE;
    int bestFirst = size, bestFirstKind = 0, bestSecond = size, bestSecondKind = 0;
    for (int first = 1; first <= (most > 0 ? size : 1); first++) {
      for (int firstKind = -1; firstKind <= 1; firstKind += 2) {
        if (first < size && most == 0) {
          continue;
        }
        for (int second = most > 1 && first < size ? first + 1 : size; second <= size; second++) {
          for (int secondKind = -1; secondKind <= 1; secondKind += 2) {
            if (first == size && firstKind > 0 || second == size && secondKind > 0) {
              continue;
            }
            int events = (first < size ? 1 : 0) + (second < size ? 1 : 0);
            double cost =
                cost(first, firstKind, second, secondKind, periodMs, priorWeight) + events * EVENT;
            if (cost < best) {
              best = cost;
              bestFirst = first;
              bestFirstKind = firstKind;
              bestSecond = second;
              bestSecondKind = secondKind;
            }
          }
        }
      }
    }
    int events = (bestFirst < size ? 1 : 0) + (bestSecond < size ? 1 : 0);
    deviationMs = Math.exp((best - events * EVENT) / size / 2);
    firstEvent = most == 0 ? size : bestFirst;
    firstKind = bestFirstKind;
    secondEvent = most == 0 ? size : bestSecond;
    secondKind = bestSecondKind;
    for (int i = 0; i < size; i++) {
      numbers[i] =
          i
              + (i >= firstEvent ? firstKind : 0)
              + (i >= secondEvent ? secondKind : 0);
    }
  }

  private void weigh() {
    double mean = size > 1 ? timesMs[size - 1] / (size - 1) : 0;
    for (int i = 0; i < size; i++) {
      weights[i] = i + 1 < size && timesMs[i + 1] - timesMs[i] < BURST * mean ? 0 : 1;
    }
  }

  private double cost(
      int first, int firstKind, int second, int secondKind, double periodMs, double priorWeight) {
    double n = 0, sx = 0, sxx = priorWeight, sz = 0, sxz = 0, szz = 0;
    for (int i = 0; i < size; i++) {
      double w = weights[i];
      double x = i + (i >= first ? firstKind : 0) + (i >= second ? secondKind : 0);
      double z = timesMs[i] - periodMs * x;
      n += w;
      sx += w * x;
      sxx += w * x * x;
      sz += w * z;
      sxz += w * x * z;
      szz += w * z * z;
    }
    double det = n * sxx - sx * sx;
    double slope = det > 1e-9 ? (n * sxz - sx * sz) / det : 0;
    double phase = (sz - slope * sx) / n;
    double rss = szz - phase * sz - slope * sxz;
    return n * Math.log(Math.max(0, rss) / n + LEAST_VARIANCE);
  }
}

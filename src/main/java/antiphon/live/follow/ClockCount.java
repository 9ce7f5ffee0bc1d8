package antiphon.live.follow;

import antiphon.live.api.RealTimeSafe;

/**
 * Numbers the arrivals of a clock whose phase is not known yet. They are counted one by one, but
 * for at most two events among the recent ones, a lost clock or a doubled one, wherever these make
 * the arrivals lie clearly better on a straight line: an event has to pay {@value #EVENT} in twice
 * the logarithm of the likelihood (about one clock in a hundred is lost or doubled).
 *
 * <p>Owned by one thread.
 */
final class ClockCount {
  static final int CAPACITY = 24;
  static final double EVENT = 9.2; // -2 ln 0.01

  private static final double NS_PER_MS = 1e6;
  private static final double LEAST_VARIANCE = 0.01; // square ms: differences below are none
  private static final int RUN = 3;
  private static final int MOST_LOST = 3; // in one place
  private static final int DOUBTFUL = 5;
  private static final int RECENT = 16;
  private static final int CLEARLY_RECENT = 8;
  private static final double CLEAR = 8; // standard deviations in a period
  private static final int FEWEST_FOR_EVENT = 6;
  private static final int FEWEST_FOR_TWO = 8;
  private static final double BURST = 0.25; // of a period

  private final double[] timesMs = new double[CAPACITY]; // since the first
  private final double[] weights = new double[CAPACITY];
  private final int[] numbers = new int[CAPACITY];
  private int size;
  private double knownVariance;
  private int fixed; // so many numbers are known
  private long firstNs;

  @RealTimeSafe
  void clear() {
    size = 0;
    fixed = 0;
  }

  int size() {
    return size;
  }

  boolean isFull() {
    return size == CAPACITY;
  }

  /**
   * Makes room.
   *
   * @return how many clocks later the new first is
   */
  @RealTimeSafe
  int forgetFirst() {
    int steps = numbers[1];
    double ms = timesMs[1];
    firstNs = timeNs(1);
    size--;
    for (int i = 0; i < size; i++) {
      timesMs[i] = timesMs[i + 1] - ms;
      numbers[i] = numbers[i + 1] - steps;
    }
    fixed = Math.max(0, fixed - 1);
    return steps;
  }

  /** Whether none of the last clocks was lost or doubled. */
  boolean endsInARun() {
    return size > RUN && numbers[size - 1] - numbers[size - 1 - RUN] == RUN;
  }

  @RealTimeSafe
  void put(long timeNs) {
    if (size == 0) {
      firstNs = timeNs;
    }
    timesMs[size++] = (timeNs - firstNs) / NS_PER_MS;
  }

  /** An arrival whose number is known. */
  @RealTimeSafe
  void put(long timeNs, long number) {
    put(timeNs);
    numbers[size - 1] = (int) number;
    fixed = size - DOUBTFUL;
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

  /**
   * Numbers all arrivals anew.
   *
   * @param periodNs what a period should be
   * @param priorWeight how much that is believed, as a squared distance in clocks; 0 not at all
   * @param jitterMs as far as it is known: where it is small, events are soon beyond doubt
   * @param known whether it is known, or to be found with the numbers
   */
  @RealTimeSafe
  void count(double periodNs, double priorWeight, double jitterMs, boolean known) {
    knownVariance = known ? jitterMs * jitterMs : 0;
    weigh();
    double periodMs = periodNs / NS_PER_MS;
    int most = size < 6 ? 0 : size < 8 ? 1 : 2;
    int recent = jitterMs * CLEAR < periodMs ? CLEARLY_RECENT : RECENT;
    int from = Math.max(Math.max(1, fixed), size - recent);
    for (int i = 1; i < size; i++) {
      numbers[i] = i < from ? numbers[i] : numbers[i - 1] + 1;
    }
    int events = size < FEWEST_FOR_EVENT ? 0 : size < FEWEST_FOR_TWO ? 1 : 2;
    double best = cost(size, 0, size, 0, periodMs, priorWeight);
    int first = size, firstKind = 0, second = size, secondKind = 0;
    for (int i = from; events > 0 && i < size; i++) {
      for (int p = -1; p <= MOST_LOST; p += p < 0 ? 2 : 1) {
        double one = cost(i, p, size, 0, periodMs, priorWeight) + price(p);
        if (one < best) {
          best = one;
          first = i;
          firstKind = p;
          second = size;
          secondKind = 0;
        }
        for (int j = i; events > 1 && j < size; j++) {
          for (int q = -1; j > i && q <= MOST_LOST; q += q < 0 ? 2 : 1) {
            double two = cost(i, p, j, q, periodMs, priorWeight) + price(p) + price(q);
            if (two < best) {
              best = two;
              first = i;
              firstKind = p;
              second = j;
              secondKind = q;
            }
          }
        }
      }
    }
    for (int i = from; i < size; i++) {
      numbers[i] += (i >= first ? firstKind : 0) + (i >= second ? secondKind : 0);
    }
  }

  /** Several clocks lost at once are dearer than one, but less so than as many single ones. */
  private static double price(int kind) {
    return kind < 0 ? EVENT : EVENT * (1 + kind) / 2;
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
      double x = numbers[i] + (i >= first ? firstKind : 0) + (i >= second ? secondKind : 0);
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
    return knownVariance > 0
        ? Math.max(0, rss) / knownVariance
        : n * Math.log(Math.max(0, rss) / n + LEAST_VARIANCE);
  }
}

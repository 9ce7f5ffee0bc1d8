package antiphon.live.follow;

import antiphon.live.api.RealTimeSafe;

/**
 * Notices that a clock has changed its tempo at once. The arrivals that came last are explained in
 * two ways: as clocks of the old line, some lost, some doubled, some far off; or as clocks counted
 * one by one (but for two events at most) from an arrival that lay on the old line, in another
 * tempo. The second has to be better by {@value #SURPRISE} in twice the logarithm of the
 * likelihood.
 *
 * <p>Owned by one thread.
 */
final class TempoJump {
  private static final int CAPACITY = 64;
  private static final int MASK = CAPACITY - 1;
  private static final int FEWEST = 3;
  private static final int MOST = 12;
  private static final int FEWEST_FOR_EVENT = 4;
  private static final int FEWEST_FOR_TWO = 8;
  private static final double SURPRISE = 42;
  private static final double FAR_OFF = 16; // four standard deviations
  private static final double BURST = 1;
  private static final double NS_PER_MS = 1e6;
  private static final double NONE = -Double.MAX_VALUE;

  private final long[] timesNs = new long[CAPACITY];
  private final long[] clocks = new long[CAPACITY];
  private final long[] dueNs = new long[CAPACITY];
  private final double[] costs = new double[CAPACITY];
  private final boolean[] mayTurn = new boolean[CAPACITY]; // the arrival was on the old line
  private int end;
  private int size;
  private int after; // arrivals since a jump was noticed

  // the best explanation
  private int since;
  private boolean atArrival;
  private int firstEvent;
  private int firstKind;
  private int secondEvent;
  private int secondKind;

  // of the arrivals after a turn: sums from the k-th on
  private final double[] sumY = new double[CAPACITY + 1];
  private final double[] sumK = new double[CAPACITY + 1];
  private double cost;
  private int event1;
  private int kind1;
  private int event2;
  private int kind2;

  @RealTimeSafe
  void clear() {
    size = 0;
    after = 0;
  }

  /**
   * @param clock the clock of the old line that an arrival is taken for
   * @param dueNs when that was due
   * @param steps how many clocks after the one before: 0 or less is a doubled one, 2 a lost one
   * @param burst whether it came in one burst with the one before
   */
  @RealTimeSafe
  void put(long timeNs, long clock, long dueNs, long steps, boolean burst, double jitterMs) {
    double off = (timeNs - dueNs) / NS_PER_MS / jitterMs;
    double cost = Math.min(off * off, FAR_OFF);
    boolean turns = steps > 0 && cost < ClockCount.EVENT;
    if (steps <= 0) {
      cost = burst ? BURST : cost + ClockCount.EVENT;
    } else {
      cost += ClockCount.EVENT * Math.min(steps - 1, 2);
    }
    put(timeNs, clock, dueNs, cost, turns);
  }

  /** An arrival after a jump, which is no clock of the old line. */
  @RealTimeSafe
  void putAfter(long timeNs) {
    put(timeNs, 0, 0, 0, false);
    after++;
  }

  private void put(long timeNs, long clock, long dueNs, double cost, boolean turns) {
    int at = end++ & MASK;
    timesNs[at] = timeNs;
    clocks[at] = clock;
    this.dueNs[at] = dueNs;
    costs[at] = cost;
    mayTurn[at] = turns;
    size = Math.min(size + 1, CAPACITY);
  }

  /** Whether there has been a jump. */
  @RealTimeSafe
  boolean isNoticed(double jitterMs) {
    double old = 0;
    for (int ago = 1; ago <= Math.min(MOST, size); ago++) {
      old += costs[(end - ago) & MASK];
    }
    return old > SURPRISE && explain(jitterMs) > SURPRISE;
  }

  /**
   * Looks for the best explanation by a jump.
   *
   * @return how much better it is than no jump
   */
  @RealTimeSafe
  double explain(double jitterMs) {
    double variance = jitterMs * jitterMs;
    double best = NONE;
    double old = 0;
    int nearest = after == 0 ? FEWEST : after + 1;
    for (int ago = 1; ago <= Math.min(after + MOST, size - 1); ago++) {
      if (ago > after) {
        old += costs[(end - ago) & MASK];
      }
      if (ago < nearest || !mayTurn[(end - 1 - ago) & MASK]) {
        continue;
      }
      for (int from = 0; from < 2; from++) {
        bestCount(ago, from == 1, variance);
        double gain = old - cost;
        if (gain > best) {
          best = gain;
          since = ago;
          atArrival = from == 1;
          firstEvent = event1;
          firstKind = kind1;
          secondEvent = event2;
          secondKind = kind2;
        }
      }
    }
    return best;
  }

  /** How many arrivals ago the last clock of the old tempo came. */
  int since() {
    return since;
  }

  /** The last clock of the old tempo. */
  long turnClock() {
    return clocks[(end - 1 - since) & MASK];
  }

  /** The clock of the k-th arrival since the turn, counted from the turn. */
  int number(int k) {
    return k + (k >= firstEvent ? firstKind : 0) + (k >= secondEvent ? secondKind : 0);
  }

  /** When the k-th arrival since the turn came; for the turn itself, where the old line ended. */
  long timeNs(int k) {
    int at = (end - 1 - since + k) & MASK;
    return k == 0 && !atArrival ? dueNs[at] : timesNs[at];
  }

  /** Finds the cheapest count of the last arrivals: slope through the turn, at most two events. */
  private void bestCount(int n, boolean fromArrival, double variance) {
    int at = (end - 1 - n) & MASK;
    long turnNs = fromArrival ? timesNs[at] : dueNs[at];
    double kk = 0;
    double ky = 0;
    double yy = 0;
    sumY[n + 1] = 0;
    sumK[n + 1] = 0;
    for (int k = n; k >= 1; k--) {
      double y = (timesNs[(at + k) & MASK] - turnNs) / NS_PER_MS;
      sumY[k] = sumY[k + 1] + y;
      sumK[k] = sumK[k + 1] + k;
      kk += (double) k * k;
      ky += k * y;
      yy += y * y;
    }
    event1 = n + 1;
    event2 = n + 1;
    kind1 = 0;
    kind2 = 0;
    cost = (yy - ky * ky / kk) / variance;
    if (n < FEWEST_FOR_EVENT) {
      return;
    }
    for (int i = 1; i <= n; i++) {
      for (int p = -1; p <= 1; p += 2) {
        double kkI = kk + 2 * p * sumK[i] + (n + 1 - i);
        double kyI = ky + p * sumY[i];
        double one = (yy - kyI * kyI / kkI) / variance + ClockCount.EVENT;
        if (one < cost) {
          cost = one;
          event1 = i;
          kind1 = p;
          event2 = n + 1;
          kind2 = 0;
        }
        for (int j = i; n >= FEWEST_FOR_TWO && j <= n; j++) {
          for (int q = -1; q <= 1; q += 2) {
            if (j == i && (p < 0 || q < 0)) {
              continue;
            }
            double kkJ = kkI + 2 * q * sumK[j] + (n + 1 - j) * (1 + 2 * p * q);
            double kyJ = kyI + q * sumY[j];
            double two = (yy - kyJ * kyJ / kkJ) / variance + 2 * ClockCount.EVENT;
            if (two < cost) {
              cost = two;
              event1 = i;
              kind1 = p;
              event2 = j;
              kind2 = q;
            }
          }
        }
      }
    }
  }
}

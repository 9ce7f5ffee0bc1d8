package antiphon.live.follow;

import antiphon.live.api.RealTimeSafe;

/**
 * Notices that a clock has changed its tempo at once. The arrivals that came last are explained in
 * two ways: as clocks of the old line, some lost, some doubled, some far off; or as clocks counted
 * one by one (but for one event) from an arrival that lay on the old line, in another tempo. The
 * second has to be better by {@value #SURPRISE} in twice the logarithm of the likelihood.
 *
 * <p>Owned by one thread.
 */
final class TempoJump {
  private static final int CAPACITY = 16;
  private static final int MASK = CAPACITY - 1;
  private static final int FEWEST = 3;
  private static final int MOST = 12;
  private static final double SURPRISE = 32;
  private static final double FAR_OFF = 16; // four standard deviations
  private static final double BURST = 1;
  private static final double NS_PER_MS = 1e6;

  private final long[] timesNs = new long[CAPACITY];
  private final long[] clocks = new long[CAPACITY];
  private final long[] dueNs = new long[CAPACITY];
  private final double[] costs = new double[CAPACITY];
  private int end;
  private int size;
  private int since;
  private boolean atArrival;

  @RealTimeSafe
  void clear() {
    size = 0;
  }

  /**
   * @param clock the clock of the old line that an arrival is taken for
   * @param dueNs when that was due
   * @param steps how many clocks after the one before: 0 or less is a doubled one, 2 a lost one
   * @param burst whether it came in one burst with the one before
   */
  @RealTimeSafe
  void put(long timeNs, long clock, long dueNs, long steps, boolean burst, double jitterMs) {
    int at = end++ & MASK;
    timesNs[at] = timeNs;
    clocks[at] = clock;
    this.dueNs[at] = dueNs;
    double off = (timeNs - dueNs) / NS_PER_MS / jitterMs;
    double cost = Math.min(off * off, FAR_OFF);
    if (steps <= 0) {
      cost = burst ? BURST : cost + ClockCount.EVENT;
    } else {
      cost += ClockCount.EVENT * Math.min(steps - 1, 2);
    }
    costs[at] = cost;
    size = Math.min(size + 1, CAPACITY);
  }

  /** Looks for a jump: how many arrivals ago the last clock of the old tempo came, or 0. */
  @RealTimeSafe
  int find(double jitterMs) {
    double variance = jitterMs * jitterMs;
    double best = 0;
    since = 0;
    double old = 0;
    for (int ago = 1; ago <= Math.min(MOST, size - 1); ago++) {
      old += costs[(end - ago) & MASK];
      if (ago < FEWEST || old <= SURPRISE || costs[(end - 1 - ago) & MASK] >= ClockCount.EVENT) {
        continue;
      }
      for (int from = 0; from < 2; from++) {
        double gain = old - SURPRISE - bestCost(ago, from == 1, variance);
        if (gain > best) {
          best = gain;
          since = ago;
          atArrival = from == 1;
        }
      }
    }
    return since;
  }

  /** The last clock of the old tempo. */
  long turnClock() {
    return clocks[(end - 1 - since) & MASK];
  }

  /** When an arrival came; for the turn itself, when the new line says it was due. */
  long timeNs(int ago) {
    int at = (end - 1 - ago) & MASK;
    return ago == since && !atArrival ? dueNs[at] : timesNs[at];
  }

  private double bestCost(int ago, boolean atArrival, double variance) {
    int at = (end - 1 - ago) & MASK;
    long turnNs = atArrival ? timesNs[at] : dueNs[at];
    double best = Double.MAX_VALUE;
    for (int event = 2; event <= ago; event++) {
      for (int kind = -1; kind <= 1; kind++) {
        if (kind == 0 ? event > 2 : ago < FEWEST + 1) {
          continue;
        }
        double sxx = 0, sxy = 0, syy = 0;
        for (int k = 1; k <= ago; k++) {
          double x = k + (k >= event ? kind : 0);
          double y = (timesNs[(at + k) & MASK] - turnNs) / NS_PER_MS;
          sxx += x * x;
          sxy += x * y;
          syy += y * y;
        }
        double cost =
            (syy - sxy * sxy / sxx) / variance + (kind == 0 ? 0 : ClockCount.EVENT);
        best = Math.min(best, cost);
      }
    }
    return best;
  }
}

package antiphon.live.follow;

import antiphon.live.api.RealTimeSafe;

/**
 * The line through the clocks that came last: when the newest was due, and how far apart they are.
 *
 * <p>Least squares over the longest window that shows no bias. For every length of {@link
 * #WINDOWS}, beginning with the longest, the residuals are tested for a bend and for a step some
 * clocks ago (Lagrange multiplier tests with the regressors {@code max(0, x - h)} and {@code x >=
 * h}; their variance is exact for white jitter on a straight line). The tempo is that of the first
 * window within {@value #TEMPO_TOLERANCE} standard errors, so that it stands still while nothing
 * has certainly changed. The phase moves from this line to that of the first window within {@value
 * #PHASE_TOLERANCE} as the doubt of the former grows to {@value #FULL}. Where only a short window
 * is straight, the tempo is moving, and a longer parabola is taken that passes the same tests.
 *
 * <p>This is the delay-locked loop of F. Adriaensen, "Using a DLL to filter time" (Linux Audio
 * Conference 2005), with its bandwidth chosen anew at each clock. A window of n clocks has a phase
 * error of 2σ/√n and a period error of σ√12/n<sup>1.5</sup>, like a loop of second order with a
 * noise bandwidth of about 2/n of the clocks' rate: the long window is the narrow loop that tracks,
 * the short one the wide loop that acquires, and the parabola a loop of third order. A batch has
 * what a loop has not: it settles at once after a change, without overshoot.
 *
 * <p>Costs some microseconds a clock. Owned by one thread. Time values may wrap around.
 */
final class ClockLine {
  static final int LONGEST = 384;

  private static final int CAPACITY = 512;
  private static final int MASK = CAPACITY - 1;
  private static final int[] WINDOWS = {
    4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, LONGEST
  };
  private static final double PHASE_TOLERANCE = 2.2;
  private static final double TEMPO_TOLERANCE = 6;
  private static final double FULL = 4.8; // standard errors: no doubt left
  private static final double GROW = 1.03; // of the variance in a clock, while nothing is straight
  private static final double BEND_TOLERANCE = 2.5;
  private static final int SHORTEST_PARABOLA = 12;
  private static final int LONGEST_PARABOLA = 48;
  private static final double NS_PER_MS = 1e6;
  private static final double LEAST_JITTER_MS = 0.02;
  private static final double LEAST_PERIOD_MS = 60e3 / 600 / 24;
  private static final double MOST_PERIOD_MS = 60e3 / 10 / 24;

  private final long[] clocks = new long[CAPACITY];
  private final long[] timesNs = new long[CAPACITY];
  private final double[] weights = new double[CAPACITY];
  private int end; // entries ever put
  private int size;

  // sums over the newest WINDOWS[i] entries: x clocks before the newest, z ms off the reference
  private final double[] w0 = new double[WINDOWS.length + 1];
  private final double[] w1 = new double[WINDOWS.length + 1];
  private final double[] w2 = new double[WINDOWS.length + 1];
  private final double[] w3 = new double[WINDOWS.length + 1];
  private final double[] w4 = new double[WINDOWS.length + 1];
  private final double[] z0 = new double[WINDOWS.length + 1];
  private final double[] z1 = new double[WINDOWS.length + 1];
  private final double[] z2 = new double[WINDOWS.length + 1];
  private final double[] zz = new double[WINDOWS.length + 1];
  private final double[] hinge = new double[WINDOWS.length + 1];
  private final int[] lengths = new int[WINDOWS.length + 1];
  private int levels;

  private double referenceMs; // period the sums are taken off
  private double priorWeight; // of the reference, as a squared distance in clocks
  private double phaseMs; // of the line at the newest clock, after its arrival
  private double numberingPhaseMs;
  private double slopeMs; // off the reference
  private double curveMs;
  private double inverse00;
  private double inverse01;
  private double inverse02;
  private double inverse11;
  private double inverse12;
  private double inverse22;
  private double jitterMs = 2;
  private int jitterAge;
  private int window; // entries that the phase is from
  private int tempoWindow; // entries that the tempo is from

  ClockLine(double periodNs) {
    referenceMs = periodNs / NS_PER_MS;
  }

  /** Forgets the clocks; the period stays as a guess, believed if the line was long. */
  @RealTimeSafe
  void restart(boolean keepTempo) {
    double n = tempoWindow;
    double believed = Math.max(keepTempo ? priorWeight : 0, n * n * n / 12);
    referenceMs = periodNs() / NS_PER_MS;
    slopeMs = 0;
    curveMs = 0;
    priorWeight = keepTempo && (n >= 24 || priorWeight > 0) ? believed : 0;
    clear();
  }

  /** Forgets the clocks, to be given the same ones with other numbers. */
  @RealTimeSafe
  void clear() {
    size = 0;
  }

  @RealTimeSafe
  void put(long clock, long timeNs, double weight) {
    int at = end++ & MASK;
    clocks[at] = clock;
    timesNs[at] = timeNs;
    weights[at] = weight;
    size = Math.min(size + 1, CAPACITY);
  }

  /** Gives the newest entries full weight. */
  @RealTimeSafe
  void trust(int entries) {
    for (int i = 1; i <= Math.min(entries, size); i++) {
      weights[(end - i) & MASK] = 1;
    }
  }

  int size() {
    return size;
  }

  /** Whether all clocks since the line began lie on it. */
  boolean isWhole() {
    return tempoWindow == size;
  }

  boolean believesTempo() {
    return priorWeight > 0;
  }

  double priorWeight() {
    return priorWeight;
  }

  double jitterMs() {
    return jitterMs;
  }

  double periodNs() {
    return Math.min(MOST_PERIOD_MS, Math.max(LEAST_PERIOD_MS, referenceMs + slopeMs)) * NS_PER_MS;
  }

  long newestClock() {
    return clocks[(end - 1) & MASK];
  }

  /** When the newest clock came. */
  long newestNs() {
    return timesNs[(end - 1) & MASK];
  }

  /** When a clock is due by the line. */
  @RealTimeSafe
  long nsAt(long clock) {
    return nsAt(clock, phaseMs);
  }

  /**
   * When a clock is due by the line that clocks are numbered by: the steadier one, which jitter
   * cannot lead astray, until there is no doubt that it is left.
   */
  @RealTimeSafe
  long steadyNsAt(long clock) {
    return nsAt(clock, numberingPhaseMs);
  }

  /** How many clocks after the newest an instant is, by the line that clocks are numbered by. */
  @RealTimeSafe
  double clocksAfterNewest(long ns) {
    return (ns - timesNs[(end - 1) & MASK] - numberingPhaseMs * NS_PER_MS) / periodNs();
  }

  private long nsAt(long clock, double atPhaseMs) {
    return timesNs[(end - 1) & MASK]
        + Math.round(atPhaseMs * NS_PER_MS + (clock - newestClock()) * periodNs());
  }

  /** Draws the line anew. */
  @RealTimeSafe
  void fit() {
    sum();
    int tempoLevel = straightest(levels - 1, TEMPO_TOLERANCE);
    double doubt = Math.sqrt(tempoLevel > 0 ? bias(tempoLevel) : 0);
    double steadyPhaseMs = phaseMs;
    double steadySlopeMs = slopeMs;
    tempoWindow = lengths[tempoLevel];
    if (tempoLevel < levels - 1) {
      priorWeight = 0;
    }
    int phaseLevel = straightest(tempoLevel, PHASE_TOLERANCE);
    double linePhaseMs = phaseMs;
    double lineSlopeMs = slopeMs;
    window = lengths[phaseLevel];
    learnJitter();
    if (phaseLevel == levels - 1 || !bend(phaseLevel)) {
      phaseMs = linePhaseMs;
      slopeMs = lineSlopeMs;
    }
    if (tempoLevel > phaseLevel) {
      double belief = Math.min(1, (doubt - PHASE_TOLERANCE) / (FULL - PHASE_TOLERANCE));
      phaseMs = steadyPhaseMs + belief * (phaseMs - steadyPhaseMs);
      slopeMs = steadySlopeMs;
    }
    numberingPhaseMs = doubt < FULL ? steadyPhaseMs : phaseMs;
  }

  /** Draws a parabola, if one passes that is longer by half than a straight window. */
  private boolean bend(int straight) {
    for (int level = longestWithin(LONGEST_PARABOLA); level > straight; level--) {
      if (lengths[level] < SHORTEST_PARABOLA || 2 * lengths[level] < 3 * lengths[straight]) {
        return false;
      }
      if (solveParabola(level) && biasOfParabola(level) <= BEND_TOLERANCE * BEND_TOLERANCE) {
        return true;
      }
    }
    return false;
  }

  /** Leaves the line through the longest window that passes, not above a level. */
  private int straightest(int from, double tolerance) {
    for (int level = from; level > 0; level--) {
      if (solve(level) && bias(level) <= tolerance * tolerance) {
        return level;
      }
    }
    solve(0);
    return 0;
  }

  private int longestWithin(int entries) {
    int level = levels - 1;
    while (level >= 0 && lengths[level] > entries) {
      level--;
    }
    return level >= 0 && lengths[level] >= SHORTEST_PARABOLA ? level : -1;
  }

  private void sum() {
    double s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, t0 = 0, t1 = 0, t2 = 0, tt = 0;
    long newestClock = newestClock();
    long newestNs = timesNs[(end - 1) & MASK];
    int entries = Math.min(size, LONGEST);
    levels = 0;
    for (int i = 0; i < entries; i++) {
      int at = (end - 1 - i) & MASK;
      double w = weights[at];
      double x = clocks[at] - newestClock;
      double z = (timesNs[at] - newestNs) / NS_PER_MS - x * referenceMs;
      double wx = w * x;
      double wxx = wx * x;
      s0 += w;
      s1 += wx;
      s2 += wxx;
      s3 += wxx * x;
      s4 += wxx * x * x;
      t0 += w * z;
      t1 += wx * z;
      t2 += wxx * z;
      tt += w * z * z;
      boolean last = i == entries - 1;
      if (last || i + 1 == WINDOWS[levels]) {
        w0[levels] = s0;
        w1[levels] = s1;
        w2[levels] = s2;
        w3[levels] = s3;
        w4[levels] = s4;
        z0[levels] = t0;
        z1[levels] = t1;
        z2[levels] = t2;
        zz[levels] = tt;
        hinge[levels] = last ? -x + 1 : newestClock - clocks[(at - 1) & MASK];
        lengths[levels] = i + 1;
        levels++;
      }
    }
  }

  private boolean solve(int level) {
    double n = w0[level];
    double sxx = w2[level] + priorWeight;
    double det = n * sxx - w1[level] * w1[level];
    curveMs = 0;
    if (n <= 0) {
      return false;
    }
    if (det <= 1e-9) {
      phaseMs = z0[level] / n;
      slopeMs = 0;
      return true;
    }
    phaseMs = (sxx * z0[level] - w1[level] * z1[level]) / det;
    slopeMs = (n * z1[level] - w1[level] * z0[level]) / det;
    return true;
  }

  /** The greatest of the tests of a line, squared, in standard errors. */
  private double bias(int level) {
    double n = w0[level];
    double sx = w1[level];
    double sxx = w2[level] + priorWeight;
    double det = n * sxx - sx * sx;
    double worst = 0;
    for (int part = 0; part < level; part++) {
      double m0 = w0[part];
      double m1 = w1[part];
      double m2 = w2[part];
      double r0 = z0[part] - phaseMs * m0 - slopeMs * m1;
      double r1 = z1[part] - phaseMs * m1 - slopeMs * m2;
      double h = hinge[part];
      double bend = h * r0 + r1;
      double u0 = h * m0 + m1;
      double u1 = h * m1 + m2;
      double bendVariance =
          h * h * m0 + 2 * h * m1 + m2 - (sxx * u0 * u0 - 2 * sx * u0 * u1 + n * u1 * u1) / det;
      if (bendVariance > 1e-3) {
        worst = Math.max(worst, bend * bend / bendVariance);
      }
      double stepVariance = m0 - (sxx * m0 * m0 - 2 * sx * m0 * m1 + n * m1 * m1) / det;
      if (stepVariance > 1e-3) {
        worst = Math.max(worst, r0 * r0 / stepVariance);
      }
    }
    return worst / (jitterMs * jitterMs);
  }

  private boolean solveParabola(int level) {
    double a = w0[level], b = w1[level], c = w2[level], d = w3[level], e = w4[level];
    double p = z0[level], q = z1[level], r = z2[level];
    inverse00 = c * e - d * d;
    inverse01 = c * d - b * e;
    inverse02 = b * d - c * c;
    double det = a * inverse00 + b * inverse01 + c * inverse02;
    if (a < 8 || det <= 1e-6 * a * c * e) {
      return false;
    }
    inverse00 /= det;
    inverse01 /= det;
    inverse02 /= det;
    inverse11 = (a * e - c * c) / det;
    inverse12 = (b * c - a * d) / det;
    inverse22 = (a * c - b * b) / det;
    phaseMs = inverse00 * p + inverse01 * q + inverse02 * r;
    slopeMs = inverse01 * p + inverse11 * q + inverse12 * r;
    curveMs = inverse02 * p + inverse12 * q + inverse22 * r;
    return true;
  }

  /** As {@link #bias}, of the parabola solved last. */
  private double biasOfParabola(int level) {
    double worst = 0;
    for (int part = 0; part < level; part++) {
      double m0 = w0[part];
      double m1 = w1[part];
      double m2 = w2[part];
      double m3 = w3[part];
      double r0 = z0[part] - phaseMs * m0 - slopeMs * m1 - curveMs * m2;
      double r1 = z1[part] - phaseMs * m1 - slopeMs * m2 - curveMs * m3;
      double h = hinge[part];
      double bend = h * r0 + r1;
      double variance =
          h * h * m0 + 2 * h * m1 + m2 - explained(h * m0 + m1, h * m1 + m2, h * m2 + m3);
      if (variance > 1e-3) {
        worst = Math.max(worst, bend * bend / variance);
      }
      double stepVariance = m0 - explained(m0, m1, m2);
      if (stepVariance > 1e-3) {
        worst = Math.max(worst, r0 * r0 / stepVariance);
      }
    }
    return worst / (jitterMs * jitterMs);
  }

  private double explained(double u0, double u1, double u2) {
    return inverse00 * u0 * u0
        + inverse11 * u1 * u1
        + inverse22 * u2 * u2
        + 2 * (inverse01 * u0 * u1 + inverse02 * u0 * u2 + inverse12 * u1 * u2);
  }

  /** From a window that is straight; where none is long enough, slowly from a parabola. */
  private void learnJitter() {
    double before = jitterMs * jitterMs;
    double variance;
    double most = Double.MAX_VALUE;
    if (window >= 24) {
      int level = longestWithin(Math.min(window, 96));
      solve(level);
      variance = (zz[level] - phaseMs * z0[level] - slopeMs * z1[level]) / (w0[level] - 2);
    } else {
      int level = longestWithin(LONGEST_PARABOLA);
      if (level < 0 || !solveParabola(level)) {
        return;
      }
      variance =
          (zz[level] - phaseMs * z0[level] - slopeMs * z1[level] - curveMs * z2[level])
              / (w0[level] - 3);
      most = jitterAge < 16 ? most : GROW * before;
    }
    jitterAge = Math.min(jitterAge + 1, 16);
    double after = before + (Math.max(0, variance) - before) / jitterAge;
    jitterMs = Math.max(LEAST_JITTER_MS, Math.sqrt(Math.min(most, after)));
  }
}

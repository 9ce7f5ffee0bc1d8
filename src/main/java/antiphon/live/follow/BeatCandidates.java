package antiphon.live.follow;

/** The likeliest beats of a phrase, the best first when they were found. */
final class BeatCandidates {
  private static final int MOST = 14;
  // what is taken for the same beat: of its length, and of its phase
  private static final double SAME_LENGTH = .01;
  private static final double SAME_PHASE = .08;

  private final double[] beatMs = new double[MOST];
  private final double[] phaseMs = new double[MOST];
  private final double[] logScore = new double[MOST];
  private final int[] bar = new int[MOST];
  private final double[] barShare = new double[MOST];
  private int count;

  void clear() {
    count = 0;
  }

  /** Takes one if there is room for it, or a worse one to give way. */
  void offer(double length, double phase, double score) {
    if (count == MOST && logScore[MOST - 1] >= score) {
      return;
    }
    int place = count < MOST ? count++ : MOST - 1;
    while (place > 0 && logScore[place - 1] < score) {
      logScore[place] = logScore[place - 1];
      beatMs[place] = beatMs[place - 1];
      phaseMs[place] = phaseMs[place - 1];
      place--;
    }
    logScore[place] = score;
    beatMs[place] = length;
    phaseMs[place] = phase;
  }

  void fit(int candidate, double length, double phase) {
    beatMs[candidate] = length;
    phaseMs[candidate] = phase;
  }

  /**
   * @param score logarithm of its likelihood
   * @param firstBar which beat after the phase begins a bar
   * @param share of the likelihood that is of this bar phase
   */
  void judge(int candidate, double score, int firstBar, double share) {
    logScore[candidate] = score;
    bar[candidate] = firstBar;
    barShare[candidate] = share;
  }

  int count() {
    return count;
  }

  double beatMs(int candidate) {
    return beatMs[candidate];
  }

  /** Where one of its beats lies. */
  double phaseMs(int candidate) {
    return phaseMs[candidate];
  }

  double logScore(int candidate) {
    return logScore[candidate];
  }

  int bar(int candidate) {
    return bar[candidate];
  }

  double barShare(int candidate) {
    return barShare[candidate];
  }

  /** The best, as judged, or -1 where there is none. */
  int best() {
    int best = -1;
    for (int i = 0; i < count; i++) {
      if (best < 0 || logScore[i] > logScore[best]) {
        best = i;
      }
    }
    return best;
  }

  /** Logarithm of the likelihood of all together, what is the same beat counted once. */
  double logOfAll(double logOfNone, double endMs) {
    double all = logOfNone;
    for (int i = 0; i < count; i++) {
      if (!isSameAsOneBefore(i, endMs)) {
        all = Likelihood.logOfSum(all, logScore[i]);
      }
    }
    return all;
  }

  private boolean isSameAsOneBefore(int candidate, double endMs) {
    double atMs = lastAtOrBefore(endMs, phaseMs[candidate], beatMs[candidate]);
    for (int other = 0; other < candidate; other++) {
      double off = (atMs - phaseMs[other]) / beatMs[other];
      if (Math.abs(beatMs[candidate] / beatMs[other] - 1) < SAME_LENGTH
          && Math.abs(off - Math.rint(off)) < SAME_PHASE) {
        return true;
      }
    }
    return false;
  }

  /** The last of the instants that are a period apart. */
  static double lastAtOrBefore(double ms, double phaseMs, double periodMs) {
    return phaseMs + Math.floor((ms - phaseMs) / periodMs) * periodMs;
  }
}

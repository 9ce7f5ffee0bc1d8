package antiphon.live.follow;

import java.util.Arrays;

/**
 * What the notes of a phrase tell of their places, apart from their times: a chord with a new
 * pitch, over a low note that is held, begins a bar rather than half a beat. The weights are those
 * of a multinomial logistic regression over the training lists named at {@link MetricProfile}.
 * Allocates nothing after construction.
 */
final class Accents {
  /** Places told apart: bar line, beat, its division, all others. */
  static final int KINDS = 4;

  private static final int MEMORY = 8;
  private static final int TRAITS = 12;
  private static final double[] SHARES = {.15, .26, .27, .32};
  private static final double STRENGTH = 1.1;
  // phrases begin on a bar line or with an upbeat that is a beat rather than between beats
  private static final double[] BEGINNING = {3, 1.27, .5, .25};
  private static final double[][] WEIGHTS = {
    {.30, -.29, -.21, .20}, // notes in the chord, log2
    {-.25, .12, .09, .04}, // height of its lowest note, octaves
    {.10, .09, -.05, -.15}, // velocity, in steps of 20
    {-.19, .35, .16, -.33}, // lower than its neighbours
    {-.02, .27, .01, -.26}, // time to the next, log2
    {.40, .18, .05, -.63}, // time since the last, log2
    {.13, .23, .03, -.40}, // chord larger than the last
    {-.06, -.22, .00, .27}, // next chord larger
    {-.42, .39, .17, -.15}, // share of pitches struck again
    {1.14, -.34, -.37, -.43}, // pitch classes not heard lately
    {.31, .05, -.15, -.22}, // time until another note as low, log2
    {.17, .14, -.08, -.24} // time until another note as high, log2
  };

  private final double[][] traits;
  private final double[][] likelihood;
  private final double[] gaps;
  private final int[] lastOf = new int[12];

  Accents(int capacity) {
    traits = new double[TRAITS][capacity];
    likelihood = new double[capacity][KINDS];
    gaps = new double[capacity];
  }

  /** How much likelier an instant's notes are at a kind of place than anywhere. */
  double of(int instant, int kind) {
    return likelihood[instant][kind];
  }

  /**
   * @param fromTheStart whether the first instant begins the phrase
   */
  void hear(Instants instants, boolean fromTheStart) {
    int count = instants.count();
    double typicalGap = typicalGap(instants);
    Arrays.fill(lastOf, -MEMORY);
    for (int i = 0; i < count; i++) {
      double size = log2(instants.notes(i));
      double sizeBefore = i > 0 ? log2(instants.notes(i - 1)) : size;
      double sizeAfter = i < count - 1 ? log2(instants.notes(i + 1)) : size;
      boolean inside = i > 0 && i < count - 1;
      traits[0][i] = size;
      traits[1][i] = instants.lowest(i) / 12.0;
      traits[2][i] = instants.velocity(i) / 20.0;
      traits[3][i] =
          inside
                  && instants.lowest(i) < instants.lowest(i - 1)
                  && instants.lowest(i) <= instants.lowest(i + 1)
              ? 1
              : 0;
      traits[4][i] = log2(i < count - 1 ? gaps[i] : typicalGap);
      traits[5][i] = log2(i > 0 ? gaps[i - 1] : typicalGap);
      traits[6][i] = size - sizeBefore;
      traits[7][i] = sizeAfter - size;
      traits[8][i] = i > 0 ? instants.shareStruckAgain(i) : 0;
      traits[9][i] = novelty(instants.pitchClasses(i), i);
      traits[10][i] = hold(instants, i, typicalGap, true);
      traits[11][i] = hold(instants, i, typicalGap, false);
    }
    weigh(count);
    if (fromTheStart) {
      for (int kind = 0; kind < KINDS; kind++) {
        likelihood[0][kind] *= BEGINNING[kind];
      }
    }
  }

  private double typicalGap(Instants instants) {
    int count = instants.count() - 1;
    for (int i = 0; i < count; i++) {
      gaps[i] = instants.timeMs(i + 1) - instants.timeMs(i);
    }
    Arrays.sort(gaps, 0, count);
    double typical = gaps[count / 2];
    for (int i = 0; i < count; i++) {
      gaps[i] = instants.timeMs(i + 1) - instants.timeMs(i);
    }
    return typical;
  }

  private double novelty(int pitchClasses, int instant) {
    double sum = 0;
    for (int pitchClass = 0; pitchClass < 12; pitchClass++) {
      if ((pitchClasses >> pitchClass & 1) != 0) {
        sum += Math.min(MEMORY, instant - lastOf[pitchClass]);
        lastOf[pitchClass] = instant;
      }
    }
    return sum / MEMORY / Integer.bitCount(pitchClasses);
  }

  private static double hold(Instants instants, int instant, double typicalGap, boolean low) {
    int next = instant + 1;
    while (next < instants.count()
        && (low
            ? instants.lowest(next) > instants.lowest(instant) + 2
            : instants.highest(next) < instants.highest(instant) - 2)) {
      next++;
    }
    double endMs =
        next < instants.count()
            ? instants.timeMs(next)
            : instants.timeMs(instants.count() - 1) + typicalGap;
    return log2(Math.min((endMs - instants.timeMs(instant)) / typicalGap, 16));
  }

  private void weigh(int count) {
    for (int trait = 0; trait < TRAITS; trait++) {
      double mean = 0;
      for (int i = 0; i < count; i++) {
        mean += traits[trait][i] / count;
      }
      for (int i = 0; i < count; i++) {
        traits[trait][i] = Math.max(-2, Math.min(2, traits[trait][i] - mean));
      }
    }
    for (int i = 0; i < count; i++) {
      weigh(i, likelihood[i]);
    }
  }

  private void weigh(int instant, double[] kinds) {
    double all = 0;
    for (int kind = 0; kind < KINDS; kind++) {
      double sum = 0;
      for (int trait = 0; trait < TRAITS; trait++) {
        sum += WEIGHTS[trait][kind] * traits[trait][instant];
      }
      kinds[kind] = Math.exp(sum);
      all += SHARES[kind] * kinds[kind];
    }
    for (int kind = 0; kind < KINDS; kind++) {
      kinds[kind] = Math.pow(kinds[kind] / all, STRENGTH);
    }
  }

  private static double log2(double value) {
    return Math.log(value) / Math.log(2);
  }
}

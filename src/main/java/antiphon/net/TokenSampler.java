package antiphon.net;

import antiphon.music.token.Vocabulary;

/**
 * Draws the next token from masked logits: with a temperature and top-p (nucleus sampling, Holtzman
 * et al. 2020), apart for pitch, time and velocity too, and with top-k (Fan, Lewis and Dauphin
 * 2018). A draw is a function of its arguments, of the settings, of the seed and of the number of
 * the step alone. Allocates nothing after construction; not thread-safe.
 *
 * <p>The main temperature decides between pitch, time and velocity; how likely a token is within
 * its own of these three is decided by that one's temperature and top-p. Then come top-k and top-p
 * of all. With all temperatures alike this is a softmax of logits over temperature.
 */
public final class TokenSampler {
  /**
   * What {@link #sample} returns when no token can be drawn: nothing is allowed, or the logits are
   * not numbers.
   */
  public static final int NONE = -1;

  private static final int PITCH = 0;
  private static final int TIME = 1;
  private static final int VELOCITY = 2;
  private static final int ASPECTS = 3;
  private static final int ANY = -1;

  private final int[] aspectOf = new int[Vocabulary.SIZE];
  private final double[] weight = new double[Vocabulary.SIZE];
  private final double[] heap = new double[Vocabulary.SIZE];
  private final double[] share = new double[ASPECTS];
  private final double[] factor = {1, 1, 1};
  private final double[] topPOf = {1, 1, 1};
  private double temperature = 1;
  private double topP = 1;
  private int topK;

  public TokenSampler() {
    for (int id = 0; id < aspectOf.length; id++) {
      aspectOf[id] =
          switch (Vocabulary.kind(id)) {
            case DUR -> TIME;
            case VELOCITY -> VELOCITY;
            case NOTE_ON, NOTE_OFF, PART, START -> PITCH;
          };
    }
  }

  /**
   * @param value 0 or more; 0 takes the likeliest
   */
  public void setTemperature(double value) {
    temperature = value;
  }

  /**
   * @param multiple of the main temperature, 0 or more
   */
  public void setPitchTemperature(double multiple) {
    factor[PITCH] = multiple;
  }

  /**
   * @param multiple of the main temperature, 0 or more
   */
  public void setTimeTemperature(double multiple) {
    factor[TIME] = multiple;
  }

  /**
   * @param multiple of the main temperature, 0 or more
   */
  public void setVelocityTemperature(double multiple) {
    factor[VELOCITY] = multiple;
  }

  /**
   * @param value above 0, up to 1: the likeliest tokens that together reach this share are kept
   */
  public void setTopP(double value) {
    topP = value;
  }

  /**
   * @param value as of {@link #setTopP}, among pitches and ends alone; their share stays
   */
  public void setPitchTopP(double value) {
    topPOf[PITCH] = value;
  }

  /**
   * @param value as of {@link #setTopP}, among durations alone; their share stays
   */
  public void setTimeTopP(double value) {
    topPOf[TIME] = value;
  }

  /**
   * @param value as of {@link #setTopP}, among velocities alone; their share stays
   */
  public void setVelocityTopP(double value) {
    topPOf[VELOCITY] = value;
  }

  /**
   * @param value so many of the likeliest tokens are kept, and those that are as likely as the last
   *     of them; 0 keeps all
   */
  public void setTopK(int value) {
    topK = value;
  }

  /**
   * @param logits [{@value Vocabulary#SIZE}]
   * @param mask [{@value Vocabulary#SIZE}], which may be drawn
   * @return a token, or {@link #NONE}
   */
  public int sample(float[] logits, boolean[] mask, long seed, long step) {
    int best = likeliest(logits, mask);
    if (best == NONE || temperature == 0) {
      return best;
    }
    weigh(logits, mask, best);
    for (int aspect = 0; aspect < ASPECTS; aspect++) {
      if (factor[aspect] != 1 && share[aspect] > 0) {
        weighApart(logits, mask, aspect);
      }
      if (topPOf[aspect] < 1 && share[aspect] > 0) {
        keepNucleus(aspect);
      }
    }
    double sum = share[PITCH] + share[TIME] + share[VELOCITY];
    if (!(sum > 0 && sum < Double.POSITIVE_INFINITY)) {
      return NONE;
    }
    if (topK > 0) {
      sum = keepLikeliest(ANY, Double.POSITIVE_INFINITY, topK);
    }
    if (topP < 1) {
      sum = keepLikeliest(ANY, topP * sum, Integer.MAX_VALUE);
    }
    double rest = uniform(seed, step) * sum;
    int last = NONE;
    for (int i = 0; i < weight.length; i++) {
      if (weight[i] > 0) {
        last = i;
        rest -= weight[i];
        if (rest < 0) {
          return i;
        }
      }
    }
    return last;
  }

  /**
   * A number in [0, 1) from seed and step: SplitMix64 (Steele, Lea and Flood 2014) at the step's
   * place in the stream.
   */
  public static double uniform(long seed, long step) {
    long z = mix(seed) + step * 0x9E3779B97F4A7C15L;
    return (mix(z) >>> 11) * 0x1.0p-53;
  }

  private static long mix(long value) {
    long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  /** The likeliest allowed token whose logit is a finite number. */
  private static int likeliest(float[] logits, boolean[] mask) {
    int best = NONE;
    for (int i = 0; i < logits.length; i++) {
      if (mask[i] && Float.isFinite(logits[i]) && (best == NONE || logits[i] > logits[best])) {
        best = i;
      }
    }
    return best;
  }

  /** Weights at the main temperature, and the sum of each aspect's. */
  private void weigh(float[] logits, boolean[] mask, int best) {
    share[PITCH] = 0;
    share[TIME] = 0;
    share[VELOCITY] = 0;
    for (int i = 0; i < weight.length; i++) {
      weight[i] = mask[i] ? Math.exp((logits[i] - logits[best]) / temperature) : 0;
      share[aspectOf[i]] += weight[i];
    }
  }

  /** Spreads an aspect's share over its tokens by its own temperature. */
  private void weighApart(float[] logits, boolean[] mask, int aspect) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < weight.length; i++) {
      if (mask[i] && aspectOf[i] == aspect) {
        greatest = Math.max(greatest, logits[i]);
      }
    }
    double own = temperature * factor[aspect];
    double sum = 0;
    for (int i = 0; i < weight.length; i++) {
      if (mask[i] && aspectOf[i] == aspect) {
        weight[i] =
            logits[i] == greatest ? 1 : own == 0 ? 0 : Math.exp((logits[i] - greatest) / own);
        sum += weight[i];
      }
    }
    for (int i = 0; i < weight.length; i++) {
      if (aspectOf[i] == aspect) {
        weight[i] *= share[aspect] / sum;
      }
    }
  }

  /** Keeps the likeliest of an aspect's tokens, and spreads its share over them. */
  private void keepNucleus(int aspect) {
    double sum = keepLikeliest(aspect, topPOf[aspect] * share[aspect], Integer.MAX_VALUE);
    for (int i = 0; i < weight.length; i++) {
      if (weight[i] > 0 && aspectOf[i] == aspect) {
        weight[i] *= share[aspect] / sum;
      }
    }
  }

  /**
   * Zeroes all but the greatest weights of an aspect, or of {@link #ANY}, that together reach
   * {@code target}, or of which there are {@code count}; returns what is left. Ties at the edge are
   * all kept, so that the result does not depend on their order.
   */
  private double keepLikeliest(int aspect, double target, int count) {
    int size = buildHeap(aspect);
    double kept = 0;
    double threshold = 0;
    for (int left = count; size > 0 && left > 0 && kept < target; left--) {
      threshold = heap[0];
      kept += threshold;
      heap[0] = heap[--size];
      sink(0, size);
    }
    double sum = 0;
    for (int i = 0; i < weight.length; i++) {
      if (isOf(i, aspect)) {
        if (weight[i] < threshold) {
          weight[i] = 0;
        }
        sum += weight[i];
      }
    }
    return sum;
  }

  private boolean isOf(int id, int aspect) {
    return aspect == ANY || aspectOf[id] == aspect;
  }

  /** The weights above 0 as a heap, the greatest first; sorting with the JDK would allocate. */
  private int buildHeap(int aspect) {
    int size = 0;
    for (int i = 0; i < weight.length; i++) {
      if (weight[i] > 0 && isOf(i, aspect)) {
        heap[size++] = weight[i];
      }
    }
    for (int parent = size / 2 - 1; parent >= 0; parent--) {
      sink(parent, size);
    }
    return size;
  }

  private void sink(int from, int size) {
    int parent = from;
    while (2 * parent + 1 < size) {
      int child = 2 * parent + 1;
      if (child + 1 < size && heap[child + 1] > heap[child]) {
        child++;
      }
      if (heap[parent] >= heap[child]) {
        return;
      }
      double lesser = heap[parent];
      heap[parent] = heap[child];
      heap[child] = lesser;
      parent = child;
    }
  }
}

package antiphon.net;

/**
 * Draws the next token from masked logits with temperature and top-p (nucleus sampling, Holtzman et
 * al. 2020). A draw is a function of its arguments, of the seed and of the number of the step
 * alone. Allocates nothing after construction; not thread-safe.
 */
public final class TokenSampler {
  /**
   * What {@link #sample} returns when no token can be drawn: nothing is allowed, or the logits are
   * not numbers.
   */
  public static final int NONE = -1;

  private final double[] weight;

  public TokenSampler(int tokens) {
    weight = new double[tokens];
  }

  /**
   * @param logits [tokens]
   * @param mask [tokens], which may be drawn
   * @param temperature 0 or more; 0 takes the likeliest
   * @param topP above 0, up to 1: the likeliest tokens that together reach this share are kept
   * @return a token, or {@link #NONE}
   */
  public int sample(
      float[] logits, boolean[] mask, double temperature, double topP, long seed, long step) {
    int best = likeliest(logits, mask);
    if (best == NONE || temperature == 0) {
      return best;
    }
    double sum = 0;
    for (int i = 0; i < weight.length; i++) {
      weight[i] = mask[i] ? Math.exp((logits[i] - logits[best]) / temperature) : 0;
      sum += weight[i];
    }
    if (!(sum >= 1 && sum < Double.POSITIVE_INFINITY)) {
      return NONE;
    }
    if (topP < 1) {
      sum = keepNucleus(best, topP * sum);
    }
    double rest = uniform(seed, step) * sum;
    int last = best;
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

  /**
   * Zeroes all but the greatest weights that together reach {@code target}; returns what is left.
   */
  private double keepNucleus(int best, double target) {
    double kept = weight[best];
    double threshold = weight[best];
    // Walk down the distinct weights; ties at the edge are all kept, so that the result does not
    // depend on their order.
    while (kept < target) {
      double next = 0;
      double share = 0;
      for (double w : weight) {
        if (w < threshold && w > next) {
          next = w;
          share = w;
        } else if (w < threshold && w == next) {
          share += w;
        }
      }
      if (next == 0) {
        break;
      }
      threshold = next;
      kept += share;
    }
    double sum = 0;
    for (int i = 0; i < weight.length; i++) {
      if (weight[i] < threshold) {
        weight[i] = 0;
      }
      sum += weight[i];
    }
    return sum;
  }
}

package antiphon.net;

import java.util.Random;

/**
 * What a network has learnt. All matrices are stored row by row, one row an input unit, so that a
 * step adds rows. The gates of a layer lie side by side in the order candidate (tanh), forget,
 * output, input (all sigmoid): DL4J's order for its {@code LSTM} layer.
 *
 * <p>The arrays are the weights, not copies: treat them as read-only once a stepper is built.
 */
public final class LstmWeights {
  private final LstmSpec spec;
  private final float[][] input; // [layer][inputs × 4·hidden]
  private final float[][] recurrent; // [layer][hidden × 4·hidden]
  private final float[][] bias; // [layer][4·hidden]
  private final float[] output; // [hidden × tokens]
  private final float[] outputBias; // [tokens]

  /** All zero. */
  public LstmWeights(LstmSpec spec) {
    this.spec = spec;
    input = new float[spec.layers()][];
    recurrent = new float[spec.layers()][];
    bias = new float[spec.layers()][];
    for (int layer = 0; layer < spec.layers(); layer++) {
      input[layer] = new float[spec.inputs(layer) * spec.gates()];
      recurrent[layer] = new float[spec.hidden() * spec.gates()];
      bias[layer] = new float[spec.gates()];
    }
    output = new float[spec.hidden() * spec.tokens()];
    outputBias = new float[spec.tokens()];
  }

  /** Uniform in ±1/√hidden, as untrained networks begin: for tests and benchmarks. */
  public static LstmWeights random(LstmSpec spec, long seed) {
    Random random = new Random(seed);
    LstmWeights weights = new LstmWeights(spec);
    float bound = (float) (1 / Math.sqrt(spec.hidden()));
    for (int layer = 0; layer < spec.layers(); layer++) {
      fill(weights.input[layer], random, bound);
      fill(weights.recurrent[layer], random, bound);
      fill(weights.bias[layer], random, bound);
    }
    fill(weights.output, random, bound);
    fill(weights.outputBias, random, bound);
    return weights;
  }

  public LstmSpec spec() {
    return spec;
  }

  /**
   * [inputs × 4·hidden]; below the first layer the rows of the tokens come first, then those of the
   * positions.
   */
  public float[] input(int layer) {
    return input[layer];
  }

  /** [hidden × 4·hidden]. */
  public float[] recurrent(int layer) {
    return recurrent[layer];
  }

  /** [4·hidden]. */
  public float[] bias(int layer) {
    return bias[layer];
  }

  /** [hidden × tokens]. */
  public float[] output() {
    return output;
  }

  /** [tokens]. */
  public float[] outputBias() {
    return outputBias;
  }

  private static void fill(float[] array, Random random, float bound) {
    for (int i = 0; i < array.length; i++) {
      array[i] = (random.nextFloat() * 2 - 1) * bound;
    }
  }
}

package antiphon.net.vector;

import antiphon.net.LstmSpec;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;
import antiphon.net.LstmWeights;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The step on vectors. What a token and a metric position contribute to the first layer is looked
 * up; each other layer multiplies what comes from below and what it remembers in one pass. A pass
 * goes through the weights in the order in which they lie in memory, and each block of it leaves
 * all four gates of as many units as a vector holds.
 */
final class VectorLstmStepper implements LstmStepper {
  static final int LANES = FloatVector.SPECIES_PREFERRED.length();

  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;

  private final LstmSpec spec;
  private final String description;
  private final float[] tokenRows; // [tokens × 4·hidden], bias included
  private final float[] positionRows; // [positions × 4·hidden]
  private final PackedMatrix[] layers; // [layer]: recurrent, or [below; recurrent]
  private final float[][] bias; // [layer][4·hidden]; none for the first
  private final PackedMatrix output;
  private final float[] outputBias; // [tokens, padded]

  /** How weights are stored. */
  interface Format {
    PackedMatrix pack(Columns columns, int width, float[]... parts);
  }

  /**
   * @param name of the format, for people
   */
  VectorLstmStepper(LstmWeights weights, Format format, String name) {
    spec = weights.spec();
    if (spec.hidden() % LANES != 0) {
      throw new IllegalArgumentException(
          "hidden units must be a multiple of " + LANES + ", not " + spec.hidden());
    }
    description = "Vector API " + name + ", " + LANES + " lanes";
    Columns gates = Columns.interleavedGates(spec.hidden(), LANES);
    tokenRows = gates.rows(weights.input(0), 0, spec.tokens());
    positionRows = gates.rows(weights.input(0), spec.tokens(), spec.positions());
    float[] firstBias = gates.rows(weights.bias(0), 0, 1);
    for (int i = 0; i < tokenRows.length; i++) {
      tokenRows[i] += firstBias[i % firstBias.length];
    }
    layers = new PackedMatrix[spec.layers()];
    bias = new float[spec.layers()][];
    layers[0] = format.pack(gates, 4 * LANES, weights.recurrent(0));
    for (int layer = 1; layer < layers.length; layer++) {
      layers[layer] = format.pack(gates, 4 * LANES, weights.input(layer), weights.recurrent(layer));
      bias[layer] = gates.rows(weights.bias(layer), 0, 1);
    }
    Columns tokens = Columns.padded(spec.tokens(), LANES);
    output = format.pack(tokens, LANES, weights.output());
    outputBias = tokens.rows(weights.outputBias(), 0, 1);
  }

  @Override
  public LstmSpec spec() {
    return spec;
  }

  @Override
  public void feed(LstmState state, int token, int position) {
    for (int layer = 0; layer < layers.length; layer++) {
      begin(state, layer, token, position);
      float[] x = input(state, layer);
      PackedMatrix matrix = layers[layer];
      for (int block = 0; block < matrix.blocks(); block++) {
        matrix.addProduct(x, block, state.sums());
      }
      Cells.finish(state.sums(), state.hidden(layer), state.cell(layer));
    }
  }

  @Override
  public void feed(LstmState[] states, int[] tokens, int[] positions, int voices) {
    for (int layer = 0; layer < layers.length; layer++) {
      for (int voice = 0; voice < voices; voice++) {
        begin(states[voice], layer, tokens[voice], positions[voice]);
        input(states[voice], layer);
      }
      multiply(layers[layer], layer, states, voices);
      for (int voice = 0; voice < voices; voice++) {
        LstmState state = states[voice];
        Cells.finish(state.sums(), state.hidden(layer), state.cell(layer));
      }
    }
  }

  @Override
  public float[] logits(LstmState state) {
    System.arraycopy(outputBias, 0, state.sums(), 0, outputBias.length);
    float[] x = state.hidden(layers.length - 1);
    for (int block = 0; block < output.blocks(); block++) {
      output.addProduct(x, block, state.sums());
    }
    System.arraycopy(state.sums(), 0, state.logits(), 0, spec.tokens());
    return state.logits();
  }

  /** Leaves out those vectors of tokens of which none is of interest. */
  @Override
  public float[] logits(LstmState state, boolean[] mask) {
    System.arraycopy(outputBias, 0, state.sums(), 0, outputBias.length);
    float[] x = state.hidden(layers.length - 1);
    for (int block = 0; block < output.blocks(); block++) {
      if (any(mask, block * LANES)) {
        output.addProduct(x, block, state.sums());
      }
    }
    System.arraycopy(state.sums(), 0, state.logits(), 0, spec.tokens());
    return state.logits();
  }

  @Override
  public void logits(LstmState[] states, int voices) {
    for (int voice = 0; voice < voices; voice++) {
      System.arraycopy(outputBias, 0, states[voice].sums(), 0, outputBias.length);
    }
    multiply(output, layers.length, states, voices);
    for (int voice = 0; voice < voices; voice++) {
      LstmState state = states[voice];
      System.arraycopy(state.sums(), 0, state.logits(), 0, spec.tokens());
    }
  }

  @Override
  public long bytesPerStep() {
    long bytes = output.bytes();
    for (PackedMatrix layer : layers) {
      bytes += layer.bytes();
    }
    long tables = (spec.layers() + 1L) * spec.gates() + outputBias.length;
    return bytes + tables * Float.BYTES;
  }

  @Override
  public String description() {
    return description;
  }

  /** What the sums of a layer begin with. */
  private void begin(LstmState state, int layer, int token, int position) {
    int gates = spec.gates();
    if (layer == 0) {
      addRows(tokenRows, token * gates, positionRows, position * gates, state.sums(), gates);
    } else {
      System.arraycopy(bias[layer], 0, state.sums(), 0, gates);
    }
  }

  /** What is multiplied by a layer's matrix. */
  private float[] input(LstmState state, int layer) {
    if (layer == 0) {
      return state.hidden(0);
    }
    int hidden = spec.hidden();
    System.arraycopy(state.hidden(layer - 1), 0, state.joined(), 0, hidden);
    System.arraycopy(state.hidden(layer), 0, state.joined(), hidden, hidden);
    return state.joined();
  }

  /** Block by block, each for all voices while it is in the nearest cache. */
  private void multiply(PackedMatrix matrix, int layer, LstmState[] states, int voices) {
    for (int block = 0; block < matrix.blocks(); block++) {
      int voice = 0;
      for (; voice + PackedMatrix.TOGETHER <= voices; voice += PackedMatrix.TOGETHER) {
        LstmState a = states[voice];
        LstmState b = states[voice + 1];
        LstmState c = states[voice + 2];
        LstmState d = states[voice + 3];
        matrix.addProducts(
            factor(a, layer),
            factor(b, layer),
            factor(c, layer),
            factor(d, layer),
            block,
            a.sums(),
            b.sums(),
            c.sums(),
            d.sums());
      }
      for (; voice < voices; voice++) {
        matrix.addProduct(factor(states[voice], layer), block, states[voice].sums());
      }
    }
  }

  /**
   * What {@link #input} has made ready for a layer, or for the output, the layer after the last.
   */
  private float[] factor(LstmState state, int layer) {
    if (layer == 0 || layer == layers.length) {
      return state.hidden(Math.max(0, layer - 1));
    }
    return state.joined();
  }

  private static boolean any(boolean[] mask, int from) {
    int to = Math.min(mask.length, from + LANES);
    for (int i = from; i < to; i++) {
      if (mask[i]) {
        return true;
      }
    }
    return false;
  }

  private static void addRows(float[] a, int atA, float[] b, int atB, float[] sums, int count) {
    for (int i = 0; i < count; i += LANES) {
      FloatVector.fromArray(FLOATS, a, atA + i)
          .add(FloatVector.fromArray(FLOATS, b, atB + i))
          .intoArray(sums, i);
    }
  }
}

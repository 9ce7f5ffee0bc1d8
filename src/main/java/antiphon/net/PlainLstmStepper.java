package antiphon.net;

/**
 * The step in plain Java on {@code float[]}: always there, allocates nothing. Rows are added four
 * at a time, in loops that the JIT turns into vector code; the bias is folded into the token rows
 * of the first layer.
 */
public final class PlainLstmStepper implements LstmStepper {
  private static final int ROWS_AT_ONCE = 4;

  private final LstmWeights weights;
  private final LstmSpec spec;
  private final float[] tokenRows; // [tokens × 4·hidden], bias included

  public PlainLstmStepper(LstmWeights weights) {
    this.weights = weights;
    spec = weights.spec();
    if (spec.hidden() % ROWS_AT_ONCE != 0) {
      throw new IllegalArgumentException(
          "hidden units must be a multiple of 4, not " + spec.hidden());
    }
    int gates = spec.gates();
    tokenRows = new float[spec.tokens() * gates];
    for (int i = 0; i < tokenRows.length; i++) {
      tokenRows[i] = weights.input(0)[i] + weights.bias(0)[i % gates];
    }
  }

  @Override
  public LstmSpec spec() {
    return spec;
  }

  @Override
  public void feed(LstmState state, int token, int position) {
    int gates = spec.gates();
    float[] z = state.sums();
    System.arraycopy(tokenRows, token * gates, z, 0, gates);
    addRow(z, gates, weights.input(0), (spec.tokens() + position) * gates);
    addProduct(z, gates, state.hidden(0), weights.recurrent(0));
    finishCells(z, state.hidden(0), state.cell(0));
    for (int layer = 1; layer < spec.layers(); layer++) {
      System.arraycopy(weights.bias(layer), 0, z, 0, gates);
      addProduct(z, gates, state.hidden(layer - 1), weights.input(layer));
      addProduct(z, gates, state.hidden(layer), weights.recurrent(layer));
      finishCells(z, state.hidden(layer), state.cell(layer));
    }
  }

  @Override
  public float[] logits(LstmState state) {
    float[] logits = state.logits();
    System.arraycopy(weights.outputBias(), 0, logits, 0, spec.tokens());
    addProduct(logits, spec.tokens(), state.hidden(spec.layers() - 1), weights.output());
    return logits;
  }

  @Override
  public String description() {
    return "plain Java";
  }

  private static void addRow(float[] sum, int width, float[] rows, int offset) {
    for (int j = 0; j < width; j++) {
      sum[j] += rows[offset + j];
    }
  }

  /** sum += x · matrix, with matrix [x.length × width]. */
  private static void addProduct(float[] sum, int width, float[] x, float[] matrix) {
    for (int i = 0; i < x.length; i += ROWS_AT_ONCE) {
      addRows(sum, width, matrix, i * width, x[i], x[i + 1], x[i + 2], x[i + 3]);
    }
  }

  private static void addRows(
      float[] sum, int width, float[] matrix, int row0, float x0, float x1, float x2, float x3) {
    int row1 = row0 + width;
    int row2 = row1 + width;
    int row3 = row2 + width;
    for (int j = 0; j < width; j++) {
      sum[j] +=
          x0 * matrix[row0 + j]
              + x1 * matrix[row1 + j]
              + x2 * matrix[row2 + j]
              + x3 * matrix[row3 + j];
    }
  }

  private static void finishCells(float[] z, float[] hidden, float[] cell) {
    int n = hidden.length;
    for (int j = 0; j < n; j++) {
      float candidate = tanh(z[j]);
      float forget = sigmoid(z[n + j]);
      float output = sigmoid(z[2 * n + j]);
      float input = sigmoid(z[3 * n + j]);
      cell[j] = forget * cell[j] + input * candidate;
      hidden[j] = output * tanh(cell[j]);
    }
  }

  private static float sigmoid(float x) {
    return (float) (1 / (1 + Math.exp(-x)));
  }

  private static float tanh(float x) {
    return (float) (2 / (1 + Math.exp(-2.0 * x)) - 1);
  }
}

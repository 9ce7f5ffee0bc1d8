package antiphon.net.dl4j;

/**
 * The element-wise part of an LSTM step and of its derivative, for one column of a batch: gates in
 * the order candidate, forget, output, input, each {@code units} long. Plain loops over arrays that
 * the JIT turns into vector code.
 */
final class LstmGates {
  /** Beyond, a float's tanh is 1 to the last digit but one. */
  private static final float SATURATION = 8;

  // tanh(x) = x · P(x²) / Q(x²) on |x| ≤ 8, relative error 6e-9 before rounding: a least-squares
  // fit on Chebyshev nodes, reweighted towards the greatest error
  private static final float P1 = 0.13444498f;
  private static final float P2 = 3.5715976e-3f;
  private static final float P3 = 2.1894655e-5f;
  private static final float P4 = 1.5230409e-8f;
  private static final float Q1 = 0.46777824f;
  private static final float Q2 = 2.6164440e-2f;
  private static final float Q3 = 3.4112914e-4f;
  private static final float Q4 = 8.522443e-7f;

  private LstmGates() {}

  /**
   * One step. {@code gates} holds the sums that enter the gates and is left with what the gates
   * give.
   *
   * @param gates [4·units] from {@code gatesAt}
   * @param cellBefore [units] from {@code at}, as {@code cell}, {@code squashed} (tanh of the cell)
   *     and {@code hidden}, which are written
   */
  static void forward(
      float[] gates,
      int gatesAt,
      float[] cellBefore,
      float[] cell,
      float[] squashed,
      float[] hidden,
      int at,
      int units) {
    tanh(gates, gatesAt, gates, gatesAt, units);
    sigmoid(gates, gatesAt + units, 3 * units);
    int forget = gatesAt + units;
    int output = forget + units;
    int input = output + units;
    for (int i = 0; i < units; i++) {
      cell[at + i] = gates[forget + i] * cellBefore[at + i] + gates[input + i] * gates[gatesAt + i];
    }
    tanh(cell, at, squashed, at, units);
    for (int i = 0; i < units; i++) {
      hidden[at + i] = gates[output + i] * squashed[at + i];
    }
  }

  /**
   * The derivative of one step. {@code gates} holds what the gates gave and is left with the
   * derivative of the loss by the sums that entered them.
   *
   * @param hiddenGradient [units] from {@code at}: derivative by the hidden state
   * @param cellGradient [units] from {@code at}: derivative by the cell as later steps saw it; left
   *     with that by the cell before
   */
  static void backward(
      float[] gates,
      int gatesAt,
      float[] cellBefore,
      float[] squashed,
      float[] hiddenGradient,
      float[] cellGradient,
      int at,
      int units) {
    int forget = gatesAt + units;
    int output = forget + units;
    int input = output + units;
    for (int i = 0; i < units; i++) {
      float candidate = gates[gatesAt + i];
      float f = gates[forget + i];
      float o = gates[output + i];
      float in = gates[input + i];
      float tanhCell = squashed[at + i];
      float byHidden = hiddenGradient[at + i];
      float byCell = cellGradient[at + i] + byHidden * o * (1 - tanhCell * tanhCell);
      gates[gatesAt + i] = byCell * in * (1 - candidate * candidate);
      gates[forget + i] = byCell * cellBefore[at + i] * f * (1 - f);
      gates[output + i] = byHidden * tanhCell * o * (1 - o);
      gates[input + i] = byCell * candidate * in * (1 - in);
      cellGradient[at + i] = byCell * f;
    }
  }

  static void tanh(float[] from, int fromAt, float[] to, int toAt, int length) {
    for (int i = 0; i < length; i++) {
      float x = Math.min(SATURATION, Math.max(-SATURATION, from[fromAt + i]));
      float s = x * x;
      to[toAt + i] =
          x
              * ((((P4 * s + P3) * s + P2) * s + P1) * s + 1)
              / ((((Q4 * s + Q3) * s + Q2) * s + Q1) * s + 1);
    }
  }

  /** σ(x) = (1 + tanh(x/2)) / 2, in place. */
  private static void sigmoid(float[] values, int at, int length) {
    for (int i = 0; i < length; i++) {
      float x = Math.min(SATURATION, Math.max(-SATURATION, 0.5f * values[at + i]));
      float s = x * x;
      values[at + i] =
          0.5f
              + 0.5f
                  * x
                  * ((((P4 * s + P3) * s + P2) * s + P1) * s + 1)
                  / ((((Q4 * s + Q3) * s + Q2) * s + Q1) * s + 1);
    }
  }
}

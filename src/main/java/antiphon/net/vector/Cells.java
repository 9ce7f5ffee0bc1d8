package antiphon.net.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * What becomes of the gates' sums: new memory and output of each unit. A sigmoid is within {@value
 * #SIGMOID_BOUND} of the true one.
 */
final class Cells {
  /** Greatest absolute error of {@link #sigmoids} for any float. */
  static final double SIGMOID_BOUND = 2e-7;

  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = FLOATS.length();

  /** Beyond this a float's sigmoid is 0 or 1 to within the bound. */
  private static final float FARTHEST = 60;

  private static final float LOG2_E = 1.44269504f;

  // ln 2 in two parts, the first with few enough bits that its product with an exponent is exact
  private static final float LN_2_HIGH = 0.693359375f;
  private static final float LN_2_LOW = -2.12194440e-4f;

  /** 1.5 · 2^23: adding it rounds to the nearest whole number, which the lowest bits then hold. */
  private static final float ROUND = 12582912f;

  private Cells() {}

  /**
   * Finishes a step of one layer.
   *
   * @param sums [4·hidden], in blocks of four vectors: twice the candidate's sum, then those of
   *     forget, output and input gate; used up
   * @param hidden [hidden], written
   * @param cell [hidden], read and written
   */
  static void finish(float[] sums, float[] hidden, float[] cell) {
    sigmoids(sums, 4 * hidden.length);
    remember(sums, hidden, cell);
    sigmoids(hidden, hidden.length);
    speak(sums, hidden);
  }

  /**
   * Replaces the first {@code count} numbers, whole vectors of them, by their sigmoids: 1 / (1 +
   * exp(−x)).
   *
   * <p>exp(y) for |y| up to {@value #FARTHEST}, farther y taken as that: y = n ln 2 + r with |r| ≤
   * ½ ln 2, then Taylor's polynomial of degree 6, whose remainder there is below 2e-7, times 2^n.
   *
   * <p>All in one method: one that is too large for the compiler to inline early makes objects of
   * vectors.
   */
  static void sigmoids(float[] values, int count) {
    FloatVector one = FloatVector.broadcast(FLOATS, 1f);
    for (int i = 0; i < count; i += LANES) {
      FloatVector y = FloatVector.fromArray(FLOATS, values, i).neg().min(FARTHEST).max(-FARTHEST);
      FloatVector shifted = y.mul(LOG2_E).add(ROUND);
      FloatVector n = shifted.sub(ROUND);
      FloatVector r =
          n.fma(
              FloatVector.broadcast(FLOATS, -LN_2_LOW),
              n.fma(FloatVector.broadcast(FLOATS, -LN_2_HIGH), y));
      FloatVector p =
          r.mul(1f / 720)
              .add(1f / 120)
              .fma(r, FloatVector.broadcast(FLOATS, 1f / 24))
              .fma(r, FloatVector.broadcast(FLOATS, 1f / 6))
              .fma(r, FloatVector.broadcast(FLOATS, 0.5f))
              .fma(r, one)
              .fma(r, one);
      FloatVector power =
          p.reinterpretAsInts()
              .add(shifted.reinterpretAsInts().lanewise(VectorOperators.LSHL, 23))
              .reinterpretAsFloats();
      one.div(power.add(one)).intoArray(values, i);
    }
  }

  /**
   * Memory: what the forget gate leaves of it, and what the input gate lets in. Leaves twice the
   * memory in {@code doubled}.
   */
  private static void remember(float[] gates, float[] doubled, float[] cell) {
    for (int unit = 0; unit < cell.length; unit += LANES) {
      FloatVector half = FloatVector.fromArray(FLOATS, gates, 4 * unit);
      FloatVector forget = FloatVector.fromArray(FLOATS, gates, 4 * unit + LANES);
      FloatVector input = FloatVector.fromArray(FLOATS, gates, 4 * unit + 3 * LANES);
      FloatVector candidate = half.add(half).sub(1f); // tanh(x) = 2 σ(2x) − 1
      FloatVector memory =
          FloatVector.fromArray(FLOATS, cell, unit).mul(forget).add(input.mul(candidate));
      memory.intoArray(cell, unit);
      memory.add(memory).intoArray(doubled, unit);
    }
  }

  /** Output: what the output gate lets out of tanh(memory) = 2 σ(2 · memory) − 1. */
  private static void speak(float[] gates, float[] hidden) {
    for (int unit = 0; unit < hidden.length; unit += LANES) {
      FloatVector half = FloatVector.fromArray(FLOATS, hidden, unit);
      FloatVector output = FloatVector.fromArray(FLOATS, gates, 4 * unit + 2 * LANES);
      half.add(half).sub(1f).mul(output).intoArray(hidden, unit);
    }
  }
}

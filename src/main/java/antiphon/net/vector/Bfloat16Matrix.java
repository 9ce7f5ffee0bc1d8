package antiphon.net.vector;

import antiphon.net.Bfloat16;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * Bfloat16 weights, two rows to an {@code int}: the even row in the lower half, the odd one in the
 * upper. For each block, for each pair of rows of it, one or four vectors. The products are added
 * in float32.
 */
final class Bfloat16Matrix implements PackedMatrix {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final VectorSpecies<Integer> INTS = IntVector.SPECIES_PREFERRED;
  private static final int LANES = FLOATS.length();
  private static final int WIDE = 4 * LANES;
  private static final int UPPER_HALF = 0xffff0000;

  private final int[] weights; // [blocks][rows / 2][width]
  private final int rows;
  private final int width;

  /**
   * @param width columns of a block: one vector or four
   * @param parts matrices [rows × columns] one below the other; rows of each even, of all together
   *     a multiple of 4
   */
  Bfloat16Matrix(Columns columns, int width, float[]... parts) {
    this.width = width;
    rows = columns.rowsOf(4, parts);
    weights = new int[rows / 2 * columns.count()];
    int at = 0;
    for (int block = 0; block < columns.count(); block += width) {
      for (float[] part : parts) {
        for (int row = 0; row < part.length / columns.plain(); row += 2) {
          for (int i = 0; i < width; i++) {
            int even = Bfloat16.bitsOf(columns.value(part, row, block + i));
            int odd = Bfloat16.bitsOf(columns.value(part, row + 1, block + i));
            weights[at++] = odd << 16 | even;
          }
        }
      }
    }
  }

  @Override
  public int blocks() {
    return weights.length / (rows / 2 * width);
  }

  @Override
  public void addProduct(float[] x, int block, float[] sums) {
    if (width == WIDE) {
      wide(weights, block * (rows / 2) * width, x, rows, sums, block * width);
    } else {
      narrow(weights, block * (rows / 2) * width, x, rows, sums, block * width);
    }
  }

  @Override
  public void addProducts(
      float[] x0,
      float[] x1,
      float[] x2,
      float[] x3,
      int block,
      float[] s0,
      float[] s1,
      float[] s2,
      float[] s3) {
    int from = block * (rows / 2) * width;
    int to = block * width;
    if (width == WIDE) {
      wideForFour(weights, from, x0, x1, x2, x3, rows, s0, s1, s2, s3, to);
    } else {
      narrowForFour(weights, from, x0, x1, x2, x3, rows, s0, s1, s2, s3, to);
    }
  }

  @Override
  public long bytes() {
    return (long) weights.length * Integer.BYTES;
  }

  // The loops below are static and written out: helper methods in them would exceed what the
  // compiler inlines, and vectors become objects then. For the same reason sums are added to a
  // vector whose class the compiler knows however early it compiles, not the other way round. Two
  // sets of sums hide the latency of a multiply-add.

  private static void wide(int[] w, int from, float[] x, int rows, float[] sums, int to) {
    FloatVector a0 = FloatVector.zero(FLOATS);
    FloatVector a1 = FloatVector.zero(FLOATS);
    FloatVector a2 = FloatVector.zero(FLOATS);
    FloatVector a3 = FloatVector.zero(FLOATS);
    FloatVector b0 = FloatVector.zero(FLOATS);
    FloatVector b1 = FloatVector.zero(FLOATS);
    FloatVector b2 = FloatVector.zero(FLOATS);
    FloatVector b3 = FloatVector.zero(FLOATS);
    int at = from;
    for (int row = 0; row < rows; row += 2) {
      FloatVector even = FloatVector.broadcast(FLOATS, x[row]);
      FloatVector odd = FloatVector.broadcast(FLOATS, x[row + 1]);
      IntVector w0 = IntVector.fromArray(INTS, w, at);
      IntVector w1 = IntVector.fromArray(INTS, w, at + LANES);
      IntVector w2 = IntVector.fromArray(INTS, w, at + 2 * LANES);
      IntVector w3 = IntVector.fromArray(INTS, w, at + 3 * LANES);
      a0 = even.fma(w0.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats(), a0);
      a1 = even.fma(w1.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats(), a1);
      a2 = even.fma(w2.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats(), a2);
      a3 = even.fma(w3.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats(), a3);
      b0 = odd.fma(w0.and(UPPER_HALF).reinterpretAsFloats(), b0);
      b1 = odd.fma(w1.and(UPPER_HALF).reinterpretAsFloats(), b1);
      b2 = odd.fma(w2.and(UPPER_HALF).reinterpretAsFloats(), b2);
      b3 = odd.fma(w3.and(UPPER_HALF).reinterpretAsFloats(), b3);
      at += WIDE;
    }
    FloatVector.fromArray(FLOATS, sums, to).add(a0).add(b0).intoArray(sums, to);
    FloatVector.fromArray(FLOATS, sums, to + LANES).add(a1).add(b1).intoArray(sums, to + LANES);
    FloatVector.fromArray(FLOATS, sums, to + 2 * LANES)
        .add(a2)
        .add(b2)
        .intoArray(sums, to + 2 * LANES);
    FloatVector.fromArray(FLOATS, sums, to + 3 * LANES)
        .add(a3)
        .add(b3)
        .intoArray(sums, to + 3 * LANES);
  }

  private static void narrow(int[] w, int from, float[] x, int rows, float[] sums, int to) {
    FloatVector a0 = FloatVector.zero(FLOATS);
    FloatVector a1 = FloatVector.zero(FLOATS);
    FloatVector a2 = FloatVector.zero(FLOATS);
    FloatVector a3 = FloatVector.zero(FLOATS);
    int at = from;
    for (int row = 0; row < rows; row += 4) {
      IntVector first = IntVector.fromArray(INTS, w, at);
      IntVector second = IntVector.fromArray(INTS, w, at + LANES);
      a0 =
          first
              .lanewise(VectorOperators.LSHL, 16)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[row]), a0);
      a1 =
          first
              .and(UPPER_HALF)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[row + 1]), a1);
      a2 =
          second
              .lanewise(VectorOperators.LSHL, 16)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[row + 2]), a2);
      a3 =
          second
              .and(UPPER_HALF)
              .reinterpretAsFloats()
              .fma(FloatVector.broadcast(FLOATS, x[row + 3]), a3);
      at += 2 * LANES;
    }
    FloatVector.fromArray(FLOATS, sums, to).add(a0).add(a1).add(a2).add(a3).intoArray(sums, to);
  }

  private static void wideForFour(
      int[] w,
      int from,
      float[] x0,
      float[] x1,
      float[] x2,
      float[] x3,
      int rows,
      float[] s0,
      float[] s1,
      float[] s2,
      float[] s3,
      int to) {
    FloatVector a0 = FloatVector.fromArray(FLOATS, s0, to);
    FloatVector a1 = FloatVector.fromArray(FLOATS, s0, to + LANES);
    FloatVector a2 = FloatVector.fromArray(FLOATS, s0, to + 2 * LANES);
    FloatVector a3 = FloatVector.fromArray(FLOATS, s0, to + 3 * LANES);
    FloatVector b0 = FloatVector.fromArray(FLOATS, s1, to);
    FloatVector b1 = FloatVector.fromArray(FLOATS, s1, to + LANES);
    FloatVector b2 = FloatVector.fromArray(FLOATS, s1, to + 2 * LANES);
    FloatVector b3 = FloatVector.fromArray(FLOATS, s1, to + 3 * LANES);
    FloatVector c0 = FloatVector.fromArray(FLOATS, s2, to);
    FloatVector c1 = FloatVector.fromArray(FLOATS, s2, to + LANES);
    FloatVector c2 = FloatVector.fromArray(FLOATS, s2, to + 2 * LANES);
    FloatVector c3 = FloatVector.fromArray(FLOATS, s2, to + 3 * LANES);
    FloatVector d0 = FloatVector.fromArray(FLOATS, s3, to);
    FloatVector d1 = FloatVector.fromArray(FLOATS, s3, to + LANES);
    FloatVector d2 = FloatVector.fromArray(FLOATS, s3, to + 2 * LANES);
    FloatVector d3 = FloatVector.fromArray(FLOATS, s3, to + 3 * LANES);
    int at = from;
    for (int row = 0; row < rows; row += 2) {
      IntVector p0 = IntVector.fromArray(INTS, w, at);
      IntVector p1 = IntVector.fromArray(INTS, w, at + LANES);
      IntVector p2 = IntVector.fromArray(INTS, w, at + 2 * LANES);
      IntVector p3 = IntVector.fromArray(INTS, w, at + 3 * LANES);
      FloatVector w0 = p0.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      FloatVector w1 = p1.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      FloatVector w2 = p2.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      FloatVector w3 = p3.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      FloatVector v0 = FloatVector.broadcast(FLOATS, x0[row]);
      a0 = v0.fma(w0, a0);
      a1 = v0.fma(w1, a1);
      a2 = v0.fma(w2, a2);
      a3 = v0.fma(w3, a3);
      FloatVector v1 = FloatVector.broadcast(FLOATS, x1[row]);
      b0 = v1.fma(w0, b0);
      b1 = v1.fma(w1, b1);
      b2 = v1.fma(w2, b2);
      b3 = v1.fma(w3, b3);
      FloatVector v2 = FloatVector.broadcast(FLOATS, x2[row]);
      c0 = v2.fma(w0, c0);
      c1 = v2.fma(w1, c1);
      c2 = v2.fma(w2, c2);
      c3 = v2.fma(w3, c3);
      FloatVector v3 = FloatVector.broadcast(FLOATS, x3[row]);
      d0 = v3.fma(w0, d0);
      d1 = v3.fma(w1, d1);
      d2 = v3.fma(w2, d2);
      d3 = v3.fma(w3, d3);
      w0 = p0.and(UPPER_HALF).reinterpretAsFloats();
      w1 = p1.and(UPPER_HALF).reinterpretAsFloats();
      w2 = p2.and(UPPER_HALF).reinterpretAsFloats();
      w3 = p3.and(UPPER_HALF).reinterpretAsFloats();
      v0 = FloatVector.broadcast(FLOATS, x0[row + 1]);
      a0 = v0.fma(w0, a0);
      a1 = v0.fma(w1, a1);
      a2 = v0.fma(w2, a2);
      a3 = v0.fma(w3, a3);
      v1 = FloatVector.broadcast(FLOATS, x1[row + 1]);
      b0 = v1.fma(w0, b0);
      b1 = v1.fma(w1, b1);
      b2 = v1.fma(w2, b2);
      b3 = v1.fma(w3, b3);
      v2 = FloatVector.broadcast(FLOATS, x2[row + 1]);
      c0 = v2.fma(w0, c0);
      c1 = v2.fma(w1, c1);
      c2 = v2.fma(w2, c2);
      c3 = v2.fma(w3, c3);
      v3 = FloatVector.broadcast(FLOATS, x3[row + 1]);
      d0 = v3.fma(w0, d0);
      d1 = v3.fma(w1, d1);
      d2 = v3.fma(w2, d2);
      d3 = v3.fma(w3, d3);
      at += WIDE;
    }
    FloatVector zero = FloatVector.zero(FLOATS);
    zero.add(a0).intoArray(s0, to);
    zero.add(a1).intoArray(s0, to + LANES);
    zero.add(a2).intoArray(s0, to + 2 * LANES);
    zero.add(a3).intoArray(s0, to + 3 * LANES);
    zero.add(b0).intoArray(s1, to);
    zero.add(b1).intoArray(s1, to + LANES);
    zero.add(b2).intoArray(s1, to + 2 * LANES);
    zero.add(b3).intoArray(s1, to + 3 * LANES);
    zero.add(c0).intoArray(s2, to);
    zero.add(c1).intoArray(s2, to + LANES);
    zero.add(c2).intoArray(s2, to + 2 * LANES);
    zero.add(c3).intoArray(s2, to + 3 * LANES);
    zero.add(d0).intoArray(s3, to);
    zero.add(d1).intoArray(s3, to + LANES);
    zero.add(d2).intoArray(s3, to + 2 * LANES);
    zero.add(d3).intoArray(s3, to + 3 * LANES);
  }

  private static void narrowForFour(
      int[] w,
      int from,
      float[] x0,
      float[] x1,
      float[] x2,
      float[] x3,
      int rows,
      float[] s0,
      float[] s1,
      float[] s2,
      float[] s3,
      int to) {
    FloatVector a = FloatVector.fromArray(FLOATS, s0, to);
    FloatVector b = FloatVector.fromArray(FLOATS, s1, to);
    FloatVector c = FloatVector.fromArray(FLOATS, s2, to);
    FloatVector d = FloatVector.fromArray(FLOATS, s3, to);
    int at = from;
    for (int row = 0; row < rows; row += 2) {
      IntVector pair = IntVector.fromArray(INTS, w, at);
      FloatVector even = pair.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
      FloatVector odd = pair.and(UPPER_HALF).reinterpretAsFloats();
      a =
          odd.fma(
              FloatVector.broadcast(FLOATS, x0[row + 1]),
              even.fma(FloatVector.broadcast(FLOATS, x0[row]), a));
      b =
          odd.fma(
              FloatVector.broadcast(FLOATS, x1[row + 1]),
              even.fma(FloatVector.broadcast(FLOATS, x1[row]), b));
      c =
          odd.fma(
              FloatVector.broadcast(FLOATS, x2[row + 1]),
              even.fma(FloatVector.broadcast(FLOATS, x2[row]), c));
      d =
          odd.fma(
              FloatVector.broadcast(FLOATS, x3[row + 1]),
              even.fma(FloatVector.broadcast(FLOATS, x3[row]), d));
      at += LANES;
    }
    FloatVector zero = FloatVector.zero(FLOATS);
    zero.add(a).intoArray(s0, to);
    zero.add(b).intoArray(s1, to);
    zero.add(c).intoArray(s2, to);
    zero.add(d).intoArray(s3, to);
  }
}

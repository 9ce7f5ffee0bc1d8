package antiphon.net.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Float32 weights: for each block, for each row of it, one or four vectors. */
final class Float32Matrix implements PackedMatrix {
  private static final VectorSpecies<Float> FLOATS = FloatVector.SPECIES_PREFERRED;
  private static final int LANES = FLOATS.length();
  private static final int WIDE = 4 * LANES;

  private final float[] weights; // [blocks][rows][width]
  private final int rows;
  private final int width;

  /**
   * @param width columns of a block: one vector or four
   * @param parts matrices [rows × columns] one below the other; rows of all together a multiple of
   *     4
   */
  Float32Matrix(Columns columns, int width, float[]... parts) {
    this.width = width;
    rows = columns.rowsOf(4, parts);
    weights = new float[rows * columns.count()];
    int at = 0;
    for (int block = 0; block < columns.count(); block += width) {
      for (float[] part : parts) {
        for (int row = 0; row < part.length / columns.plain(); row++) {
          for (int i = 0; i < width; i++) {
            weights[at++] = columns.value(part, row, block + i);
          }
        }
      }
    }
  }

  @Override
  public int blocks() {
    return weights.length / (rows * width);
  }

  @Override
  public void addProduct(float[] x, int block, float[] sums) {
    if (width == WIDE) {
      wide(weights, block * rows * width, x, rows, sums, block * width);
    } else {
      narrow(weights, block * rows * width, x, rows, sums, block * width);
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
    int from = block * rows * width;
    int to = block * width;
    if (width == WIDE) {
      wideForFour(weights, from, x0, x1, x2, x3, rows, s0, s1, s2, s3, to);
    } else {
      narrowForFour(weights, from, x0, x1, x2, x3, rows, s0, s1, s2, s3, to);
    }
  }

  @Override
  public long bytes() {
    return (long) weights.length * Float.BYTES;
  }

  // The loops below are static and written out: helper methods in them would exceed what the
  // compiler inlines, and vectors become objects then. For the same reason sums are added to a
  // vector whose class the compiler knows however early it compiles, not the other way round. Two
  // sets of sums hide the latency of a multiply-add.

  private static void wide(float[] w, int from, float[] x, int rows, float[] sums, int to) {
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
      a0 = even.fma(FloatVector.fromArray(FLOATS, w, at), a0);
      a1 = even.fma(FloatVector.fromArray(FLOATS, w, at + LANES), a1);
      a2 = even.fma(FloatVector.fromArray(FLOATS, w, at + 2 * LANES), a2);
      a3 = even.fma(FloatVector.fromArray(FLOATS, w, at + 3 * LANES), a3);
      b0 = odd.fma(FloatVector.fromArray(FLOATS, w, at + 4 * LANES), b0);
      b1 = odd.fma(FloatVector.fromArray(FLOATS, w, at + 5 * LANES), b1);
      b2 = odd.fma(FloatVector.fromArray(FLOATS, w, at + 6 * LANES), b2);
      b3 = odd.fma(FloatVector.fromArray(FLOATS, w, at + 7 * LANES), b3);
      at += 8 * LANES;
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

  private static void narrow(float[] w, int from, float[] x, int rows, float[] sums, int to) {
    FloatVector a0 = FloatVector.zero(FLOATS);
    FloatVector a1 = FloatVector.zero(FLOATS);
    FloatVector a2 = FloatVector.zero(FLOATS);
    FloatVector a3 = FloatVector.zero(FLOATS);
    int at = from;
    for (int row = 0; row < rows; row += 4) {
      a0 = FloatVector.fromArray(FLOATS, w, at).fma(FloatVector.broadcast(FLOATS, x[row]), a0);
      a1 =
          FloatVector.fromArray(FLOATS, w, at + LANES)
              .fma(FloatVector.broadcast(FLOATS, x[row + 1]), a1);
      a2 =
          FloatVector.fromArray(FLOATS, w, at + 2 * LANES)
              .fma(FloatVector.broadcast(FLOATS, x[row + 2]), a2);
      a3 =
          FloatVector.fromArray(FLOATS, w, at + 3 * LANES)
              .fma(FloatVector.broadcast(FLOATS, x[row + 3]), a3);
      at += 4 * LANES;
    }
    FloatVector.fromArray(FLOATS, sums, to).add(a0).add(a1).add(a2).add(a3).intoArray(sums, to);
  }

  private static void wideForFour(
      float[] w,
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
    for (int row = 0; row < rows; row++) {
      FloatVector w0 = FloatVector.fromArray(FLOATS, w, at);
      FloatVector w1 = FloatVector.fromArray(FLOATS, w, at + LANES);
      FloatVector w2 = FloatVector.fromArray(FLOATS, w, at + 2 * LANES);
      FloatVector w3 = FloatVector.fromArray(FLOATS, w, at + 3 * LANES);
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
      float[] w,
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
    for (int row = 0; row < rows; row++) {
      FloatVector v = FloatVector.fromArray(FLOATS, w, at);
      a = v.fma(FloatVector.broadcast(FLOATS, x0[row]), a);
      b = v.fma(FloatVector.broadcast(FLOATS, x1[row]), b);
      c = v.fma(FloatVector.broadcast(FLOATS, x2[row]), c);
      d = v.fma(FloatVector.broadcast(FLOATS, x3[row]), d);
      at += LANES;
    }
    FloatVector zero = FloatVector.zero(FLOATS);
    zero.add(a).intoArray(s0, to);
    zero.add(b).intoArray(s1, to);
    zero.add(c).intoArray(s2, to);
    zero.add(d).intoArray(s3, to);
  }
}

package antiphon.net.vector;

import java.util.Arrays;

/**
 * In which order the columns of a matrix are packed, and by what each is multiplied then.
 *
 * @param plain how many columns the plain matrix has
 * @param source the column of the plain matrix, or {@link #NONE} for padding
 * @param factor [source.length]
 */
record Columns(int plain, int[] source, float[] factor) {
  static final int NONE = -1;

  /** As they are, padded to a multiple of a vector's length. */
  static Columns padded(int columns, int lanes) {
    int[] source = new int[(columns + lanes - 1) / lanes * lanes];
    for (int i = 0; i < source.length; i++) {
      source[i] = i < columns ? i : NONE;
    }
    float[] factor = new float[source.length];
    Arrays.fill(factor, 1);
    return new Columns(columns, source, factor);
  }

  /**
   * The gates of as many units as a vector holds side by side, so that one block finishes their
   * cells. The candidate is doubled: tanh(x) = 2 σ(2x) − 1.
   */
  static Columns interleavedGates(int hidden, int lanes) {
    int[] source = new int[4 * hidden];
    float[] factor = new float[4 * hidden];
    for (int i = 0; i < source.length; i++) {
      int gate = i / lanes % 4;
      int unit = i / (4 * lanes) * lanes + i % lanes;
      source[i] = gate * hidden + unit;
      factor[i] = gate == 0 ? 2 : 1;
    }
    return new Columns(4 * hidden, source, factor);
  }

  int count() {
    return source.length;
  }

  /** Column {@code i} of a row of a plain matrix [… × plain]. */
  float value(float[] matrix, int row, int i) {
    return source[i] == NONE ? 0 : factor[i] * matrix[row * plain + source[i]];
  }

  /** Rows of a plain matrix [… × plain] in this order: [rows × count]. */
  float[] rows(float[] matrix, int firstRow, int rows) {
    float[] packed = new float[rows * count()];
    for (int at = 0; at < packed.length; at++) {
      packed[at] = value(matrix, firstRow + at / count(), at % count());
    }
    return packed;
  }

  /**
   * Rows of matrices [… × plain] one below the other.
   *
   * @throws IllegalArgumentException when they are no multiple of {@code multiple}
   */
  int rowsOf(int multiple, float[]... parts) {
    int rows = 0;
    for (float[] part : parts) {
      rows += part.length / plain;
    }
    if (rows % multiple != 0) {
      throw new IllegalArgumentException(
          "rows must be a multiple of " + multiple + ", not " + rows);
    }
    return rows;
  }
}

package antiphon.net.vector;

/**
 * A matrix that is multiplied by a row of inputs, block of columns by block of columns. The weights
 * lie in memory in exactly the order in which a product reads them. Immutable, thread-safe,
 * allocates nothing.
 */
interface PackedMatrix {
  /** So many rows of inputs are multiplied together by {@link #addProducts}. */
  int TOGETHER = 4;

  int blocks();

  /**
   * Adds the product with one block.
   *
   * @param x [rows]
   * @param sums [at least columns]; the block's columns are added to
   */
  void addProduct(float[] x, int block, float[] sums);

  /** The same for four voices, at less than four times the cost. */
  void addProducts(
      float[] x0,
      float[] x1,
      float[] x2,
      float[] x3,
      int block,
      float[] sums0,
      float[] sums1,
      float[] sums2,
      float[] sums3);

  /** Bytes that one product with all blocks reads. */
  long bytes();
}

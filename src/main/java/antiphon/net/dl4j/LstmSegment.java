package antiphon.net.dl4j;

import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * One layer over one run of steps: the buffers that its forward pass fills and its backward pass
 * reads. Everything is stored column by column, a column being one sequence of the batch at one
 * step, the columns of a step side by side; so each step is one block of memory, and each product
 * of a step, or of the whole run, one matrix product.
 */
final class LstmSegment {
  private final int batch;
  private final int steps;
  private final int units;

  private final INDArray sums; // [4·units, batch·steps]: what enters the gates, later its gradient
  private final INDArray hidden; // [units, batch·(steps + 1)], the first block the state before
  private final INDArray hiddenGradient; // [units, batch]
  private final INDArray outerGradient; // [units, batch·steps]
  private final INDArray ones; // [batch·steps, 1]
  private final INDArray[] sumsOfStep; // views of sums
  private final INDArray[] hiddenOfStep; // views of hidden, one more
  private final FloatBuffer sumsBuffer;
  private final FloatBuffer hiddenBuffer;
  private final FloatBuffer hiddenGradientBuffer;
  private final FloatBuffer outerGradientBuffer;

  private final float[][] gates; // [steps][batch·4·units]
  private final float[][] cells; // [steps + 1][batch·units], the first the state before
  private final float[][] squashed; // [steps][batch·units]
  private final float[] column; // [batch·units]
  private final float[] cellGradient; // [batch·units]

  LstmSegment(int batch, int steps, int units) {
    this.batch = batch;
    this.steps = steps;
    this.units = units;
    sums = matrix(4L * units, (long) batch * steps);
    hidden = matrix(units, (long) batch * (steps + 1));
    hiddenGradient = matrix(units, batch);
    outerGradient = matrix(units, (long) batch * steps);
    ones = matrix((long) batch * steps, 1);
    ones.assign(1);
    sumsOfStep = blocks(sums, steps);
    hiddenOfStep = blocks(hidden, steps + 1);
    sumsBuffer = buffer(sums);
    hiddenBuffer = buffer(hidden);
    hiddenGradientBuffer = buffer(hiddenGradient);
    outerGradientBuffer = buffer(outerGradient);
    gates = new float[steps][batch * 4 * units];
    cells = new float[steps + 1][batch * units];
    squashed = new float[steps][batch * units];
    column = new float[batch * units];
    cellGradient = new float[batch * units];
  }

  boolean fits(int otherBatch, int otherSteps) {
    return batch == otherBatch && steps == otherSteps;
  }

  /** [4·units, batch·steps]: to be filled with the input's share of what enters the gates. */
  INDArray sums() {
    return sums;
  }

  /** The block of {@link #sums} of one step, for those who fill it by hand. */
  void putSums(int step, float[] values) {
    sumsBuffer.put(step * values.length, values);
  }

  /** After {@link #backward}: the gradient by what entered the gates at a step. */
  float[] sumsGradient(int step) {
    return gates[step];
  }

  /** [units, batch·steps]: the hidden states after each step. */
  INDArray hidden() {
    return hidden.get(NDArrayIndex.all(), NDArrayIndex.interval(batch, (long) batch * (steps + 1)));
  }

  /** [units, batch·steps]: the hidden states before each step. */
  INDArray hiddenBefore() {
    return hidden.get(NDArrayIndex.all(), NDArrayIndex.interval(0, (long) batch * steps));
  }

  /** The state before the first step: [units·batch] column by column, or null for zeros. */
  void begin(float[] hiddenBefore, float[] cellBefore) {
    Arrays.fill(column, 0);
    Arrays.fill(cells[0], 0);
    if (hiddenBefore != null) {
      System.arraycopy(hiddenBefore, 0, column, 0, column.length);
      System.arraycopy(cellBefore, 0, cells[0], 0, column.length);
    }
    hiddenBuffer.put(0, column);
  }

  float[] lastHidden() {
    float[] last = new float[column.length];
    hiddenBuffer.get(steps * column.length, last);
    return last;
  }

  float[] lastCell() {
    return cells[steps].clone();
  }

  /**
   * From {@link #begin} and {@link #sums} to {@link #hidden}.
   *
   * @param recurrent [units, 4·units]
   */
  void forward(INDArray recurrent) {
    for (int step = 0; step < steps; step++) {
      Nd4j.gemm(recurrent, hiddenOfStep[step], sumsOfStep[step], true, false, 1, 1);
      float[] gatesNow = gates[step];
      sumsBuffer.get(step * gatesNow.length, gatesNow);
      for (int row = 0; row < batch; row++) {
        LstmGates.forward(
            gatesNow,
            row * 4 * units,
            cells[step],
            cells[step + 1],
            squashed[step],
            column,
            row * units,
            units);
      }
      hiddenBuffer.put((step + 1) * column.length, column);
    }
  }

  /** [units, batch·steps]: to be filled with the gradient by the hidden states from above. */
  INDArray outerGradient() {
    return outerGradient;
  }

  /**
   * After {@link #forward}, with {@link #outerGradient} filled; leaves the gradient by {@link
   * #sums} there.
   *
   * @param recurrent [units, 4·units]
   */
  void backward(INDArray recurrent) {
    Arrays.fill(cellGradient, 0);
    float[] fromLater = new float[column.length];
    for (int step = steps - 1; step >= 0; step--) {
      outerGradientBuffer.get(step * column.length, column);
      if (step < steps - 1) {
        hiddenGradientBuffer.get(0, fromLater);
        add(fromLater, 0, column, 0, column.length);
      }
      float[] gatesNow = gates[step];
      for (int row = 0; row < batch; row++) {
        LstmGates.backward(
            gatesNow,
            row * 4 * units,
            cells[step],
            squashed[step],
            column,
            cellGradient,
            row * units,
            units);
      }
      sumsBuffer.put(step * gatesNow.length, gatesNow);
      if (step > 0) {
        Nd4j.gemm(recurrent, sumsOfStep[step], hiddenGradient, false, false, 1, 0);
      }
    }
  }

  /**
   * After {@link #backward}.
   *
   * @param gradient [1, 4·units], written
   */
  void biasGradient(INDArray gradient) {
    Nd4j.gemm(sums, ones, gradient.reshape('f', 4L * units, 1), false, false, 1, 0);
  }

  static void add(float[] from, int fromAt, float[] to, int toAt, int length) {
    for (int i = 0; i < length; i++) {
      to[toAt + i] += from[fromAt + i];
    }
  }

  /** An array outside of workspaces, column by column. */
  private static INDArray matrix(long rows, long columns) {
    return Nd4j.createUninitializedDetached(DataType.FLOAT, 'f', rows, columns);
  }

  /** The whole memory under an array, to be used only while the array is held on to. */
  private static FloatBuffer buffer(INDArray array) {
    return array
        .data()
        .pointer()
        .position(0)
        .asByteBuffer()
        .order(ByteOrder.nativeOrder())
        .asFloatBuffer();
  }

  /** An array that lies column by column in one piece, a view perhaps, into plain memory. */
  static void copy(INDArray array, float[] columns) {
    floats(array).get(columns);
  }

  /** As {@link #copy(INDArray, float[])}, the other way. */
  static void copy(float[] columns, INDArray array) {
    floats(array).put(columns);
  }

  private static FloatBuffer floats(INDArray array) {
    FloatBuffer whole = buffer(array);
    whole.position(Math.toIntExact(array.offset()));
    return whole;
  }

  private INDArray[] blocks(INDArray matrix, int count) {
    INDArray[] views = new INDArray[count];
    for (int i = 0; i < count; i++) {
      views[i] =
          matrix.get(NDArrayIndex.all(), NDArrayIndex.interval((long) i * batch, (i + 1L) * batch));
    }
    return views;
  }
}

package antiphon.net.dl4j;

import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The input's product where the input is a sum of one-hot vectors given by their indices: a sum of
 * rows of the weights, and its derivative. Weights are turned once a run, so that a row is one
 * block of memory.
 */
final class IndexedInput {
  private final int inputs;
  private final int gates;
  private final int batch;
  private final int steps;
  private final float[] rows; // [inputs][gates]: weights, or their gradient
  private final float[] turned; // [gates][inputs]
  private final float[] block; // [batch][gates]
  private int[] indices = {}; // [steps][batch][k]
  private int perStep;

  IndexedInput(int inputs, int units, int batch, int steps) {
    this.inputs = inputs;
    this.batch = batch;
    this.steps = steps;
    gates = 4 * units;
    rows = new float[inputs * gates];
    turned = new float[inputs * gates];
    block = new float[batch * gates];
  }

  /**
   * @param input [batch, k, steps] indices
   * @param weights [inputs, gates], column by column
   * @param bias [1, gates]
   */
  void forward(INDArray input, INDArray weights, INDArray bias, LstmSegment segment) {
    readIndices(input);
    LstmSegment.copy(weights, turned);
    transpose(turned, gates, inputs, rows);
    float[] biases = bias.dup('c').data().asFloat();
    for (int step = 0; step < steps; step++) {
      for (int row = 0; row < batch; row++) {
        System.arraycopy(biases, 0, block, row * gates, gates);
        int first = (step * batch + row) * perStep;
        for (int k = first; k < first + perStep; k++) {
          LstmSegment.add(rows, indices[k] * gates, block, row * gates, gates);
        }
      }
      segment.putSums(step, block);
    }
  }

  /**
   * @param gradient [inputs, gates], column by column: written
   */
  void backward(LstmSegment segment, INDArray gradient) {
    Arrays.fill(rows, 0);
    for (int step = 0; step < steps; step++) {
      float[] sums = segment.sumsGradient(step);
      for (int row = 0; row < batch; row++) {
        int first = (step * batch + row) * perStep;
        for (int k = first; k < first + perStep; k++) {
          LstmSegment.add(sums, row * gates, rows, indices[k] * gates, gates);
        }
      }
    }
    transpose(rows, inputs, gates, turned);
    LstmSegment.copy(turned, gradient);
  }

  private void readIndices(INDArray input) {
    perStep = (int) input.size(1);
    float[] values = input.dup('f').data().asFloat(); // [steps][k][batch]
    indices = new int[values.length];
    int at = 0;
    for (int step = 0; step < steps; step++) {
      for (int row = 0; row < batch; row++) {
        for (int k = 0; k < perStep; k++) {
          int index = (int) values[(step * perStep + k) * batch + row];
          if (index < 0 || index >= inputs) {
            throw new IllegalArgumentException("index " + index + " is not 0 to " + (inputs - 1));
          }
          indices[at++] = index;
        }
      }
    }
  }

  private static void transpose(float[] from, int rows, int columns, float[] to) {
    int tile = 16;
    for (int row = 0; row < rows; row += tile) {
      int rowEnd = Math.min(rows, row + tile);
      for (int column = 0; column < columns; column++) {
        for (int i = row; i < rowEnd; i++) {
          to[column * rows + i] = from[i * columns + column];
        }
      }
    }
  }
}

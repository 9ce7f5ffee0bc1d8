package antiphon.net;

import java.util.Arrays;

/**
 * What one listener remembers, and every buffer a step writes. Not thread-safe: it belongs to one
 * thread.
 */
public final class LstmState {
  final float[][] hidden; // [layer][hidden]
  final float[][] cell; // [layer][hidden]
  final float[] gates; // [4·hidden], scratch
  final float[] logits; // [tokens]

  public LstmState(LstmSpec spec) {
    hidden = new float[spec.layers()][spec.hidden()];
    cell = new float[spec.layers()][spec.hidden()];
    gates = new float[spec.gates()];
    logits = new float[spec.tokens()];
  }

  /** Back to having heard nothing. */
  public void reset() {
    for (int layer = 0; layer < hidden.length; layer++) {
      Arrays.fill(hidden[layer], 0);
      Arrays.fill(cell[layer], 0);
    }
  }

  /**
   * Takes over what another state of the same spec remembers; its logits are not taken. Allocates
   * nothing.
   */
  public void copyFrom(LstmState other) {
    for (int layer = 0; layer < hidden.length; layer++) {
      System.arraycopy(other.hidden[layer], 0, hidden[layer], 0, hidden[layer].length);
      System.arraycopy(other.cell[layer], 0, cell[layer], 0, cell[layer].length);
    }
  }

  /** [hidden]: the output of a layer after the last step; not a copy. */
  public float[] hidden(int layer) {
    return hidden[layer];
  }

  /** [hidden]: the memory of a layer after the last step; not a copy. */
  public float[] cell(int layer) {
    return cell[layer];
  }

  /** [tokens]: where {@link LstmStepper#logits} writes; not a copy. */
  public float[] logits() {
    return logits;
  }
}

package antiphon.net;

import java.util.Arrays;

/**
 * What one listener remembers, and every buffer a step writes. Not thread-safe: it belongs to one
 * thread.
 */
public final class LstmState {
  /** {@link #sums} has room for the tokens rounded up to a multiple of this. */
  public static final int PADDING = 64;

  private final float[][] hidden; // [layer][hidden]
  private final float[][] cell; // [layer][hidden]
  private final float[] sums; // scratch
  private final float[] joined; // [2·hidden], scratch
  private final float[] logits; // [tokens]

  public LstmState(LstmSpec spec) {
    hidden = new float[spec.layers()][spec.hidden()];
    cell = new float[spec.layers()][spec.hidden()];
    int paddedTokens = (spec.tokens() + PADDING - 1) / PADDING * PADDING;
    sums = new float[Math.max(spec.gates(), paddedTokens)];
    joined = new float[2 * spec.hidden()];
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

  /**
   * [at least 4·hidden, at least tokens]: scratch for a stepper, which leaves nothing in it that
   * matters.
   */
  public float[] sums() {
    return sums;
  }

  /** [2·hidden]: scratch for a stepper. */
  public float[] joined() {
    return joined;
  }

  /** [tokens]: where {@link LstmStepper#logits} writes; not a copy. */
  public float[] logits() {
    return logits;
  }
}

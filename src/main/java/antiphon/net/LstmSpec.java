package antiphon.net;

import antiphon.music.token.MetricPosition;
import antiphon.music.token.Vocabulary;

/**
 * The sizes of a network: two one-hot inputs (token, metric position), LSTM layers of equal width,
 * softmax over tokens.
 *
 * @param tokens size of the token input and of the output
 * @param positions size of the metric-position input
 * @param layers LSTM layers, 1 to 8
 * @param hidden units a layer, 1 to 4096
 */
public record LstmSpec(int tokens, int positions, int layers, int hidden) {
  public LstmSpec {
    if (tokens < 1 || positions < 1) {
      throw new IllegalArgumentException(
          "a network needs tokens and positions, not " + tokens + " and " + positions);
    }
    if (layers < 1 || layers > 8) {
      throw new IllegalArgumentException("layers must be 1 to 8, not " + layers);
    }
    if (hidden < 1 || hidden > 4096) {
      throw new IllegalArgumentException("hidden units must be 1 to 4096, not " + hidden);
    }
  }

  /** The network for this program's vocabulary. */
  public static LstmSpec ofVocabulary(int layers, int hidden) {
    return new LstmSpec(Vocabulary.SIZE, MetricPosition.SIZE, layers, hidden);
  }

  /**
   * Width of a layer's input: both one-hot inputs side by side below the first layer, else the
   * layer below.
   */
  public int inputs(int layer) {
    return layer == 0 ? tokens + positions : hidden;
  }

  /** Width of the four gates of a layer together. */
  public int gates() {
    return 4 * hidden;
  }

  public long parameters() {
    long count = (long) hidden * tokens + tokens;
    for (int layer = 0; layer < layers; layer++) {
      count += (long) (inputs(layer) + hidden + 1) * gates();
    }
    return count;
  }

  /** How many of the parameters a step reads: of the one-hot inputs, one row each. */
  public long parametersPerStep() {
    return parameters() - (long) (tokens + positions - 2) * gates();
  }
}

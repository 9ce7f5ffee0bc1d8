package antiphon.learn.train;

import antiphon.net.LstmSpec;

/**
 * How to train.
 *
 * @param epochs how often as many tokens as the corpora hold are heard
 * @param hours stop after so many hours of training, resumed runs counted; 0 for no limit
 * @param keys 12 or 1: in how many keys pieces are heard
 * @param batchWindows windows learnt from at once
 * @param windowTokens tokens of a window, a multiple of {@code segmentTokens}
 * @param segmentTokens tokens of one truncated back-propagation; the state is carried from one to
 *     the next
 * @param learningRate of Adam, at its highest; it falls along a half cosine to a twentieth
 * @param retain share of inputs kept between layers, 1 for no dropout
 */
public record TrainingPlan(
    LstmSpec spec,
    double epochs,
    double hours,
    int keys,
    int batchWindows,
    int windowTokens,
    int segmentTokens,
    double learningRate,
    double retain,
    long seed) {
  static final double CLIP_NORM = 1;

  public TrainingPlan {
    if (!(epochs > 0)) {
      throw new IllegalArgumentException("epochs must be more than 0, not " + epochs);
    }
    if (!(hours >= 0)) {
      throw new IllegalArgumentException("hours must be 0 or more, not " + hours);
    }
    if (segmentTokens < 1 || windowTokens % segmentTokens != 0) {
      throw new IllegalArgumentException(
          "a window of " + windowTokens + " tokens is not made of segments of " + segmentTokens);
    }
  }

  public static TrainingPlan of(LstmSpec spec, double epochs, double hours, int keys, long seed) {
    return new TrainingPlan(spec, epochs, hours, keys, 32, 256, 64, 3e-3, 0.85, seed);
  }

  /**
   * @param progress 0 to 1
   */
  double learningRateAt(double progress) {
    double floor = learningRate / 20;
    return floor + (learningRate - floor) * (1 + Math.cos(Math.PI * Math.min(1, progress))) / 2;
  }
}

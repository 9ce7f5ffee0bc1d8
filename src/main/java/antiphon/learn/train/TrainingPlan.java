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
 * @param learningRate of Adam, at its highest; it rises over the first hundredth and falls along a
 *     half cosine to a twentieth
 * @param retain share of inputs kept between layers, 1 for no dropout
 * @param frozenLayers how many of the lowest layers stay as they are
 * @param validations how often in the whole plan the valid split is scored
 * @param patience stop after so many validations without a better figure; 0 for never
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
    int frozenLayers,
    int validations,
    int patience,
    long seed) {
  static final double CLIP_NORM = 1;
  private static final double WARM_UP = 0.01;

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
    if (batchWindows < 1) {
      throw new IllegalArgumentException("a batch needs a window, not " + batchWindows);
    }
    if (!(learningRate > 0)) {
      throw new IllegalArgumentException(
          "the learning rate must be more than 0, not " + learningRate);
    }
    if (!(retain > 0 && retain <= 1)) {
      throw new IllegalArgumentException("dropout must be 0 or more and less than 1");
    }
    if (frozenLayers < 0 || frozenLayers > spec.layers()) {
      throw new IllegalArgumentException(
          "of " + spec.layers() + " layers " + frozenLayers + " cannot be frozen");
    }
    if (validations < 1 || patience < 0) {
      throw new IllegalArgumentException(
          "validations must be 1 or more and patience 0 or more, not "
              + validations
              + " and "
              + patience);
    }
  }

  /** To learn from nothing. */
  public static TrainingPlan of(LstmSpec spec, double epochs, double hours, int keys, long seed) {
    return new TrainingPlan(spec, epochs, hours, keys, 16, 256, 64, 2e-3, 0.9, 0, 24, 0, seed);
  }

  /** To go on from a trained network with a few pieces: gently, and no longer than it helps. */
  public static TrainingPlan adapting(
      LstmSpec spec, double epochs, double hours, int keys, long seed) {
    return new TrainingPlan(spec, epochs, hours, keys, 16, 256, 64, 1e-3, 0.8, 0, 30, 4, seed);
  }

  public TrainingPlan withLearning(double newRate, double newRetain, int newFrozenLayers) {
    return new TrainingPlan(
        spec,
        epochs,
        hours,
        keys,
        batchWindows,
        windowTokens,
        segmentTokens,
        newRate,
        newRetain,
        newFrozenLayers,
        validations,
        patience,
        seed);
  }

  public TrainingPlan withBatches(int newWindows) {
    return new TrainingPlan(
        spec,
        epochs,
        hours,
        keys,
        newWindows,
        windowTokens,
        segmentTokens,
        learningRate,
        retain,
        frozenLayers,
        validations,
        patience,
        seed);
  }

  /**
   * @param progress 0 to 1
   */
  double learningRateAt(double progress) {
    double warm = Math.min(1, (progress + 1e-4) / WARM_UP);
    double floor = learningRate / 20;
    double falling = (1 + Math.cos(Math.PI * Math.min(1, progress))) / 2;
    return warm * (floor + (learningRate - floor) * falling);
  }
}

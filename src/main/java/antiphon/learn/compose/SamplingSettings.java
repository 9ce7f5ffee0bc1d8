package antiphon.learn.compose;

import antiphon.net.TokenSampler;

/**
 * How tokens are drawn: from what, and as {@link TokenSampler} takes it.
 *
 * @param temperature 0 or more; 0 takes the likeliest
 * @param timeTemperature in multiples of the temperature, 0 or more
 * @param velocityTemperature in multiples of the temperature, 0 or more
 * @param topP above 0, up to 1
 * @param topK how many tokens are kept; 0 for all
 * @param recall mixed in before all this
 */
public record SamplingSettings(
    double temperature,
    double timeTemperature,
    double velocityTemperature,
    double topP,
    int topK,
    Recall recall) {
  public SamplingSettings {
    if (!(temperature >= 0) || !(timeTemperature >= 0) || !(velocityTemperature >= 0)) {
      throw new IllegalArgumentException(
          "temperatures must be 0 or more, not "
              + temperature
              + ", "
              + timeTemperature
              + ", "
              + velocityTemperature);
    }
    if (!(topP > 0 && topP <= 1)) {
      throw new IllegalArgumentException("top-p must be above 0, up to 1, not " + topP);
    }
    if (topK < 0) {
      throw new IllegalArgumentException("top-k must be 0 or more, not " + topK);
    }
  }

  /** One temperature for everything. */
  public SamplingSettings(double temperature, double topP) {
    this(temperature, 1, 1, topP, 0, Recall.NONE);
  }

  TokenSampler sampler() {
    TokenSampler sampler = new TokenSampler();
    sampler.setTemperature(temperature);
    sampler.setTimeTemperature(timeTemperature);
    sampler.setVelocityTemperature(velocityTemperature);
    sampler.setTopP(topP);
    sampler.setTopK(topK);
    return sampler;
  }
}

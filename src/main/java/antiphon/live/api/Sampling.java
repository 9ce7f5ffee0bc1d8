package antiphon.live.api;

/**
 * How the next token is drawn: one value for each {@link Parameter}, checked when made.
 *
 * @param timeTemperature in multiples of the temperature
 * @param velocityTemperature in multiples of the temperature
 * @param topP share of likelihood that is kept
 * @param topK how many tokens are kept; 0 for all
 */
public record Sampling(
    double temperature, double timeTemperature, double velocityTemperature, double topP, int topK) {
  public Sampling {
    Parameter.TEMPERATURE.require(temperature);
    Parameter.TIME_TEMPERATURE.require(timeTemperature);
    Parameter.VELOCITY_TEMPERATURE.require(velocityTemperature);
    Parameter.TOP_P.require(topP);
    Parameter.TOP_K.require(topK);
  }

  /** One temperature for everything. */
  public Sampling(double temperature, double topP) {
    this(temperature, 1, 1, topP, 0);
  }
}

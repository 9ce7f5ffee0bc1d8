package antiphon.live.api;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What can be turned while Antiphon plays. */
public enum Parameter {
  /** Of the choice of what comes next, and of pitches: 0 plays what is likeliest. */
  TEMPERATURE("temperature", 0, 4),
  /** Of durations and rests, in multiples of {@link #TEMPERATURE}. */
  TIME_TEMPERATURE("timeTemperature", 0, 4),
  /** Of velocities, in multiples of {@link #TEMPERATURE}. */
  VELOCITY_TEMPERATURE("velocityTemperature", 0, 4),
  /** Share of likelihood that is kept. */
  TOP_P("topP", 0.01, 1),
  /** How many of the likeliest tokens are kept; 0 keeps all. */
  TOP_K("topK", 0, 1000),
  /** How much of the player's micro-timing is given back: 0 is on the grid. */
  GROOVE("groove", 0, 1);

  private final String word;
  private final double min;
  private final double max;

  Parameter(String word, double min, double max) {
    this.word = word;
    this.min = min;
    this.max = max;
  }

  /** As in JSON. */
  public String word() {
    return word;
  }

  public double min() {
    return min;
  }

  public double max() {
    return max;
  }

  /**
   * @throws IllegalArgumentException when a value is out of range, or {@link #TOP_K} not whole
   */
  public void require(double value) {
    LiveSettings.require(word, value, min, max);
    if (this == TOP_K && value != Math.rint(value)) {
      throw new IllegalArgumentException(word + " must be a whole number, not " + value);
    }
  }

  public static Optional<Parameter> ofWord(String word) {
    return Arrays.stream(values()).filter(parameter -> parameter.word.equals(word)).findFirst();
  }

  public static List<String> words() {
    return Arrays.stream(values()).map(Parameter::word).toList();
  }
}

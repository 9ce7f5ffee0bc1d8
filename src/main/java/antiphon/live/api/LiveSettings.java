package antiphon.live.api;

import antiphon.music.time.Meter;
import antiphon.music.time.Timeline;

/**
 * How a session begins. Validated when made; each message names the value and what is allowed.
 *
 * @param tempoBpm quarter notes a minute
 * @param seed of all that is random
 * @param handOverBeats silence after which the floor is handed over, 0.125 to 64 beats
 * @param answerStart where an answer may begin
 * @param maxAnswerBars longest answer in bars, 1 to 64; otherwise an answer is as long as its call
 * @param channel MIDI channel Antiphon plays on, 1 to 16
 * @param clock whose beat it is
 * @param groove how much of the player's micro-timing is given back, 0 to 1
 * @param tapController controller that taps the beat when it is pressed, 0 to 127, or {@link
 *     #NO_TAPS}
 */
public record LiveSettings(
    Mode mode,
    Meter meter,
    double tempoBpm,
    Sampling sampling,
    long seed,
    double handOverBeats,
    AnswerStart answerStart,
    int maxAnswerBars,
    int channel,
    ClockSource clock,
    double groove,
    int tapController) {
  /** No controller taps the beat. */
  public static final int NO_TAPS = -1;

  public static final double MIN_HAND_OVER_BEATS = 0.125;
  public static final double MAX_HAND_OVER_BEATS = 64;
  public static final int MAX_ANSWER_BARS = 64;

  public LiveSettings {
    require("tempo", tempoBpm, Timeline.MIN_TEMPO_BPM, Timeline.MAX_TEMPO_BPM);
    require("hand-over silence in beats", handOverBeats, MIN_HAND_OVER_BEATS, MAX_HAND_OVER_BEATS);
    require("longest answer in bars", maxAnswerBars, 1, MAX_ANSWER_BARS);
    require("channel", channel, 1, 16);
    Parameter.GROOVE.require(groove);
    require("tap controller", tapController, NO_TAPS, 127);
  }

  /** Settings with a beat of Antiphon's own, on the grid. */
  public LiveSettings(
      Mode mode,
      Meter meter,
      double tempoBpm,
      Sampling sampling,
      long seed,
      double handOverBeats,
      AnswerStart answerStart,
      int maxAnswerBars,
      int channel) {
    this(
        mode,
        meter,
        tempoBpm,
        sampling,
        seed,
        handOverBeats,
        answerStart,
        maxAnswerBars,
        channel,
        ClockSource.INTERNAL,
        0,
        NO_TAPS);
  }

  /** What a parameter is at the start. */
  public double of(Parameter parameter) {
    return switch (parameter) {
      case TEMPERATURE -> sampling.temperature();
      case TIME_TEMPERATURE -> sampling.timeTemperature();
      case VELOCITY_TEMPERATURE -> sampling.velocityTemperature();
      case TOP_P -> sampling.topP();
      case TOP_K -> sampling.topK();
      case GROOVE -> groove;
    };
  }

  /** The same with another's beat and micro-timing. */
  public LiveSettings withTime(ClockSource otherClock, double otherGroove) {
    return new LiveSettings(
        mode,
        meter,
        tempoBpm,
        sampling,
        seed,
        handOverBeats,
        answerStart,
        maxAnswerBars,
        channel,
        otherClock,
        otherGroove,
        tapController);
  }

  /**
   * @throws IllegalArgumentException when a value is not within its range
   */
  public static void require(String name, double value, double min, double max) {
    if (!(value >= min && value <= max)) {
      throw new IllegalArgumentException(
          name + " must be " + plain(min) + " to " + plain(max) + ", not " + plain(value));
    }
  }

  private static String plain(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}

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
    int channel) {
  public static final double MIN_HAND_OVER_BEATS = 0.125;
  public static final double MAX_HAND_OVER_BEATS = 64;
  public static final int MAX_ANSWER_BARS = 64;

  public LiveSettings {
    require("tempo", tempoBpm, Timeline.MIN_TEMPO_BPM, Timeline.MAX_TEMPO_BPM);
    require("hand-over silence in beats", handOverBeats, MIN_HAND_OVER_BEATS, MAX_HAND_OVER_BEATS);
    require("longest answer in bars", maxAnswerBars, 1, MAX_ANSWER_BARS);
    require("channel", channel, 1, 16);
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

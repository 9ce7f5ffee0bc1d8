package antiphon.live.follow;

import antiphon.live.api.AnyThread;

/**
 * The time in which a phrase was played, as far as can be told from it.
 *
 * @param quarterNs length of a quarter note
 * @param beatNs length of a beat of the meter: a quarter note, or three eighths in 6/8 and its kind
 * @param atBeatNs the instant of a beat, the last at or before the last onset
 * @param atBarNs the instant of a bar line, the last at or before the last onset
 * @param confidence 0 to 1: how sure tempo and beats are; 0 where there was too little to judge
 * @param barConfidence 0 to 1: how sure the bar line is, if the beats are right
 */
@AnyThread
public record TempoEstimate(
    long quarterNs,
    long beatNs,
    long atBeatNs,
    long atBarNs,
    double confidence,
    double barConfidence) {
  public double tempoBpm() {
    return 60e9 / quarterNs;
  }
}

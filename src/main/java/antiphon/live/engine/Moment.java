package antiphon.live.engine;

import antiphon.live.api.RealTimeSafe;
import antiphon.live.guard.Past;
import antiphon.music.token.Grammar;

/**
 * How the {@link Memory} was at one time, to go back to. What the LSTM remembered then is kept by
 * the {@link Seat} of the model that plays, under the moment's number.
 */
final class Moment {
  final int number;
  final Grammar grammar = new Grammar();
  final Past past = new Past();

  /** How many tokens had been heard. */
  long heard;

  /** How many draws had been made. */
  long draws;

  /** How far what is played again had been played. */
  long cursor;

  Moment(int number) {
    this.number = number;
  }

  /** Takes over all but what the LSTM remembers. */
  @RealTimeSafe
  void copyFrom(Moment other) {
    grammar.copyFrom(other.grammar);
    past.copyFrom(other.past);
    heard = other.heard;
    draws = other.draws;
    cursor = other.cursor;
  }
}

package antiphon.music.token;

import antiphon.music.note.Keystroke;
import antiphon.music.note.Score;
import java.util.ArrayList;
import java.util.List;

/**
 * Whole pieces onto the grid and into tokens, through the same {@link Quantiser} and {@link
 * TokenWriter} that hear live.
 */
public final class TokenEncoder {
  private TokenEncoder() {}

  /** The tokens of a piece, without {@code START}. */
  public static int[] encode(Score score) {
    List<Integer> ids = new ArrayList<>();
    feed(score, new TokenWriter(new Grammar(), (id, clock) -> ids.add(id)));
    return ids.stream().mapToInt(Integer::intValue).toArray();
  }

  /**
   * A piece as its tokens can say it: on the grid, one note a pitch and part at a time, velocities
   * in the middle of their bins.
   */
  public static Score quantise(Score score) {
    NoteCollector collector = new NoteCollector();
    feed(score, collector);
    return score.withNotes(collector.finish());
  }

  private static void feed(Score score, QuantisedSink sink) {
    Quantiser quantiser = new Quantiser(sink);
    for (Keystroke stroke : Keystroke.of(score.notes())) {
      if (stroke.down()) {
        quantiser.noteOn(stroke.part(), stroke.pitch(), stroke.velocity(), stroke.tick());
      } else {
        quantiser.noteOff(stroke.part(), stroke.pitch(), stroke.tick());
      }
    }
    quantiser.flush();
  }
}

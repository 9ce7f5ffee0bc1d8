package antiphon.learn.compose;

import antiphon.music.note.Note;
import antiphon.music.note.Score;
import antiphon.music.time.MeterMap;
import java.util.List;

/**
 * What stands before a continuation.
 *
 * @param heard what the model hears; its meters go on into the continuation
 * @param endClock where the continuation begins
 * @param sections what of it is written, each in a track of its own
 */
public record Opening(Score heard, long endClock, List<Section> sections) {
  /** Notes on the time line of the opening, under a name. */
  public record Section(String name, List<Note> notes) {}

  /** Nothing: music from the start. */
  public static Opening silence(double tempoBpm, MeterMap meters) {
    return new Opening(new Score(List.of(), tempoBpm, meters), 0, List.of());
  }
}

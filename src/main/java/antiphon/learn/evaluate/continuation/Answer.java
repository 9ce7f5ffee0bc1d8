package antiphon.learn.evaluate.continuation;

import antiphon.music.note.Note;
import java.util.List;

/**
 * One answer to a prompt.
 *
 * @param notes the notes that begin in it; its start is their tick 0
 * @param illegalTokens tokens that the grammar does not allow where they stand
 * @param hangingNotes notes that were begun and never ended
 */
public record Answer(List<Note> notes, int illegalTokens, int hangingNotes) {
  public Answer {
    notes = List.copyOf(notes);
  }

  /** Music that was not made of tokens. */
  public static Answer of(List<Note> notes) {
    return new Answer(notes, 0, 0);
  }
}

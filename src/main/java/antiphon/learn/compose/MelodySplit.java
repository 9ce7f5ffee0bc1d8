package antiphon.learn.compose;

import antiphon.midi.file.MidiPiece;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import java.util.ArrayList;
import java.util.List;

/** Tells a melody, the player's, from its accompaniment, the partner's. */
public final class MelodySplit {
  private MelodySplit() {}

  /**
   * With several tracks the first is the melody. With one it is the top line: the highest note of
   * each instant, unless a higher note of the melody still sounds.
   */
  public static Score of(MidiPiece piece) {
    return piece.tracks().size() > 1
        ? Roles.DUET.arrange(piece)
        : topLine(piece.asPart(Part.PARTNER));
  }

  private static Score topLine(Score score) {
    List<Note> split = new ArrayList<>();
    Note melody = null;
    List<Note> notes = score.notes();
    for (int i = 0; i < notes.size(); i++) {
      Note note = notes.get(i);
      // in an instant by rising pitch
      boolean top = i + 1 == notes.size() || notes.get(i + 1).onTick() > note.onTick();
      boolean free =
          melody == null || melody.offTick() <= note.onTick() || melody.pitch() <= note.pitch();
      if (top && free) {
        melody = note.withPart(Part.PLAYER);
        split.add(melody);
      } else {
        split.add(note);
      }
    }
    return score.withNotes(split);
  }
}

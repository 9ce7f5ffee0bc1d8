package antiphon.learn.evaluate;

import antiphon.midi.file.MidiPiece;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Grid;
import antiphon.music.time.MusicalTime;
import antiphon.music.token.Grammar;
import antiphon.music.token.Vocabulary;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A piece as a list of notes that does not depend on how a model says it, so that nats a note can
 * be compared between models with different tokens:
 *
 * <ol>
 *   <li>all tracks are one part;
 *   <li>onsets and ends snap to the nearest position of the union of the 1/32 and 1/48 grids
 *       ({@link Grid#snap});
 *   <li>a note lasts a twelfth of a quarter note or more: a shorter one ends at the first position
 *       that is {@value #SHORTEST_CLOCKS} clocks or more after its onset;
 *   <li>notes of one pitch with one onset are one note, with the last end and the greatest
 *       velocity;
 *   <li>a note that sounds when its pitch is struck again is cut there.
 * </ol>
 */
public final class CanonicalNotes {
  /** What the velocity of the notes is. */
  public enum Velocity {
    /** That of {@link Grammar#INITIAL_VELOCITY_BIN}, so that no token speaks of it. */
    SAME,
    /** The piece's. */
    OWN
  }

  static final int SHORTEST_CLOCKS = 2;

  private static final int SAME_VELOCITY = Vocabulary.velocityOfBin(Grammar.INITIAL_VELOCITY_BIN);

  private CanonicalNotes() {}

  /** The canonical notes of a piece, all of one part. */
  public static Score of(MidiPiece piece, Part part, Velocity velocity) {
    Score score = piece.asPart(part);
    Note[] lastOfPitch = new Note[Vocabulary.PITCHES];
    List<Note> canonical = new ArrayList<>();
    for (Note note : struck(score.notes(), velocity)) {
      Note last = lastOfPitch[note.pitch()];
      if (last != null) {
        canonical.add(last.offTick() > note.onTick() ? endingAt(last, note.onTick()) : last);
      }
      lastOfPitch[note.pitch()] = note;
    }
    for (Note last : lastOfPitch) {
      if (last != null) {
        canonical.add(last);
      }
    }
    return score.withNotes(canonical);
  }

  /** On the grid, long enough, and one a pitch and onset; by onset. */
  private static List<Note> struck(List<Note> notes, Velocity velocity) {
    Map<Long, Note> byKey = new HashMap<>();
    for (Note note : notes) {
      long on = Grid.snap(note.onTick());
      long off = Grid.snap(note.offTick());
      while (off < on + SHORTEST_CLOCKS) {
        off = Grid.next(Math.max(off, on));
      }
      Note snapped =
          new Note(
              note.part(),
              note.pitch(),
              velocity == Velocity.SAME ? SAME_VELOCITY : note.velocity(),
              MusicalTime.ticksOfClocks(on),
              MusicalTime.ticksOfClocks(off));
      byKey.merge(on * Vocabulary.PITCHES + note.pitch(), snapped, CanonicalNotes::both);
    }
    Collection<Note> struck = byKey.values();
    return struck.stream().sorted(Note.ORDER).toList();
  }

  private static Note both(Note a, Note b) {
    return new Note(
        a.part(),
        a.pitch(),
        Math.max(a.velocity(), b.velocity()),
        a.onTick(),
        Math.max(a.offTick(), b.offTick()));
  }

  private static Note endingAt(Note note, long tick) {
    return new Note(note.part(), note.pitch(), note.velocity(), note.onTick(), tick);
  }
}

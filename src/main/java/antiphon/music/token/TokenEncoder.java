package antiphon.music.token;

import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Whole pieces onto the grid and into tokens, through the same {@link Quantiser} and {@link
 * TokenWriter} that hear live.
 */
public final class TokenEncoder {
  /**
   * One end of a note. Ends come before onsets at the same tick, so that a repeated note is two
   * notes.
   */
  private record Boundary(long tick, boolean on, Part part, int pitch, int velocity) {
    static final Comparator<Boundary> ORDER =
        Comparator.comparingLong(Boundary::tick)
            .thenComparing(Boundary::on)
            .thenComparing(Boundary::part)
            .thenComparingInt(Boundary::pitch)
            .thenComparingInt(Boundary::velocity);
  }

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
    for (Boundary boundary : boundaries(score.notes())) {
      if (boundary.on()) {
        quantiser.noteOn(boundary.part(), boundary.pitch(), boundary.velocity(), boundary.tick());
      } else {
        quantiser.noteOff(boundary.part(), boundary.pitch(), boundary.tick());
      }
    }
    quantiser.flush();
  }

  /**
   * Onsets and ends in time; a note is cut where its pitch is struck again, and of notes struck
   * together the last one's end counts.
   */
  private static List<Boundary> boundaries(List<Note> notes) {
    Note[] lastOfKey = new Note[Part.COUNT * Vocabulary.PITCHES];
    List<Boundary> boundaries = new ArrayList<>(notes.size() * 2);
    for (int i = notes.size() - 1; i >= 0; i--) {
      Note note = notes.get(i);
      int key = note.part().ordinal() * Vocabulary.PITCHES + note.pitch();
      Note next = lastOfKey[key];
      lastOfKey[key] = note;
      boundaries.add(new Boundary(note.onTick(), true, note.part(), note.pitch(), note.velocity()));
      boolean struckTogether = next != null && next.onTick() == note.onTick();
      if (!struckTogether) {
        long offTick = next == null ? note.offTick() : Math.min(note.offTick(), next.onTick());
        long afterOnset = Math.max(offTick, note.onTick() + 1);
        boundaries.add(new Boundary(afterOnset, false, note.part(), note.pitch(), 0));
      }
    }
    boundaries.sort(Boundary.ORDER);
    return boundaries;
  }
}

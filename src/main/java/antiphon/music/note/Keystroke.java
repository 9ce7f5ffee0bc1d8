package antiphon.music.note;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * One end of a note, as a keyboard gives it.
 *
 * @param tick when
 * @param down whether the note begins
 * @param velocity 0 when it ends
 */
public record Keystroke(long tick, boolean down, Part part, int pitch, int velocity) {
  private static final int PITCHES = 128;
  private static final int KEYS = Part.COUNT * PITCHES;

  /** Ends before onsets at one tick, so that a repeated note is two notes. */
  private static final Comparator<Keystroke> ORDER =
      Comparator.comparingLong(Keystroke::tick)
          .thenComparing(Keystroke::down)
          .thenComparing(Keystroke::part)
          .thenComparingInt(Keystroke::pitch)
          .thenComparingInt(Keystroke::velocity);

  /**
   * Notes as keystrokes in time. A key that is down cannot be struck: a note is cut where its pitch
   * is struck again, and of notes struck together one is left, with the greatest velocity and the
   * last end. A note without length lasts one tick.
   *
   * @param notes in {@link Note#ORDER}
   */
  public static List<Keystroke> of(List<Note> notes) {
    List<Note> struck = struck(notes);
    Note[] nextOfKey = new Note[KEYS];
    List<Keystroke> strokes = new ArrayList<>(struck.size() * 2);
    for (int i = struck.size() - 1; i >= 0; i--) {
      Note note = struck.get(i);
      Note next = nextOfKey[key(note)];
      nextOfKey[key(note)] = note;
      long cutTick = next == null ? note.offTick() : Math.min(note.offTick(), next.onTick());
      long offTick = Math.max(cutTick, note.onTick() + 1);
      strokes.add(new Keystroke(note.onTick(), true, note.part(), note.pitch(), note.velocity()));
      strokes.add(new Keystroke(offTick, false, note.part(), note.pitch(), 0));
    }
    strokes.sort(ORDER);
    return strokes;
  }

  /** Notes that begin together on one key become one. */
  private static List<Note> struck(List<Note> notes) {
    List<Note> struck = new ArrayList<>(notes.size());
    int[] lastOfKey = new int[KEYS];
    Arrays.fill(lastOfKey, -1);
    for (Note note : notes) {
      int last = lastOfKey[key(note)];
      if (last >= 0 && struck.get(last).onTick() == note.onTick()) {
        int velocity = Math.max(struck.get(last).velocity(), note.velocity());
        struck.set(
            last, new Note(note.part(), note.pitch(), velocity, note.onTick(), note.offTick()));
      } else {
        lastOfKey[key(note)] = struck.size();
        struck.add(note);
      }
    }
    return struck;
  }

  private static int key(Note note) {
    return note.part().ordinal() * PITCHES + note.pitch();
  }
}

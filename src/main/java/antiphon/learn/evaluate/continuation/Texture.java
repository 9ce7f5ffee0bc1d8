package antiphon.learn.evaluate.continuation;

import antiphon.music.note.Note;
import antiphon.music.time.MeterMap;
import antiphon.music.time.MusicalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** How thick a stretch of music is, how long its notes are, and how long it is silent. */
final class Texture {
  /** No note is longer than this many quarter notes. */
  static final int LONGEST_NOTE_QUARTERS = 8;

  /** No silence is longer than this many bars. */
  static final int LONGEST_SILENCE_BARS = 2;

  private record Stretch(long startTick, long endTick) {}

  private Texture() {}

  /** |ln((notes + 1) / (promptNotes + 1))| of two stretches of the same length. */
  static double densityDistance(int notes, int promptNotes) {
    return Math.abs(Math.log((notes + 1.0) / (promptNotes + 1.0)));
  }

  /**
   * How many pitches sound on average while any does, in a stretch from tick 0; 0 if none ever does
   * (MusPy's polyphony, in continuous time).
   */
  static double polyphony(List<Note> notes, long endTick) {
    long pitchTicks = 0;
    for (int pitch = 0; pitch < 128; pitch++) {
      int wanted = pitch;
      pitchTicks +=
          ticks(sounding(notes.stream().filter(note -> note.pitch() == wanted).toList(), endTick));
    }
    long anyTicks = ticks(sounding(notes, endTick));
    return anyTicks == 0 ? 0 : (double) pitchTicks / anyTicks;
  }

  static int overlongNotes(List<Note> notes) {
    long longest = (long) LONGEST_NOTE_QUARTERS * MusicalTime.TICKS_PER_QUARTER;
    return (int) notes.stream().filter(note -> note.offTick() - note.onTick() > longest).count();
  }

  /**
   * Silences that are longer than allowed in a stretch from tick 0, its ends included.
   *
   * @param meters of the piece
   * @param startClock where in the piece the stretch begins
   */
  static int longSilences(List<Note> notes, long endTick, MeterMap meters, long startClock) {
    List<Stretch> sounding = new ArrayList<>(sounding(notes, endTick));
    sounding.add(new Stretch(endTick, endTick));
    long silentSince = 0;
    int count = 0;
    for (Stretch stretch : sounding) {
      long clock = startClock + silentSince / MusicalTime.TICKS_PER_CLOCK;
      long barTicks = MusicalTime.ticksOfClocks(meters.meterAt(clock).clocksPerBar());
      count += stretch.startTick() - silentSince > LONGEST_SILENCE_BARS * barTicks ? 1 : 0;
      silentSince = stretch.endTick();
    }
    return count;
  }

  /** When any of the notes sounds before an end, as stretches that do not touch. */
  private static List<Stretch> sounding(List<Note> notes, long endTick) {
    List<Stretch> stretches = new ArrayList<>();
    Stretch last = null;
    for (Note note : notes.stream().sorted(Comparator.comparingLong(Note::onTick)).toList()) {
      long offTick = Math.min(note.offTick(), endTick);
      if (note.onTick() >= offTick) {
        continue;
      }
      if (last != null && note.onTick() <= last.endTick()) {
        last = new Stretch(last.startTick(), Math.max(last.endTick(), offTick));
        stretches.set(stretches.size() - 1, last);
      } else {
        last = new Stretch(note.onTick(), offTick);
        stretches.add(last);
      }
    }
    return stretches;
  }

  private static long ticks(List<Stretch> stretches) {
    return stretches.stream().mapToLong(stretch -> stretch.endTick() - stretch.startTick()).sum();
  }
}

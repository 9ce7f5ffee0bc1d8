package antiphon.learn.compose;

import static antiphon.music.time.MusicalTime.CLOCKS_PER_QUARTER;
import static antiphon.music.time.MusicalTime.TICKS_PER_CLOCK;
import static antiphon.music.time.MusicalTime.TICKS_PER_QUARTER;

import antiphon.music.note.Note;
import antiphon.music.note.Score;
import antiphon.music.time.Meter;
import antiphon.music.time.MusicalTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Some whole bars of one meter out of a piece, ready to be heard.
 *
 * @param name of the piece
 * @param firstBar counted from 1
 * @param bars how many
 * @param semitones by how much it has been transposed
 * @param score its notes from position 0, cut at its end
 * @param past the same notes, after those of the bars before it
 * @param pastClocks where in {@code past} it begins
 * @param cutAtStart share of the pitches sounding across its first bar line among those that sound
 *     there
 * @param cutAtEnd the same of its last bar line
 */
record SeedWindow(
    String name,
    int firstBar,
    int bars,
    int semitones,
    Score score,
    Score past,
    long pastClocks,
    double cutAtStart,
    double cutAtEnd) {
  /**
   * All windows of a piece in which every bar has an onset and the meter stays.
   *
   * @param piece on the grid; begins on a bar line
   * @param bars in a window
   * @param pastBars of how many bars before it a window knows
   */
  static List<SeedWindow> of(String name, Score piece, int bars, int pastBars) {
    List<Long> lines = barLines(piece);
    boolean[] begun = new boolean[lines.size()];
    int bar = 0;
    for (Note note : piece.notes()) {
      while (note.onTick() >= MusicalTime.ticksOfClocks(lines.get(bar + 1))) {
        bar++;
      }
      begun[bar] = true;
    }
    List<SeedWindow> windows = new ArrayList<>();
    for (int first = 0; first + bars < lines.size(); first++) {
      long start = lines.get(first);
      long end = lines.get(first + bars);
      boolean oneMeter = end - start == (long) bars * piece.meters().meterAt(start).clocksPerBar();
      if (oneMeter && allTrue(begun, first, bars)) {
        long past = lines.get(Math.max(0, first - pastBars));
        windows.add(
            new SeedWindow(
                name,
                first + 1,
                bars,
                0,
                Composer.until(piece.excerpt(start, end), end - start),
                Composer.until(piece.excerpt(past, end), end - past),
                start - past,
                cutAt(piece.notes(), start),
                cutAt(piece.notes(), end)));
      }
    }
    return windows;
  }

  int lastBar() {
    return firstBar + bars - 1;
  }

  Meter meter() {
    return score.meters().meterAt(0);
  }

  long clocks() {
    return (long) bars * meter().clocksPerBar();
  }

  /** Whether all its notes, and those before it, stay within MIDI's pitches. */
  boolean canBeTransposed(int bySemitones) {
    return past.notes().stream()
        .mapToInt(note -> note.pitch() + bySemitones)
        .allMatch(pitch -> pitch >= 0 && pitch <= 127);
  }

  SeedWindow transposed(int bySemitones) {
    return new SeedWindow(
        name,
        firstBar,
        bars,
        semitones + bySemitones,
        transposed(score, bySemitones),
        transposed(past, bySemitones),
        pastClocks,
        cutAtStart,
        cutAtEnd);
  }

  /** What can be measured of it without a model. */
  Features features() {
    List<Note> notes = score.notes();
    double quarters = (double) clocks() / CLOCKS_PER_QUARTER;
    double ticks = 0;
    double pitchTicks = 0;
    double[] inBar = new double[meter().clocksPerBar()];
    double[] inQuarter = new double[CLOCKS_PER_QUARTER];
    Set<Long> instants = new HashSet<>();
    for (Note note : notes) {
      double length = note.offTick() - note.onTick();
      ticks += length;
      pitchTicks += length * note.pitch();
      long clock = note.onTick() / TICKS_PER_CLOCK;
      if (instants.add(clock)) {
        inBar[(int) (clock % inBar.length)]++;
        inQuarter[(int) (clock % inQuarter.length)]++;
      }
    }
    double[] sounding = Tonality.soundingTicks(notes);
    return new Features(
        Tonality.of(sounding),
        sounding,
        notes.size() / quarters,
        ticks / TICKS_PER_QUARTER / quarters,
        pitchTicks / ticks,
        inBar,
        inQuarter,
        topPitch(notes.get(0).onTick()),
        topPitch(notes.get(notes.size() - 1).onTick()));
  }

  /**
   * @param sounding [12], ticks of each pitch class
   * @param notesPerQuarter notes begun in a quarter note
   * @param polyphony pitches sounding, on average over all its time
   * @param meanPitch by sounding time
   * @param onsetsInBar [clocks of a bar], instants with an onset
   * @param onsetsInQuarter [24]
   * @param firstTopPitch the highest onset of the first instant that has one
   * @param lastTopPitch the highest onset of the last
   */
  record Features(
      Tonality key,
      double[] sounding,
      double notesPerQuarter,
      double polyphony,
      double meanPitch,
      double[] onsetsInBar,
      double[] onsetsInQuarter,
      int firstTopPitch,
      int lastTopPitch) {}

  private int topPitch(long tick) {
    return score.notes().stream()
        .filter(note -> note.onTick() == tick)
        .mapToInt(Note::pitch)
        .max()
        .orElseThrow();
  }

  /** The bar lines of a piece, that which is at or after its end included. */
  static List<Long> barLines(Score piece) {
    List<Long> lines = new ArrayList<>(List.of(0L));
    long line = 0;
    while (MusicalTime.ticksOfClocks(line) < piece.endTick()) {
      line = piece.meters().nextBarLine(line);
      lines.add(line);
    }
    return lines;
  }

  private static Score transposed(Score score, int semitones) {
    return score.withNotes(score.notes().stream().map(note -> note.shifted(0, semitones)).toList());
  }

  private static double cutAt(List<Note> notes, long clock) {
    long tick = MusicalTime.ticksOfClocks(clock);
    int cut = 0;
    int all = 0;
    for (Note note : notes) {
      if (note.onTick() < tick && note.offTick() >= tick) {
        cut += note.offTick() > tick ? 1 : 0;
        all++;
      }
    }
    return all == 0 ? 0 : (double) cut / all;
  }

  private static boolean allTrue(boolean[] values, int first, int count) {
    for (int i = first; i < first + count; i++) {
      if (!values[i]) {
        return false;
      }
    }
    return true;
  }
}

package antiphon.music.note;

import antiphon.music.time.MeterMap;
import antiphon.music.time.MusicalTime;
import antiphon.music.time.TempoMap;
import java.util.Collection;
import java.util.List;

/** A piece: notes of both parts, its tempi and its meters. Notes are kept in {@link Note#ORDER}. */
public record Score(List<Note> notes, TempoMap tempi, MeterMap meters) {
  public Score {
    notes = notes.stream().sorted(Note.ORDER).toList();
  }

  /**
   * A piece in one tempo.
   *
   * @param tempoBpm quarter notes a minute
   */
  public Score(List<Note> notes, double tempoBpm, MeterMap meters) {
    this(notes, TempoMap.of(tempoBpm), meters);
  }

  /** The first tempo, in quarter notes a minute. */
  public double tempoBpm() {
    return tempi.firstBpm();
  }

  /** The notes of one part. */
  public List<Note> notesOf(Part part) {
    return notes.stream().filter(note -> note.part() == part).toList();
  }

  public Score withNotes(Collection<Note> others) {
    return new Score(List.copyOf(others), tempi, meters);
  }

  /**
   * The notes that begin from one bar line up to another position; the bar line becomes position 0.
   */
  public Score excerpt(long barLineClock, long endClock) {
    List<Note> kept = between(notes, barLineClock, endClock);
    return new Score(
        kept, tempi.from(MusicalTime.ticksOfClocks(barLineClock)), meters.from(barLineClock));
  }

  /** As {@link #excerpt}, but with what sounds on at the bar line, which begins there then. */
  public Score soundingFrom(long barLineClock, long endClock) {
    long start = MusicalTime.ticksOfClocks(barLineClock);
    long end = MusicalTime.ticksOfClocks(endClock);
    List<Note> kept =
        notes.stream()
            .filter(note -> note.offTick() > start && note.onTick() < end)
            .map(note -> note.beginningAt(Math.max(start, note.onTick())).shifted(-start, 0))
            .toList();
    return new Score(
        kept, tempi.from(MusicalTime.ticksOfClocks(barLineClock)), meters.from(barLineClock));
  }

  /** The notes that begin in a stretch, as seen from its start. */
  public static List<Note> between(List<Note> notes, long startClock, long endClock) {
    long start = MusicalTime.ticksOfClocks(startClock);
    long end = MusicalTime.ticksOfClocks(endClock);
    return notes.stream()
        .filter(note -> note.onTick() >= start && note.onTick() < end)
        .map(note -> note.shifted(-start, 0))
        .toList();
  }

  /** Where the last note ends, in ticks; 0 for a piece without notes. */
  public long endTick() {
    return notes.stream().mapToLong(Note::offTick).max().orElse(0);
  }
}

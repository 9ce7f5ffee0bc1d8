package antiphon.learn.compose;

import antiphon.music.note.Note;
import antiphon.music.note.Score;
import antiphon.music.time.Grid;
import antiphon.music.time.MusicalTime;
import java.util.List;

/** Cuts what is to be continued out of a piece. */
public final class Prompt {
  private Prompt() {}

  /**
   * A stretch of a piece.
   *
   * @param bar where it begins, counted from 1
   * @param quarters how long it is, in quarter notes; 0 for all there is, to the next beat
   * @throws IllegalArgumentException with a sentence for the user when the piece is shorter, or
   *     silent there
   */
  public static Opening of(Score piece, int bar, int quarters) {
    List<Long> lines = SeedWindow.barLines(piece);
    if (bar >= lines.size()) {
      throw new IllegalArgumentException("has " + (lines.size() - 1) + " bars, not " + bar);
    }
    long startClock = lines.get(bar - 1);
    long lastClock = lines.get(lines.size() - 1);
    long asked = (long) quarters * MusicalTime.CLOCKS_PER_QUARTER;
    if (startClock + asked > lastClock) {
      throw new IllegalArgumentException(
          "has only "
              + (lastClock - startClock) / MusicalTime.CLOCKS_PER_QUARTER
              + " quarter notes from bar "
              + bar
              + ", not "
              + quarters);
    }
    Score excerpt = piece.excerpt(startClock, quarters == 0 ? lastClock : startClock + asked);
    if (excerpt.notes().isEmpty()) {
      throw new IllegalArgumentException("is silent there");
    }
    long endClock = quarters == 0 ? nextBeat(excerpt) : asked;
    long endTick = MusicalTime.ticksOfClocks(endClock);
    List<Note> notes =
        excerpt.notes().stream()
            .filter(note -> note.onTick() < endTick)
            .map(note -> endedBy(endTick, note))
            .toList();
    return new Opening(
        excerpt.withNotes(notes), endClock, List.of(new Opening.Section("Prompt", notes)));
  }

  /** The first beat at or after the end of the last note. */
  private static long nextBeat(Score score) {
    long clock = Grid.snap(score.endTick());
    int beat = score.meters().meterAt(clock).clocksPerBeat();
    int over = score.meters().clockInBar(clock) % beat;
    long next = over == 0 ? clock : clock - over + beat;
    return Grid.from(next);
  }

  private static Note endedBy(long endTick, Note note) {
    return new Note(
        note.part(),
        note.pitch(),
        note.velocity(),
        note.onTick(),
        Math.min(note.offTick(), endTick));
  }
}

package antiphon.live.journal;

import antiphon.music.note.Note;
import antiphon.music.note.Score;
import antiphon.music.time.MeterMap;
import antiphon.music.time.MusicalTime;
import antiphon.music.time.TempoMap;
import java.util.List;

/**
 * What was played from one moment to another, not yet in order. Immutable.
 *
 * @param notes in ticks of the engine's time
 * @param progress how far it has come
 */
public record Take(
    List<Note> notes, List<TempoMap.Change> tempi, MeterMap meters, Takes.Progress progress) {

  /** As a piece whose tick 0 is that of the engine's time. */
  public Score whole() {
    return new Score(notes, new TempoMap(tempi), meters);
  }

  /** As a piece that begins with the bar of its first note. */
  public Score score() {
    Score whole = whole();
    if (whole.notes().isEmpty()) {
      return whole;
    }
    long firstClock = whole.notes().get(0).onTick() / MusicalTime.TICKS_PER_CLOCK;
    long barLineClock = firstClock - meters.clockInBar(firstClock);
    return whole.excerpt(barLineClock, whole.endTick() / MusicalTime.TICKS_PER_CLOCK + 1);
  }
}

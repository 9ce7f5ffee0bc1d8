package antiphon.learn.evaluate.continuation;

import antiphon.music.note.Note;
import antiphon.music.note.Score;
import antiphon.music.time.MeterMap;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Looks for one bar that comes again and again. */
final class BarLoop {
  /** From so many times on, a bar is a loop. */
  static final int TIMES = 4;

  private record Event(long onTick, int pitch, long ticks) {}

  private BarLoop() {}

  /**
   * How often the most frequent bar stands in a stretch: same onsets, pitches and lengths. Whole
   * bars with at least one onset count.
   *
   * @param notes the stretch begins at their tick 0
   * @param meters of the piece
   * @param startClock where in the piece the stretch begins
   * @param clocks length of the stretch
   */
  static int mostFrequent(List<Note> notes, MeterMap meters, long startClock, long clocks) {
    Map<List<Event>, Integer> times = new HashMap<>();
    int most = 0;
    long bar = meters.clockInBar(startClock) == 0 ? startClock : meters.nextBarLine(startClock);
    while (true) {
      long next = meters.nextBarLine(bar);
      if (next > startClock + clocks) {
        return most;
      }
      List<Event> events =
          Score.between(notes, bar - startClock, next - startClock).stream()
              .map(note -> new Event(note.onTick(), note.pitch(), note.offTick() - note.onTick()))
              .sorted(
                  Comparator.comparingLong(Event::onTick)
                      .thenComparingInt(Event::pitch)
                      .thenComparingLong(Event::ticks))
              .toList();
      if (!events.isEmpty()) {
        most = Math.max(most, times.merge(events, 1, Integer::sum));
      }
      bar = next;
    }
  }
}

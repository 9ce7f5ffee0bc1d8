package antiphon.learn.evaluate.continuation;

import antiphon.music.note.Note;
import antiphon.music.time.MusicalTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The rival that needs no model: the end of the prompt, over and over. */
public final class Copying {
  /** Periods of whole quarter notes up to this are tried. */
  private static final int LONGEST_PERIOD_QUARTERS = 12;

  /** By the notes of so many last quarter notes a period is judged. */
  private static final int JUDGED_QUARTERS = 10;

  private record Point(long onTick, int pitch) {}

  private Copying() {}

  /** The last quarter notes of the prompt, repeated for the length of a continuation. */
  public static Answer ofLast(int quarters, ContinuationPrompt prompt) {
    long periodTicks = (long) quarters * MusicalTime.TICKS_PER_QUARTER;
    long fromTick = prompt.promptTicks() - periodTicks;
    List<Note> copies = new ArrayList<>();
    for (long startTick = 0; startTick < prompt.continuationTicks(); startTick += periodTicks) {
      for (Note note : prompt.prompt().notes()) {
        long onTick = note.onTick() - fromTick + startTick;
        if (note.onTick() >= fromTick && onTick < prompt.continuationTicks()) {
          copies.add(note.shifted(startTick - fromTick, 0));
        }
      }
    }
    copies.sort(Note.ORDER);
    return Answer.of(copies);
  }

  /** A copy at the {@link #bestPeriodQuarters}. */
  public static Answer atBestPeriod(ContinuationPrompt prompt) {
    return ofLast(bestPeriodQuarters(prompt), prompt);
  }

  /**
   * The period, in quarter notes, at which the greatest share of the prompt's last notes (those
   * that have something one period before them) repeats earlier ones; of equals the shortest.
   */
  static int bestPeriodQuarters(ContinuationPrompt prompt) {
    Set<Point> points = new HashSet<>();
    for (Note note : prompt.prompt().notes()) {
      points.add(new Point(note.onTick(), note.pitch()));
    }
    int best = 1;
    double mostRepeated = -1;
    int longest = Math.min(LONGEST_PERIOD_QUARTERS, prompt.promptQuarters() - 1);
    for (int quarters = 1; quarters <= longest; quarters++) {
      double repeated = repeatedShare(points, prompt, quarters);
      if (repeated > mostRepeated) {
        mostRepeated = repeated;
        best = quarters;
      }
    }
    return best;
  }

  private static double repeatedShare(Set<Point> points, ContinuationPrompt prompt, int quarters) {
    long periodTicks = (long) quarters * MusicalTime.TICKS_PER_QUARTER;
    long judgedTicks = (long) JUDGED_QUARTERS * MusicalTime.TICKS_PER_QUARTER;
    long fromTick = Math.max(periodTicks, prompt.promptTicks() - judgedTicks);
    int judged = 0;
    int repeated = 0;
    for (Point point : points) {
      if (point.onTick() >= fromTick) {
        judged++;
        repeated += points.contains(new Point(point.onTick() - periodTicks, point.pitch())) ? 1 : 0;
      }
    }
    return judged == 0 ? 0 : (double) repeated / judged;
  }
}

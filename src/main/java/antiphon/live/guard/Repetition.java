package antiphon.live.guard;

import antiphon.live.api.RealTimeSafe;

/**
 * Which pitches would bring a figure once too often. A figure is 2 to {@value #LONGEST_FIGURE}
 * notes, one after the other or together, with their distances in time; it comes again when all its
 * pitches do, each at the same distance from where it was before. A single note that is only struck
 * again and again, evenly, is a figure too, and may come {@value #SINGLE_NOTES} times as often.
 */
final class Repetition {
  static final int LONGEST_FIGURE = 8;
  static final int MOST_TIMES = 16;

  /** So much more often may a single note be struck. */
  static final int SINGLE_NOTES = 4;

  private final int[] forbidden = new int[LONGEST_FIGURE];
  private int count;
  private int times;

  /**
   * @param value how often a figure may come in a row, up to {@value #MOST_TIMES}; 0 sets no limit
   */
  @RealTimeSafe
  void setTimes(int value) {
    times = Math.min(value, MOST_TIMES);
  }

  /** Finds the pitches that may not begin at a position. */
  @RealTimeSafe
  void look(Past past, long clock) {
    count = 0;
    if (times == 0) {
      return;
    }
    if (isOnceTooOften(past, clock, 1, times * SINGLE_NOTES)) {
      forbidden[count++] = past.onsetPitch(0);
    }
    for (int length = 2; length <= LONGEST_FIGURE; length++) {
      if (isOnceTooOften(past, clock, length, times) && !isSingleNote(past, clock, length)) {
        forbidden[count++] = past.onsetPitch(length - 1);
      }
    }
  }

  /** Whether a pitch may begin, where {@link #look} looked. */
  @RealTimeSafe
  boolean allows(int pitch) {
    for (int i = 0; i < count; i++) {
      if (forbidden[i] == pitch) {
        return false;
      }
    }
    return true;
  }

  /** Whether the figure has come so often, and lacks but its last note to come again. */
  private static boolean isOnceTooOften(Past past, long clock, int length, int times) {
    int pairs = times * length - 1;
    if (past.onsets() < pairs + length) {
      return false;
    }
    long period = clock - past.onsetClock(length - 1);
    for (int i = 0; i < pairs; i++) {
      if (past.onsetPitch(i) != past.onsetPitch(i + length)
          || past.onsetClock(i) - past.onsetClock(i + length) != period) {
        return false;
      }
    }
    return true;
  }

  /** Whether the figure is but one note, struck evenly. */
  private static boolean isSingleNote(Past past, long clock, int length) {
    long distance = clock - past.onsetClock(0);
    for (int i = 0; i + 1 < length; i++) {
      if (past.onsetPitch(i) != past.onsetPitch(i + 1)
          || past.onsetClock(i) - past.onsetClock(i + 1) != distance) {
        return false;
      }
    }
    return true;
  }
}

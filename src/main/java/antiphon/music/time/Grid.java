package antiphon.music.time;

import static antiphon.music.time.MusicalTime.CLOCKS_PER_QUARTER;
import static antiphon.music.time.MusicalTime.TICKS_PER_CLOCK;
import static antiphon.music.time.MusicalTime.TICKS_PER_QUARTER;

/**
 * The hybrid grid: 1/32 notes (3 clocks) and 1/48 notes (2 clocks) together, 16 positions in a
 * quarter note. Positions are snapped, never gaps, so the error of one event does not move the
 * next.
 */
public final class Grid {
  /** Grid positions in one quarter note. */
  public static final int POSITIONS_PER_QUARTER = 16;

  /** Moved by so many clocks the grid is the same. */
  public static final int PERIOD_CLOCKS = 6;

  private static final int[] INDEX_OF_CLOCK = new int[CLOCKS_PER_QUARTER];
  private static final int[] NEXT_CLOCK = new int[CLOCKS_PER_QUARTER];
  private static final int[] SNAP_OF_TICK = new int[TICKS_PER_QUARTER];

  static {
    int index = 0;
    for (int clock = 0; clock < CLOCKS_PER_QUARTER; clock++) {
      INDEX_OF_CLOCK[clock] = isBinary(clock) || isTernary(clock) ? index++ : -1;
    }
    for (int clock = 0; clock < CLOCKS_PER_QUARTER; clock++) {
      int next = clock + 1;
      while (next < CLOCKS_PER_QUARTER && INDEX_OF_CLOCK[next] < 0) {
        next++;
      }
      NEXT_CLOCK[clock] = next;
    }
    for (int tick = 0; tick < TICKS_PER_QUARTER; tick++) {
      SNAP_OF_TICK[tick] = nearest(tick);
    }
  }

  private Grid() {}

  /** The grid position nearest to a tick, in clocks; from a tie, the 1/32 position. */
  public static long snap(long tick) {
    long quarter = Math.floorDiv(tick, TICKS_PER_QUARTER);
    int rest = (int) Math.floorMod(tick, (long) TICKS_PER_QUARTER);
    return quarter * CLOCKS_PER_QUARTER + SNAP_OF_TICK[rest];
  }

  public static boolean contains(long clock) {
    return INDEX_OF_CLOCK[clockInQuarter(clock)] >= 0;
  }

  /** The first grid position after a clock. */
  public static long next(long clock) {
    int inQuarter = clockInQuarter(clock);
    return clock - inQuarter + NEXT_CLOCK[inQuarter];
  }

  /** The first grid position at a clock or after it. */
  public static long from(long clock) {
    return next(clock - 1);
  }

  /** Which of the 16 positions of its quarter note a grid position is: 0 to 15. */
  public static int indexInQuarter(long clock) {
    int index = INDEX_OF_CLOCK[clockInQuarter(clock)];
    if (index < 0) {
      throw new IllegalArgumentException("clock " + clock + " is not on the grid");
    }
    return index;
  }

  private static int clockInQuarter(long clock) {
    return (int) Math.floorMod(clock, (long) CLOCKS_PER_QUARTER);
  }

  private static boolean isBinary(int clock) {
    return clock % 3 == 0;
  }

  private static boolean isTernary(int clock) {
    return clock % 2 == 0;
  }

  private static int nearest(int tick) {
    int best = -1;
    int bestDistance = Integer.MAX_VALUE;
    for (int clock = 0; clock <= CLOCKS_PER_QUARTER; clock++) {
      if (!isBinary(clock) && !isTernary(clock)) {
        continue;
      }
      int distance = Math.abs(tick - clock * TICKS_PER_CLOCK);
      if (distance < bestDistance || (distance == bestDistance && isBinary(clock))) {
        best = clock;
        bestDistance = distance;
      }
    }
    return best;
  }
}

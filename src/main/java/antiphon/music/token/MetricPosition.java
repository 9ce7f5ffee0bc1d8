package antiphon.music.token;

import static antiphon.music.time.MusicalTime.CLOCKS_PER_QUARTER;

import antiphon.music.time.Grid;

/**
 * Where in its bar an instant lies, as one of {@value #SIZE} categories: the second input of a
 * model at every step.
 */
public final class MetricPosition {
  /** Bars longer than this many quarter notes begin again from the first category. */
  private static final int MAX_QUARTERS = 8;

  public static final int SIZE = MAX_QUARTERS * Grid.POSITIONS_PER_QUARTER;

  private MetricPosition() {}

  /**
   * @param clockInBar clocks since the bar line, 0 or more; on the grid (off it, where a bar line
   *     is, the position before)
   */
  public static int of(int clockInBar) {
    int clock = clockInBar;
    while (!Grid.contains(clock)) {
      clock--;
    }
    return (clock / CLOCKS_PER_QUARTER) % MAX_QUARTERS * Grid.POSITIONS_PER_QUARTER
        + Grid.indexInQuarter(clock);
  }
}

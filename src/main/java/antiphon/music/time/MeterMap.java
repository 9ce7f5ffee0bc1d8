package antiphon.music.time;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The meters of a piece and where each begins; answers where in its bar a position is. Immutable.
 */
public final class MeterMap {
  /**
   * @param clock where the meter begins, 0 or more; a bar begins there
   */
  public record Change(long clock, Meter meter) {}

  private final List<Change> changes;
  private final long[] startClocks;
  private final int[] clocksPerBar;

  /**
   * @param changes in any order; where none begins at 0, the piece begins in 4/4
   */
  public MeterMap(List<Change> changes) {
    List<Change> sorted = new ArrayList<>(changes);
    sorted.sort((a, b) -> Long.compare(a.clock(), b.clock()));
    if (sorted.isEmpty() || sorted.get(0).clock() > 0) {
      sorted.add(0, new Change(0, Meter.COMMON));
    }
    this.changes = List.copyOf(sorted);
    startClocks = this.changes.stream().mapToLong(Change::clock).toArray();
    clocksPerBar =
        this.changes.stream().mapToInt(change -> change.meter().clocksPerBar()).toArray();
  }

  public static MeterMap of(Meter meter) {
    return new MeterMap(List.of(new Change(0, meter)));
  }

  public List<Change> changes() {
    return changes;
  }

  public Meter meterAt(long clock) {
    return changes.get(indexAt(clock)).meter();
  }

  /**
   * Clocks since the last bar line at or before a position. Positions before 0 count back in the
   * first meter.
   */
  public int clockInBar(long clock) {
    int index = indexAt(clock);
    return (int) Math.floorMod(clock - startClocks[index], (long) clocksPerBar[index]);
  }

  /** The first bar line after a position. */
  public long nextBarLine(long clock) {
    int index = indexAt(clock);
    long next = clock - clockInBar(clock) + clocksPerBar[index];
    return index + 1 < startClocks.length ? Math.min(next, startClocks[index + 1]) : next;
  }

  /** The meters as seen from a bar line that becomes position 0. */
  public MeterMap from(long barLine) {
    List<Change> shifted = new ArrayList<>();
    shifted.add(new Change(0, meterAt(barLine)));
    for (Change change : changes) {
      if (change.clock() > barLine) {
        shifted.add(new Change(change.clock() - barLine, change.meter()));
      }
    }
    return new MeterMap(shifted);
  }

  private int indexAt(long clock) {
    int index = Arrays.binarySearch(startClocks, clock);
    if (index < 0) {
      return Math.max(0, -index - 2);
    }
    while (index + 1 < startClocks.length && startClocks[index + 1] == clock) {
      index++; // the last word counts
    }
    return index;
  }
}

package antiphon.music.time;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The tempi of a piece and where each begins. Immutable. */
public final class TempoMap {
  /**
   * @param tick where the tempo begins, 0 or more
   * @param tempoBpm quarter notes a minute
   */
  public record Change(long tick, double tempoBpm) {}

  private final List<Change> changes;

  /**
   * @param changes in any order, at least one; the first holds from the beginning; of two at one
   *     tick the later in the list holds
   */
  public TempoMap(List<Change> changes) {
    if (changes.isEmpty()) {
      throw new IllegalArgumentException("a piece has a tempo");
    }
    List<Change> kept = new ArrayList<>();
    for (Change change : changes.stream().sorted(Comparator.comparing(Change::tick)).toList()) {
      if (!kept.isEmpty() && kept.get(kept.size() - 1).tick() == change.tick()) {
        kept.remove(kept.size() - 1);
      }
      kept.add(change);
    }
    this.changes = List.copyOf(kept);
  }

  public static TempoMap of(double tempoBpm) {
    return new TempoMap(List.of(new Change(0, tempoBpm)));
  }

  public List<Change> changes() {
    return changes;
  }

  /** The tempo at the beginning. */
  public double firstBpm() {
    return changes.get(0).tempoBpm();
  }

  /** How long it is from one tick to a later one, in seconds. */
  public double seconds(long fromTick, long toTick) {
    double minutes = 0;
    for (int i = 0; i < changes.size(); i++) {
      long begin = i == 0 ? fromTick : Math.max(fromTick, changes.get(i).tick());
      long end = i + 1 < changes.size() ? Math.min(toTick, changes.get(i + 1).tick()) : toTick;
      if (end > begin) {
        minutes +=
            (double) (end - begin) / MusicalTime.TICKS_PER_QUARTER / changes.get(i).tempoBpm();
      }
    }
    return minutes * 60;
  }

  /** The tempi as seen from a tick that becomes 0. */
  public TempoMap from(long tick) {
    List<Change> shifted = new ArrayList<>();
    double atStart = firstBpm();
    for (Change change : changes) {
      if (change.tick() <= tick) {
        atStart = change.tempoBpm();
      } else {
        shifted.add(new Change(change.tick() - tick, change.tempoBpm()));
      }
    }
    shifted.add(0, new Change(0, atStart));
    return new TempoMap(shifted);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TempoMap map && changes.equals(map.changes);
  }

  @Override
  public int hashCode() {
    return changes.hashCode();
  }

  @Override
  public String toString() {
    return changes.toString();
  }
}

package antiphon.music.time;

import static antiphon.music.time.MusicalTime.TICKS_PER_QUARTER;

/**
 * A straight line between nanoseconds of the clock and ticks. Immutable; a change of tempo makes
 * another one which passes through the point of change ({@link #withTempo}), so beat and phase are
 * kept. For every tick within 2<sup>40</sup> of the anchor, {@code tickAt(nsAt(tick)) == tick}.
 *
 * @param anchorNs an instant of the clock; any value, also near overflow
 * @param anchorTick the tick at that instant
 * @param quarterNs nanoseconds of a quarter note, {@value #MIN_QUARTER_NS} or more
 */
public record Timeline(long anchorNs, long anchorTick, long quarterNs) {
  public static final double MIN_TEMPO_BPM = 20;
  public static final double MAX_TEMPO_BPM = 400;
  static final long MIN_QUARTER_NS = 1_000_000;

  public Timeline {
    if (quarterNs < MIN_QUARTER_NS) {
      throw new IllegalArgumentException(
          "a quarter note of " + quarterNs + " ns is shorter than 1 ms");
    }
  }

  /**
   * @param tempoBpm quarter notes a minute, {@value #MIN_TEMPO_BPM} to {@value #MAX_TEMPO_BPM}
   */
  public static Timeline of(long anchorNs, long anchorTick, double tempoBpm) {
    if (!(tempoBpm >= MIN_TEMPO_BPM && tempoBpm <= MAX_TEMPO_BPM)) {
      throw new IllegalArgumentException(
          "a tempo must be " + MIN_TEMPO_BPM + " to " + MAX_TEMPO_BPM + " bpm, not " + tempoBpm);
    }
    return new Timeline(anchorNs, anchorTick, Math.round(60e9 / tempoBpm));
  }

  public double tempoBpm() {
    return 60e9 / quarterNs;
  }

  /** The instant of a tick; wraps around like the clock does. */
  public long nsAt(long tick) {
    long ticks = tick - anchorTick;
    long quarters = Math.floorDiv(ticks, TICKS_PER_QUARTER);
    long rest = Math.floorMod(ticks, (long) TICKS_PER_QUARTER);
    return anchorNs + quarters * quarterNs + rest * quarterNs / TICKS_PER_QUARTER;
  }

  /**
   * The last tick that has begun at an instant: the greatest whose {@link #nsAt} is not after it.
   */
  public long tickAt(long ns) {
    long elapsedNs = ns - anchorNs;
    long quarters = Math.floorDiv(elapsedNs, quarterNs);
    long restNs = Math.floorMod(elapsedNs, quarterNs);
    // floor(tick * quarterNs / TICKS) <= restNs, solved for the greatest tick
    return anchorTick
        + quarters * TICKS_PER_QUARTER
        + ((restNs + 1) * TICKS_PER_QUARTER - 1) / quarterNs;
  }

  /** The timeline that goes on from an instant in another tempo. */
  public Timeline withTempo(long ns, double tempoBpm) {
    return of(ns, tickAt(ns), tempoBpm);
  }
}

package antiphon.live.guard;

import antiphon.live.api.Parameter;
import antiphon.live.api.RealTimeSafe;

/**
 * How many notes may begin in a time. The limit that is set counts in any window of a beat, or of
 * as many beats as one note needs; what follows the call counts in windows of {@value
 * #FOLLOWED_BEATS} beats, so that chords may come where the call has single notes, and also says
 * how long no note may begin.
 */
final class DensityRail {
  private static final int FOLLOWED_BEATS = 4;

  // at full strength an answer may be so much denser than its call, or have gaps so much longer
  private static final double DENSER = 1.1;
  private static final double LONGER_GAPS = 1.5;
  // ... and with less strength as many times that, up to
  private static final double LOOSENESS = 4;

  private static final double BEFORE_ROUNDING = 1e-9;
  private static final long ANY_TIME = Long.MIN_VALUE;

  private final CallProfile call;
  private final int clocksPerBeat;
  private double density;
  private double follow;
  private int limit;
  private long windowClocks;
  private int followedLimit;
  private long followedClocks;
  private long gapClocks;

  DensityRail(CallProfile call, int clocksPerBeat) {
    this.call = call;
    this.clocksPerBeat = clocksPerBeat;
  }

  @RealTimeSafe
  void set(Parameter parameter, double value) {
    switch (parameter) {
      case DENSITY -> density = value;
      case DENSITY_FOLLOW -> follow = value;
      default -> {
        // not of density
      }
    }
  }

  /** Finds the limits anew: something has changed of what they depend on. */
  @RealTimeSafe
  void look() {
    limit = 0;
    followedLimit = 0;
    if (density > 0) {
      windowClocks = window(1, density);
      limit = limit(1, density);
    }
    if (follow > 0 && call.known()) {
      double looseness = Math.pow(LOOSENESS, 1 - follow);
      double followed = call.notesPerBeat() * DENSER * looseness;
      followedClocks = window(FOLLOWED_BEATS, followed);
      followedLimit = Math.min(Past.ONSETS, limit(FOLLOWED_BEATS, followed));
      gapClocks =
          Math.max(
              GuardRails.SHORTEST_CLOCKS,
              (long) (LONGER_GAPS * looseness * clocksPerBeat / call.instantsPerBeat()));
    }
  }

  /** From when on the next note may begin. */
  @RealTimeSafe
  long freeClock(Past past) {
    return Math.max(
        freeClock(past, limit, windowClocks), freeClock(past, followedLimit, followedClocks));
  }

  /** Until when the next note has to begin. */
  @RealTimeSafe
  long latestClock(Past past) {
    return followedLimit > 0 ? past.lastOnsetClock() + gapClocks : Long.MAX_VALUE;
  }

  private long window(int beats, double notesPerBeat) {
    return (long) Math.ceil(Math.max(beats, 1 / notesPerBeat) * clocksPerBeat - BEFORE_ROUNDING);
  }

  private static int limit(int beats, double notesPerBeat) {
    return (int) Math.max(1, Math.max(beats, 1 / notesPerBeat) * notesPerBeat + BEFORE_ROUNDING);
  }

  /** With one note more there are no more than the limit in a window up to there. */
  private static long freeClock(Past past, int limit, long windowClocks) {
    return limit == 0 || past.onsets() < limit
        ? ANY_TIME
        : past.onsetClock(limit - 1) + windowClocks;
  }
}

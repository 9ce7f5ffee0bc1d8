package antiphon.live.engine;

import antiphon.live.api.LiveSettings;
import antiphon.live.api.RealTimeSafe;
import antiphon.live.follow.GrooveMeter;
import antiphon.music.time.Grid;
import antiphon.music.time.MeterMap;
import antiphon.music.time.MusicalTime;

/** How the player keeps the time, and how much of that is given back. */
final class Feel {
  private final GrooveMeter groove;
  private final MeterMap meters;
  private double share;

  Feel(LiveSettings settings, MeterMap meters) {
    groove = new GrooveMeter(settings.meter());
    this.meters = meters;
  }

  /**
   * @param shareGivenBack 0 to 1
   */
  @RealTimeSafe
  void setShare(double shareGivenBack) {
    share = shareGivenBack;
  }

  /** The player strikes a key. */
  @RealTimeSafe
  void onset(long tick) {
    long clock = Grid.snap(tick);
    groove.onset(tick, clock, meters.clockInBar(clock));
  }

  /** The first grid position from a tick on that is also to sound no earlier. */
  @RealTimeSafe
  long firstFrom(long tick) {
    long clock = Grid.from(-Math.floorDiv(-tick, (long) MusicalTime.TICKS_PER_CLOCK));
    while (placed(clock) < tick) {
      clock = Grid.next(clock);
    }
    return clock;
  }

  /** Where a grid position of Antiphon's is to sound, in ticks. */
  @RealTimeSafe
  long placed(long clock) {
    long tick = MusicalTime.ticksOfClocks(clock);
    return share == 0
        ? tick
        : tick + Math.round(groove.offsetTicks(meters.clockInBar(clock), share));
  }
}

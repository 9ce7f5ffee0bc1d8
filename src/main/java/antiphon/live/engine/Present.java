package antiphon.live.engine;

import antiphon.live.api.LiveSettings;
import antiphon.live.api.Parameter;
import antiphon.live.api.RealTimeSafe;
import antiphon.live.dialogue.Dialogue;
import antiphon.live.follow.BeatKeeper;
import antiphon.music.time.MusicalTime;
import antiphon.music.time.Timeline;

/**
 * What time it is for the mind, in which tempo, and how far ahead of it notes are handed on.
 * Belongs to the mind's thread.
 */
final class Present {
  private static final double NS_PER_MS = 1e6;

  private final BeatKeeper keeper;
  private final Dialogue dialogue;
  private final long latencyNs;
  private final long beatTicks;
  private Timeline timeline;
  private long nowNs;
  private double commitMs;
  private double commitBeats;
  private long commitAheadNs;

  /**
   * @param dialogue is told the tempo
   * @param latencyNs how much earlier than it is to be heard a note has to leave
   */
  Present(LiveSettings settings, BeatKeeper keeper, Dialogue dialogue, long latencyNs) {
    this.keeper = keeper;
    this.dialogue = dialogue;
    this.latencyNs = latencyNs;
    beatTicks = MusicalTime.ticksOfClocks(settings.meter().clocksPerBeat());
    timeline = keeper.timeline();
    nowNs = timeline.anchorNs();
    measure();
  }

  /** Something happens that may be earlier than what happened before: time does not go back. */
  @RealTimeSafe
  void moveTo(long timeNs) {
    if (timeNs - nowNs > 0) {
      nowNs = timeNs;
    }
  }

  /** The beat may have changed. */
  @RealTimeSafe
  void renew() {
    if (keeper.timeline() != timeline) {
      timeline = keeper.timeline();
      measure();
    }
  }

  @RealTimeSafe
  void set(Parameter parameter, double value) {
    if (parameter == Parameter.COMMIT_MS) {
      commitMs = value;
    } else if (parameter == Parameter.COMMIT_BEATS) {
      commitBeats = value;
    }
    measure();
  }

  /** What is so many beats lasts so long in the tempo in force. */
  private void measure() {
    dialogue.setQuarterNs(timeline.quarterNs());
    double beatNs = (double) beatTicks * timeline.quarterNs() / MusicalTime.TICKS_PER_QUARTER;
    double aheadNs = Math.max(commitMs * NS_PER_MS, commitBeats * beatNs);
    commitAheadNs = Math.round(aheadNs) + latencyNs;
  }

  @RealTimeSafe
  long nowNs() {
    return nowNs;
  }

  @RealTimeSafe
  Timeline timeline() {
    return timeline;
  }

  /** The tick of a moment, none before the first. */
  @RealTimeSafe
  long tickAt(long ns) {
    return Math.max(0, timeline.tickAt(ns));
  }

  /** What is decided now is heard no earlier: it takes a while to draw, and to get there. */
  @RealTimeSafe
  long soonestTick() {
    return tickAt(nowNs + Partner.REACTION_NS + latencyNs);
  }

  /**
   * How long before its deadline an instant is handed to the scheduler: from then on it cannot be
   * taken back unheard.
   */
  @RealTimeSafe
  long commitAheadNs() {
    return commitAheadNs;
  }

  /** When what is to be heard at a tick is handed to the scheduler. */
  @RealTimeSafe
  long commitNs(long tick) {
    return timeline.nsAt(tick) - commitAheadNs;
  }

  /** How long before it has to leave a note is handed on. */
  @RealTimeSafe
  long spareNs() {
    return commitAheadNs - latencyNs;
  }
}

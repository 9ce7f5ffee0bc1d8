package antiphon.live.follow;

import antiphon.live.api.AnyThread;
import antiphon.live.api.RealTimeSafe;
import antiphon.music.time.Beat;
import antiphon.music.time.MeterMap;
import antiphon.music.time.Timeline;

/**
 * Keeps the beat in force, whoever it is from. Musical time goes on without a break through every
 * change of tempo, start and jump of the song: where the song jumps, musical time moves forward by
 * less than a bar, so that its bar lines are the song's. Written by the mind's thread; {@link
 * #beat} is for all.
 */
public final class BeatKeeper {
  private final MeterMap meters;
  private volatile Beat beat;

  /**
   * @param first tempo and start of the session; it holds until somebody else gives the beat
   */
  public BeatKeeper(InternalTempo first) {
    meters = first.meters();
    beat = new Beat(first.timeline(), 0, true);
  }

  @AnyThread
  @RealTimeSafe
  public Beat beat() {
    return beat;
  }

  @AnyThread
  @RealTimeSafe
  public Timeline timeline() {
    return beat.timeline();
  }

  /** The meters of musical time. */
  @AnyThread
  public MeterMap meters() {
    return meters;
  }
}

package antiphon.live.follow;

import antiphon.live.api.AnyThread;
import antiphon.music.time.MeterMap;
import antiphon.music.time.Timeline;

/**
 * Antiphon's own beat: one tempo from the start of the session, bar lines from tick 0.
 *
 * @param timeline tick 0 is the start of the session
 */
@AnyThread
public record InternalTempo(Timeline timeline, MeterMap meters) {}

/**
 * Whose beat it is: {@link antiphon.live.follow.BeatKeeper} keeps the one in force, be it
 * Antiphon's own ({@link antiphon.live.follow.InternalTempo}), that of a MIDI clock ({@link
 * antiphon.live.follow.ClockFollower}) or the player's ({@link antiphon.live.follow.PhraseTempo},
 * {@link antiphon.live.follow.TapTempo}); and what the player does beside the grid ({@link
 * antiphon.live.follow.GrooveMeter}). Ordinary objects of one thread that are given the time.
 */
package antiphon.live.follow;

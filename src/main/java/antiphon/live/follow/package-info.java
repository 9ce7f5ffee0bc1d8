/**
 * Whose beat it is: Antiphon's own ({@link antiphon.live.follow.InternalTempo}), that of a MIDI
 * clock ({@link antiphon.live.follow.ClockFollower}), or the player's ({@link
 * antiphon.live.follow.TapTempo}). Ordinary objects of one thread that are given the time.
 */
package antiphon.live.follow;

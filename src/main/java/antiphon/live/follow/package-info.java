/**
 * Whose beat it is, and how the player keeps it: the session's own tempo, the tempo and beat of a
 * phrase played without a clock, and what the player does beside the grid.
 */
package antiphon.live.follow;

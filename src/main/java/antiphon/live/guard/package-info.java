/**
 * What the partner may not do: {@link antiphon.live.guard.GuardRails} narrows what the model may
 * say next, by what was set, by what the player plays ({@link antiphon.live.guard.CallProfile},
 * {@link antiphon.live.guard.KeyFinder}) and by what the partner has played lately ({@link
 * antiphon.live.guard.Past}). Ordinary objects of one thread that are given the time.
 */
package antiphon.live.guard;

/**
 * Joins the live rooms: the {@link antiphon.live.engine.Mind} hears and plays, the {@link
 * antiphon.live.engine.Pipeline} has the rings and their handlers, driven by threads ({@link
 * antiphon.live.engine.Engine}) or pumped on a simulated clock ({@link antiphon.live.engine.Pump}).
 */
package antiphon.live.engine;

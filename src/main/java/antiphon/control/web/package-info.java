/**
 * The page and its words: HTTP and a WebSocket on the loopback address.
 *
 * <pre>
 *   browser ─ HTTP ─▶ Doorkeeper ─▶ ControlRoutes, DeskRoutes, PortRoutes ─▶ Desk, Models, Ports
 *                                ├▶ SessionRoutes ─▶ SessionBook; OpenApiRoutes
 *                                ├▶ TimingRoutes, MetricsRoutes ◀─ EngineControl, Broadcaster
 *           ◀─ WS ──▶ Doorkeeper ─▶ LiveSocket ────▶ HeldKeys ─▶ EngineControl
 *           ◀─ WS ── PageClient ◀── Broadcaster ◀── (bounded queue) ◀── NoteListener
 * </pre>
 *
 * <p>Server to page, text frames of JSON:
 *
 * <ul>
 *   <li>{@code {"notes":[{"part":"player","pitch":60,"velocity":80,"tick":9600,"on":true}],
 *       "nowTick":9612}}, about every 20 ms while there are notes; {@code "lost":N} is added when N
 *       notes could not be kept for the pages, so that what sounds there may be wrong
 *   <li>{@code {"draft":[{"pitch":60,"velocity":80,"tick":9600,"endTick":10080,"committed":false}],
 *       "nowTick":9612}}, at most ten times a second, when what Antiphon is about to play has
 *       changed: all of it; {@code endTick} is null where the end is not drafted yet
 *   <li>{@code {"status":{...}}}, about every 500 ms: what {@code GET /api/status} says; its {@code
 *       deskVersion} is another number whenever scenes or bindings have changed, its {@code
 *       sessionsVersion} whenever the list of sessions has
 * </ul>
 *
 * <p>Page to server: {@code {"type":"note","pitch":60,"velocity":90}} (velocity 0 for its end),
 * {@code {"type":"action","action":"again"}} and {@code {"type":"panic"}}. Anything else closes the
 * socket with a reason.
 *
 * <p>Every thread here is a daemon named {@code antiphon-control…}. The journal's thread comes in
 * only through {@link antiphon.control.web.Broadcaster#note}, which never waits.
 */
package antiphon.control.web;

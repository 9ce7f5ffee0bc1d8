/**
 * The words of other programs: OSC over UDP (Open Sound Control 1.0, by JavaOSC).
 *
 * <pre>
 *   program ─ UDP ─▶ OscServer ─▶ PacketCodec ─▶ OscCommands ─▶ Desk, EngineControl
 *           ◀─ UDP ─ OscServer ◀─ Subscribers ◀─ OscState ◀──── EngineControl, Desk, Models
 * </pre>
 *
 * <p>In:
 *
 * <ul>
 *   <li>{@code /antiphon/param/NAME} with a number; of choices also with the word, of flags with T
 *       or F
 *   <li>{@code /antiphon/action/WORD} and {@code /antiphon/panic}, without an argument or with one:
 *       0 and F do nothing, so that pads may send 1 and 0
 *   <li>{@code /antiphon/mode s}, {@code /antiphon/scene s} or {@code i} (its programme), {@code
 *       /antiphon/model s}, {@code /antiphon/learn s} (without an argument: learn no more)
 *   <li>{@code /antiphon/note i i}: pitch and velocity, 0 for its end; ended by itself 60 s after
 *       the last packet of its sender
 *   <li>{@code /antiphon/get s}: answered with one value by its name, without an argument with all
 *   <li>{@code /antiphon/subscribe [i]}: to the sender, or to that port of its host; for 60 s,
 *       unless it is said again; and {@code /antiphon/unsubscribe [i]}
 * </ul>
 *
 * <p>Out, to subscribers all at once and then what changes: {@code /antiphon/param/NAME} with a
 * number, of choices the word, and {@code /antiphon/status/NAME} with mode, floor, tempo, meter,
 * model, modelFailure, scene, learning, and how many messages were refused and malformed. What is
 * refused is answered with {@code /antiphon/error s}: the address and a sentence. Names are those
 * of {@link antiphon.live.api.Parameter} and {@link antiphon.live.api.Action}.
 *
 * <p>One thread does it all, the daemon {@code antiphon-control-osc}; nothing that arrives ends it.
 */
package antiphon.control.osc;

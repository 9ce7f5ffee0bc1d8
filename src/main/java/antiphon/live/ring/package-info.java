/**
 * The rings between the threads, and the one drawing of the pipeline.
 *
 * <pre>
 *  drivers, page, OSC, --play              antiphon-mind                                 antiphon-out
 *  ───────────────┐              ┌─▶ follow ─▶ token ─▶ net ─▶ sample ─┐           ┌─▶ schedule ─▶ ports
 *   tryPublish     ▼              │      dialogue: who plays; guard-rails│            │   deadline heap, ledgers, MIDI clock
 *               in-ring ─────────┤                                      ├─▶ out-ring ─┤
 *   several producers,            │  antiphon-thru                       │             └─▶ wake: back into the in-ring
 *   a refusal is counted          └─▶ thru ──────────────────────────────┘             │
 *                                     └─▶ copy of what came in ─┐      ┌─ copy of what went out
 *                                                               ▼      ▼
 *                                                            journal-ring ─▶ antiphon-journal: recording, listeners
 * </pre>
 *
 * The journal has a ring of its own so that it gates nobody: when it is behind, copies are refused
 * and counted. The mind asks to be woken through the out-ring, and is woken through the in-ring, so
 * that what it plays is a function of the in-ring's events alone.
 */
package antiphon.live.ring;

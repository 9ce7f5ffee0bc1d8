/**
 * The desk at which every door ends. What is asked for by several of them, and by many messages a
 * second, becomes few and ordered requests to the engine. Scenes, and what is bound to which
 * control, are kept here and in two files that people may edit.
 *
 * <pre>
 *   page, OSC ────────────────────────────┐
 *   controllers ─▶ cc.ControlListener ────┴▶ Desk ─▶ Dials ─▶ EngineControl ◀── cc.Lights
 *                  (journal's thread)         │ SceneBook, BindingTable           (its own thread)
 *                                             └─▶ antiphon-control-desk ─▶ scenes.json, controls.json
 * </pre>
 */
package antiphon.control.desk;

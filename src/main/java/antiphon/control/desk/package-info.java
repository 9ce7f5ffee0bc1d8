/**
 * The desk at which every door ends: page, OSC and controllers. What is asked for by several of
 * them, and by many messages a second, becomes few and ordered requests to the engine. Scenes and
 * the map of controllers are kept here, and in two files.
 */
package antiphon.control.desk;

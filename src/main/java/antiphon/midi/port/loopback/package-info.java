/**
 * In-process MIDI: a file played into the daemon as a player would, and ports that need no machine.
 */
package antiphon.midi.port.loopback;

/** MIDI outside: files and ports. */
package antiphon.midi;

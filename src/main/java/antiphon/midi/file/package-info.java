/** Standard MIDI Files, read and written. */
package antiphon.midi.file;

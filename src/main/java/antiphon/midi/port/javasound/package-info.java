/**
 * Ports by javax.sound.midi: hardware everywhere, on macOS through CoreMIDI4J, on Windows whatever
 * loopback ports there are.
 */
package antiphon.midi.port.javasound;

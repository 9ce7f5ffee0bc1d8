/**
 * Ports by javax.sound.midi: hardware everywhere, on macOS through CoreMIDI4J, on Windows whatever
 * loopback ports there are. Devices are known by their names and may come and go: one thread looks
 * at the list ({@link antiphon.midi.port.javasound.JavaSoundPorts}).
 */
package antiphon.midi.port.javasound;

/**
 * MIDI ports of any transport behind one face. A {@link antiphon.midi.port.MidiTransport} lists and
 * opens; what it opens takes messages out and hands messages in, each a packed {@code int} with an
 * instant in nanoseconds.
 */
package antiphon.midi.port;

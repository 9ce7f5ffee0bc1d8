/** Ports in a JACK or PipeWire graph, through JNAJack. */
package antiphon.midi.port.jack;

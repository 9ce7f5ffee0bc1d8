/** Ports in a JACK or PipeWire graph, through libjack. */
package antiphon.midi.port.jack;

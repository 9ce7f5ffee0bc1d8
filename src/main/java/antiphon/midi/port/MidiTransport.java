package antiphon.midi.port;

import java.util.List;

/** One way in which this machine carries MIDI. Thread-safe. */
public interface MidiTransport {
  /** As on the command line: {@code jack}, {@code java}, {@code loopback}. */
  String name();

  Availability availability();

  /** The ports of others; empty when the transport is not available. */
  List<PortInfo> ports();

  /**
   * Opens its own ports, or connects to those of others.
   *
   * @throws PortException when it is not available or a pattern matches nothing
   */
  OpenPorts open(PortPatterns patterns, MidiReceiver receiver, PortListener listener)
      throws PortException;
}

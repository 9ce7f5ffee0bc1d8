package antiphon.midi.port.jack;

import antiphon.midi.port.PortInfo;
import antiphon.midi.port.Wiring.Link;
import java.util.List;
import java.util.Set;

/** The server's graph, as a client with ports of its own sees it. */
interface Graph {
  /** The MIDI ports of others. A port that puts music out is an input for Antiphon. */
  List<PortInfo> others();

  /**
   * Whether a port of others has gone since this was last asked. It may be back already, without
   * its connections.
   */
  boolean portsWent();

  /** The connections of the own ports. */
  Set<Link> links();

  /**
   * Makes a connection.
   *
   * @return false when the server refuses, as when the other end has just gone
   */
  boolean connect(Link link);
}

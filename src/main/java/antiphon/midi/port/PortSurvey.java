package antiphon.midi.port;

import java.util.List;

/**
 * Looks at the ports of others again and again. What a look needs, such as a client of a server
 * that every other program is told of, it keeps from one to the next. Used by one thread.
 */
public interface PortSurvey extends AutoCloseable {
  /** The ports that are there now; empty while the transport is not available. */
  List<PortInfo> ports();

  @Override
  void close();
}

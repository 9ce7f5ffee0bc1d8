package antiphon.live.api;

import java.util.List;

/** The MIDI ports of a session. */
@AnyThread
@FunctionalInterface
public interface Ports {
  /** All there are, inputs first. */
  List<PortState> states();
}

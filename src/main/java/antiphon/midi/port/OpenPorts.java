package antiphon.midi.port;

import java.util.List;

/** What a transport has opened. */
public interface OpenPorts extends MidiSender, AutoCloseable {
  /** Names of the ports that are listened to. */
  List<String> inputs();

  /** Names of the ports that are played to. */
  List<String> outputs();

  /**
   * Closes; what was sent before is delivered first, as far as the transport can. Closing twice
   * does nothing.
   */
  @Override
  void close();
}

package antiphon.midi.port;

/**
 * Told when a transport goes and when it is back. Called on any thread but the driver's callbacks.
 */
public interface PortListener {
  void lost(String transport, String reason);

  void found(String transport);

  /**
   * A message could not be handed on. Called on the sending thread: neither blocks nor allocates.
   */
  void refused();
}

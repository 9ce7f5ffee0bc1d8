package antiphon.midi.port;

/** Told what becomes of ports. */
public interface PortListener {
  /**
   * A port or a transport has gone, and is waited for. On any thread but the driver's callbacks.
   *
   * @param what as the user knows it: a device, a server, a peer
   */
  void lost(String what, String reason);

  /** What was lost is back. On any thread but the driver's callbacks. */
  void found(String what);

  /** Something happened so often. On any thread; neither blocks nor allocates. */
  void counted(PortCount what, long count);

  /** The song, for a transport that knows of more than messages. */
  default Song song() {
    return Song.NONE;
  }
}

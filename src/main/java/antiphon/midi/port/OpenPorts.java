package antiphon.midi.port;

import java.util.List;

/** What a transport has opened. */
public interface OpenPorts extends MidiSender, AutoCloseable {
  /** Names of the ports that are listened to. */
  List<String> inputs();

  /** Names of the ports that are played to. */
  List<String> outputs();

  /**
   * Ends what a process before this one left sounding at an output: now, and where the transport
   * can, at whatever is connected there later. Called before anything is sent, on the sending side.
   *
   * @param output its place
   * @param keys stay as they are
   */
  default void inherit(int output, HeldKeys keys, long nowNs) {
    HeldKeys ends = new HeldKeys();
    ends.copyFrom(keys);
    ends.release((end, timeNs) -> send(MidiMessages.atPort(end, output), timeNs), nowNs);
  }

  /**
   * Closes; what was sent before is delivered first, as far as the transport can. Closing twice
   * does nothing.
   */
  @Override
  void close();
}

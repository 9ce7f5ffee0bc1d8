package antiphon.midi.port;

import java.util.List;

/** What a transport has opened. */
public interface OpenPorts extends MidiSender, AutoCloseable {
  /** Ends that are inherited follow each other no faster than a MIDI cable carries them. */
  long INHERITED_PACE_NS = 1_000_000;

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
    long[] dueNs = {nowNs};
    ends.release(
        (end, sameNs) -> {
          send(MidiMessages.atPort(end, output), dueNs[0]);
          dueNs[0] += INHERITED_PACE_NS;
        },
        nowNs);
  }

  /**
   * Closes; what was sent before is delivered first, as far as the transport can. Closing twice
   * does nothing.
   */
  @Override
  void close();
}

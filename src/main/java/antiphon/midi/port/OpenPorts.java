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
   * can, at whatever is connected there later. Every channel is told to be silent as well. Called
   * before anything is sent, on the sending side.
   *
   * @param output its place
   * @param keys stay as they are
   */
  default void inherit(int output, HeldKeys keys, long nowNs) {
    long dueNs = nowNs;
    for (int channel = 0; channel < 16; channel++) {
      for (int controller :
          new int[] {
            MidiMessages.CONTROLLER_SUSTAIN,
            MidiMessages.CONTROLLER_ALL_NOTES_OFF,
            MidiMessages.CONTROLLER_ALL_SOUND_OFF
          }) {
        int silence = MidiMessages.controlChange(channel, controller, 0);
        send(MidiMessages.atPort(silence, output), dueNs);
        dueNs += INHERITED_PACE_NS;
      }
    }
    HeldKeys ends = new HeldKeys();
    ends.copyFrom(keys);
    long[] nextNs = {dueNs};
    ends.release(
        (end, sameNs) -> {
          send(MidiMessages.atPort(end, output), nextNs[0]);
          nextNs[0] += INHERITED_PACE_NS;
        },
        dueNs);
  }

  /** Whether what is sent is delivered. Where it is not, nobody can end what sounds there. */
  default boolean deliver() {
    return true;
  }

  /**
   * Closes; what was sent before is delivered first, as far as the transport can. Closing twice
   * does nothing.
   */
  @Override
  void close();
}

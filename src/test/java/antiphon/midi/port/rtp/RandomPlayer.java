package antiphon.midi.port.rtp;

import antiphon.midi.port.MidiMessages;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Plays notes at random, each of which ends; now and then a controller or an end of all notes. */
final class RandomPlayer {
  private final Random random;
  private final int channels;
  private final boolean modes;
  private final List<Integer> held = new ArrayList<>();

  RandomPlayer(Random random, int channels, boolean modes) {
    this.random = random;
    this.channels = channels;
    this.modes = modes;
  }

  /** The next message; a key that is down is not struck again. */
  int next() {
    int kind = random.nextInt(100);
    if (kind < 8) {
      return MidiMessages.controlChange(
          random.nextInt(channels),
          new int[] {1, 7, 64, 11}[random.nextInt(4)],
          random.nextInt(128));
    }
    if (kind == 8 && modes) {
      int channel = random.nextInt(channels);
      int mode = new int[] {120, 121, 123}[random.nextInt(3)];
      if (mode != 121) {
        held.removeIf(key -> key >> 7 == channel);
      }
      return MidiMessages.controlChange(channel, mode, 0);
    }
    int key = random.nextInt(channels) << 7 | random.nextInt(128);
    if (held.contains(key) || held.size() > 3 && random.nextInt(10) < held.size()) {
      return end(held.contains(key) ? held.indexOf((Object) key) : random.nextInt(held.size()));
    }
    held.add(key);
    return MidiMessages.noteOn(key >> 7, key & 0x7f, 1 + random.nextInt(127));
  }

  boolean holds() {
    return !held.isEmpty();
  }

  /** Ends one of the keys that are down. */
  int end() {
    return end(0);
  }

  private int end(int index) {
    int key = held.remove(index);
    return random.nextBoolean()
        ? MidiMessages.noteOff(key >> 7, key & 0x7f)
        : MidiMessages.noteOn(key >> 7, key & 0x7f, 0);
  }
}

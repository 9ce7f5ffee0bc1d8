package antiphon.midi.port.alsa;

import antiphon.midi.port.HeldKeys;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.PortPlan;
import java.util.Arrays;

/**
 * The keys that each source holds down at each of the own inputs, so that they can be ended when it
 * goes, and no others. Of more sources than {@value #SLOTS} at a time that hold keys, the last ones
 * share an account at each input, which is closed when any source goes. Single-threaded; allocates
 * nothing once made.
 */
final class SourceKeys {
  static final int SLOTS = 64;

  private static final int FREE = -1;
  private static final int NONE = -1;

  /** Place of the input and address of the source; {@link #FREE} for none. */
  private final int[] owners = new int[SLOTS];

  private final HeldKeys[] held = new HeldKeys[SLOTS];
  private final HeldKeys[] shared = new HeldKeys[PortPlan.MAX_PORTS]; // [input]
  private int last;

  SourceKeys() {
    Arrays.fill(owners, FREE);
    Arrays.setAll(held, slot -> new HeldKeys());
    Arrays.setAll(shared, input -> new HeldKeys());
  }

  /** The account of a source at an input. */
  HeldKeys of(int input, int address) {
    int owner = input << 16 | address;
    if (owners[last] == owner) {
      return held[last];
    }
    int unused = NONE;
    for (int slot = SLOTS - 1; slot >= 0; slot--) {
      if (owners[slot] == owner) {
        last = slot;
        return held[slot];
      }
      if (owners[slot] == FREE || !held[slot].any()) {
        unused = slot;
      }
    }
    if (unused == NONE) {
      return shared[input];
    }
    owners[unused] = owner;
    last = unused;
    return held[unused];
  }

  /** A source no longer plays to an input. */
  void release(int input, int address, MidiReceiver receiver, long nowNs) {
    releaseMatching(~0, input << 16 | address, receiver, nowNs);
  }

  /** A port has gone. */
  void releasePort(int address, MidiReceiver receiver, long nowNs) {
    releaseMatching(0xffff, address, receiver, nowNs);
  }

  /** A client has gone, with all its ports. */
  void releaseClient(int client, MidiReceiver receiver, long nowNs) {
    releaseMatching(0xff00, client << 8, receiver, nowNs);
  }

  void releaseAll(MidiReceiver receiver, long nowNs) {
    releaseMatching(0, 0, receiver, nowNs);
  }

  private void releaseMatching(int mask, int wanted, MidiReceiver receiver, long nowNs) {
    for (int slot = 0; slot < SLOTS; slot++) {
      if (owners[slot] != FREE && (owners[slot] & mask) == wanted) {
        held[slot].release(receiver, nowNs);
        owners[slot] = FREE;
      }
    }
    for (HeldKeys some : shared) {
      some.release(receiver, nowNs);
    }
  }
}

package antiphon.control.osc;

import antiphon.live.api.EngineControl;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * Who holds which key, so that no note outlives the program that struck it: nobody says when a
 * program has gone that is heard over UDP. Whoever struck a key last holds it, and anybody may let
 * it go. Belongs to one thread.
 */
final class HeldNotes {
  /** After so long without a packet, whoever holds keys is taken to have gone. */
  static final long LONGEST_SILENCE_NS = TimeUnit.SECONDS.toNanos(60);

  private static final int PITCHES = 128;

  private final EngineControl engine;
  private final InetSocketAddress[] holders = new InetSocketAddress[PITCHES]; // null for none
  private final long[] heardNs = new long[PITCHES]; // when the holder was heard last
  private int held;

  HeldNotes(EngineControl engine) {
    this.engine = engine;
  }

  /**
   * @param velocity 0 lets go
   */
  void play(InetSocketAddress sender, int pitch, int velocity, long nowNs) {
    hold(pitch, velocity > 0 ? sender : null);
    heardNs[pitch] = nowNs;
    engine.play(pitch, velocity);
  }

  /** Somebody is there still. */
  void hear(InetSocketAddress sender, long nowNs) {
    for (int pitch = 0; pitch < PITCHES && held > 0; pitch++) {
      if (sender.equals(holders[pitch])) {
        heardNs[pitch] = nowNs;
      }
    }
  }

  /** Lets go of the keys of those who have not been heard for long. */
  void letGoOfTheSilent(long nowNs) {
    for (int pitch = 0; pitch < PITCHES && held > 0; pitch++) {
      if (holders[pitch] != null && nowNs - heardNs[pitch] > LONGEST_SILENCE_NS) {
        letGo(pitch);
      }
    }
  }

  /** Lets go of every key. */
  void letGo() {
    for (int pitch = 0; pitch < PITCHES && held > 0; pitch++) {
      if (holders[pitch] != null) {
        letGo(pitch);
      }
    }
  }

  private void letGo(int pitch) {
    hold(pitch, null);
    engine.play(pitch, 0);
  }

  private void hold(int pitch, InetSocketAddress holder) {
    held += (holder == null ? 0 : 1) - (holders[pitch] == null ? 0 : 1);
    holders[pitch] = holder;
  }
}

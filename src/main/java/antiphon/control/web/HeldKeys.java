package antiphon.control.web;

import antiphon.live.api.EngineControl;
import antiphon.live.api.LiveSettings;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who holds which key on which page, so that no note outlives the page it was struck on. A pitch
 * held on two pages ends when the last of them lets go. Thread-safe.
 */
final class HeldKeys {
  private final EngineControl engine;
  private final Map<PageClient, BitSet> held = new HashMap<>();
  private boolean closed;

  HeldKeys(EngineControl engine) {
    this.engine = engine;
  }

  /** From now on a page may hold keys. */
  synchronized void join(PageClient client) {
    if (!closed) {
      held.put(client, new BitSet(128));
    }
  }

  /**
   * @param velocity 0 lets go
   * @throws IllegalArgumentException when either is not 0 to 127
   */
  synchronized void play(PageClient client, int pitch, int velocity) {
    LiveSettings.require("pitch", pitch, 0, 127);
    LiveSettings.require("velocity", velocity, 0, 127);
    BitSet keys = held.get(client);
    if (keys == null) {
      return; // it has left in the meantime
    }
    if (velocity > 0) {
      keys.set(pitch);
      engine.play(pitch, velocity);
    } else {
      keys.clear(pitch);
      endUnlessHeld(pitch);
    }
  }

  /** Lets go of all that a page holds. */
  synchronized void leave(PageClient client) {
    BitSet keys = held.remove(client);
    if (keys != null) {
      keys.stream().forEach(this::endUnlessHeld);
    }
  }

  /** Lets go of everything; what is struck from now on is not played. */
  synchronized void close() {
    closed = true;
    List<PageClient> clients = new ArrayList<>(held.keySet());
    clients.forEach(this::leave);
  }

  private void endUnlessHeld(int pitch) {
    if (held.values().stream().noneMatch(keys -> keys.get(pitch))) {
      engine.play(pitch, 0);
    }
  }
}

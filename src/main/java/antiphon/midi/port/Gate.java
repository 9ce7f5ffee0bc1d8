package antiphon.midi.port;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Where messages pass one at a time until it is shut for good. Whoever has shut it knows that
 * nothing passes any more, and may release what is held by what has passed. Passing takes two
 * atomic exchanges and waits for nobody but another message; shutting waits for the message that is
 * just passing.
 */
public final class Gate {
  private static final int OPEN = 0;
  private static final int PASSING = 1;
  private static final int SHUT = 2;

  private static final long LOOK_NS = 1_000_000;
  private static final int LOOKS = 100;

  private final AtomicInteger state = new AtomicInteger(OPEN);

  /**
   * Lets a message begin to pass.
   *
   * @return false when the gate is shut; else {@link #leave} has to follow
   */
  public boolean enter() {
    while (!state.compareAndSet(OPEN, PASSING)) {
      if (state.get() == SHUT) {
        return false;
      }
      Thread.onSpinWait();
    }
    return true;
  }

  public void leave() {
    state.compareAndSet(PASSING, OPEN); // unless it was shut meanwhile
  }

  /**
   * Shuts for good. A message that has not passed within a tenth of a second hangs in a device that
   * is no longer there, and is not waited for.
   */
  public void shut() {
    for (int i = 0; i < LOOKS; i++) {
      if (state.compareAndSet(OPEN, SHUT)) {
        return;
      }
      LockSupport.parkNanos(LOOK_NS);
    }
    state.set(SHUT);
  }

  public boolean isShut() {
    return state.get() == SHUT;
  }
}

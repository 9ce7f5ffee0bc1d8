package antiphon.live.engine;

import antiphon.live.api.RealTimeSafe;

/**
 * What the player has done since he took the floor, each message with its time: so that it can be
 * heard once more in another tempo. Belongs to the mind's thread.
 */
final class Call {
  static final int CAPACITY = 2048;

  private final int[] messages = new int[CAPACITY];
  private final long[] timesNs = new long[CAPACITY];
  private int size;
  private boolean overflowed;
  private boolean judged;

  /** Forgets all: a new call begins. */
  @RealTimeSafe
  void begin() {
    size = 0;
    overflowed = false;
    judged = false;
  }

  @RealTimeSafe
  void add(int message, long timeNs) {
    judged = false;
    if (size == CAPACITY) {
      overflowed = true;
      return;
    }
    messages[size] = message;
    timesNs[size] = timeNs;
    size++;
  }

  /** Whether it is known from its beginning to its end. */
  @RealTimeSafe
  boolean isWhole() {
    return size > 0 && !overflowed;
  }

  /** Whether its tempo is still to be judged; once, then not again before something is added. */
  @RealTimeSafe
  boolean takeUnjudged() {
    boolean was = !judged;
    judged = true;
    return was && isWhole();
  }

  @RealTimeSafe
  int size() {
    return size;
  }

  @RealTimeSafe
  int message(int index) {
    return messages[index];
  }

  @RealTimeSafe
  long timeNs(int index) {
    return timesNs[index];
  }
}

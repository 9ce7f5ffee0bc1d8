package antiphon.live.engine;

import antiphon.live.api.RealTimeSafe;

/** What the partner has played lately, to be played again. Belongs to the mind's thread. */
final class Remembered {
  private static final int EVENTS = 2 * Template.CAPACITY; // a power of two

  private final long[] clock = new long[EVENTS];
  private final int[] pitch = new int[EVENTS];
  private final int[] bin = new int[EVENTS];
  private long size;

  /**
   * @param withBin velocity bin of an onset, or {@link Template#END}
   */
  @RealTimeSafe
  void add(long atClock, int atPitch, int withBin) {
    int slot = (int) (size++ & EVENTS - 1);
    clock[slot] = atClock;
    pitch[slot] = atPitch;
    bin[slot] = withBin;
  }

  /**
   * Writes what was played from a position up to another.
   *
   * @param template begun, and empty
   * @return whether there was any note
   */
  @RealTimeSafe
  boolean copy(long fromClock, long toClock, Template template) {
    for (long i = Math.max(0, size - EVENTS); i < size; i++) {
      int slot = (int) (i & EVENTS - 1);
      boolean within =
          clock[slot] >= fromClock
              && (clock[slot] < toClock || clock[slot] == toClock && bin[slot] == Template.END);
      if (within) {
        template.add(clock[slot] - fromClock, pitch[slot], bin[slot]);
      }
    }
    template.end(toClock - fromClock);
    return !template.isEmpty();
  }
}

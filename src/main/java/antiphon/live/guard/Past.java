package antiphon.live.guard;

import java.util.Arrays;

/** What the partner has played lately. */
public final class Past {
  private final long[] onClock = new long[128];
  private long lastEventClock;

  public void noteOn(int pitch, long clock) {
    onClock[pitch] = clock;
    lastEventClock = clock;
  }

  public void noteOff(int pitch, long clock) {
    lastEventClock = clock;
  }

  public void copyFrom(Past other) {
    System.arraycopy(other.onClock, 0, onClock, 0, onClock.length);
    lastEventClock = other.lastEventClock;
  }

  public void reset(long clock) {
    Arrays.fill(onClock, clock);
    lastEventClock = clock;
  }

  long onClock(int pitch) {
    return onClock[pitch];
  }

  long lastEventClock() {
    return lastEventClock;
  }
}

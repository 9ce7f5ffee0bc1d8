package antiphon.midi.port.rtp;

/**
 * How far a peer's clock is from ours, from exchanges of three time stamps (Apple, "MIDI Network
 * Driver Protocol", synchronization). Of the last eight exchanges the one with the shortest round
 * trip is believed, as by the clock filter of NTP (RFC 5905, section 10). Not thread-safe.
 */
final class ClockSync {
  private static final int SAMPLES = 8;

  private final long[] offsetsTicks = new long[SAMPLES];
  private final long[] roundTripsTicks = new long[SAMPLES];
  private int count;

  /** Forgets all. */
  void clear() {
    count = 0;
  }

  /**
   * Takes in an exchange that the near side began.
   *
   * @param sentTicks near time at which it was begun
   * @param peerTicks far time of the answer
   * @param backTicks near time at which the answer was there
   */
  void begunHere(long sentTicks, long peerTicks, long backTicks) {
    add(peerTicks - (sentTicks + (backTicks - sentTicks) / 2), backTicks - sentTicks);
  }

  /**
   * Takes in an exchange that the peer began.
   *
   * @param sentTicks far time at which it was begun
   * @param hereTicks near time of the answer
   * @param backTicks far time at which the answer was there
   */
  void begunThere(long sentTicks, long hereTicks, long backTicks) {
    add(sentTicks + (backTicks - sentTicks) / 2 - hereTicks, backTicks - sentTicks);
  }

  private void add(long offsetTicks, long roundTripTicks) {
    if (roundTripTicks < 0) {
      return; // no clock runs so
    }
    int slot = count % SAMPLES;
    offsetsTicks[slot] = offsetTicks;
    roundTripsTicks[slot] = roundTripTicks;
    count++;
  }

  boolean isKnown() {
    return count > 0;
  }

  /** Far time minus near time; only when {@linkplain #isKnown known}. */
  long offsetTicks() {
    int best = 0;
    for (int i = 1; i < Math.min(count, SAMPLES); i++) {
      if (roundTripsTicks[i] < roundTripsTicks[best]) {
        best = i;
      }
    }
    return offsetsTicks[best];
  }

  /**
   * The near time of an RTP timestamp, which is the lower half of the far time.
   *
   * @param nowTicks near time
   */
  long nearTicks(int timestamp, long nowTicks) {
    long farNowTicks = nowTicks + offsetTicks();
    return nowTicks + (timestamp - (int) farNowTicks);
  }
}

package antiphon.midi.port.rtp;

/**
 * Time as it is on the wire: ticks of 100 microseconds since the session began (Apple, "MIDI
 * Network Driver Protocol", synchronization).
 */
final class SessionClock {
  static final int TICKS_PER_SECOND = 10_000;
  static final long TICK_NS = 100_000;

  private final long originNs;

  SessionClock(long originNs) {
    this.originNs = originNs;
  }

  /** Rounded down. */
  long ticks(long ns) {
    return Math.floorDiv(ns - originNs, TICK_NS);
  }

  long ns(long ticks) {
    return originNs + ticks * TICK_NS;
  }
}

package antiphon.midi.port.rtp;

/**
 * Follows the sequence numbers of a stream: which packet comes in order, too late, twice, or after
 * a gap (RFC 3550, appendix A.1). Remembers the last 64. A packet counts as lost when it has not
 * come by the time that 64 later ones have, or when {@link #settle} is called: one that only comes
 * late is not lost. Not thread-safe.
 */
final class SequenceWindow {
  /** What a packet is to the stream. */
  enum Place {
    /** The first of all, or of a stream that began anew. */
    FIRST,
    NEXT,
    /** In front of it at least one is missing. */
    AFTER_GAP,
    /** A later one has come before it, or it has come before. */
    LATE,
    /** Far from all others: a stray packet, unless one that follows it comes next. */
    STRAY
  }

  private static final int MAX_GAP = 3_000;
  private static final int MAX_LATE = 100;
  private static final int REMEMBERED = 64;

  private boolean started;
  private int highest;
  private int expectedAfterStray = -1;

  /** Bit i is set when the packet i before the highest has come, or is not waited for. */
  private long come;

  private long lost;

  Place see(int sequence) {
    if (!started) {
      start(sequence);
      return Place.FIRST;
    }
    int ahead = (short) (sequence - highest);
    if (ahead > 0 && ahead <= MAX_GAP) {
      expectedAfterStray = -1;
      advance(ahead);
      highest = sequence;
      return ahead == 1 ? Place.NEXT : Place.AFTER_GAP;
    }
    if (ahead <= 0 && ahead >= -MAX_LATE) {
      if (ahead > -REMEMBERED) {
        come |= 1L << -ahead;
      }
      return Place.LATE;
    }
    if (sequence == expectedAfterStray) {
      start(sequence);
      return Place.FIRST;
    }
    expectedAfterStray = sequence + 1 & 0xffff;
    return Place.STRAY;
  }

  private void start(int sequence) {
    settle();
    started = true;
    highest = sequence;
    come = -1;
    expectedAfterStray = -1;
  }

  private void advance(int by) {
    int leaving = Math.min(by, REMEMBERED);
    long leavers = leaving == REMEMBERED ? -1 : -1L << REMEMBERED - leaving;
    lost += leaving - Long.bitCount(come & leavers);
    lost += by - leaving;
    come = leaving == REMEMBERED ? 1 : come << leaving | 1;
  }

  /** Those that are still missing are lost. */
  void settle() {
    if (started) {
      lost += REMEMBERED - Long.bitCount(come);
      come = -1;
    }
  }

  boolean isStarted() {
    return started;
  }

  /** Of the packets that came; only when {@linkplain #isStarted started}. */
  int highest() {
    return highest;
  }

  /** How many packets were lost since this was last asked. */
  long takeLost() {
    long taken = lost;
    lost = 0;
    return taken;
  }
}

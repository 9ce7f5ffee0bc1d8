package antiphon.live.guard;

import antiphon.live.api.RealTimeSafe;
import antiphon.music.token.Vocabulary;

/**
 * What the partner has played lately, as far as the rails need it. Goes back and forth with a draft
 * by {@link #copyFrom}. Allocates nothing after construction; not thread-safe.
 */
public final class Past {
  /** Onsets that are kept: as many as the longest figure needs that is counted. */
  static final int ONSETS = (Repetition.MOST_TIMES + 1) * Repetition.LONGEST_FIGURE;

  private static final long LONG_AGO = Long.MIN_VALUE / 4;

  private final long[] beganClock = new long[Vocabulary.PITCHES];
  private final long[] onsetClock = new long[ONSETS];
  private final byte[] onsetPitch = new byte[ONSETS];
  private int newest;
  private int onsets;
  private long lastEventClock;
  private long lastOnsetClock;

  /** Has played nothing, at position 0. */
  public Past() {
    reset(0);
  }

  /** Has played nothing, at a position. */
  @RealTimeSafe
  public void reset(long clock) {
    newest = 0;
    onsets = 0;
    for (int pitch = 0; pitch < beganClock.length; pitch++) {
      beganClock[pitch] = LONG_AGO;
    }
    answerBegins(clock, false);
  }

  /**
   * Rests are counted from here on; what was played before is kept.
   *
   * @param atOnce whether the answer has to begin with a note: as if the longest rest were over
   */
  @RealTimeSafe
  public void answerBegins(long clock, boolean atOnce) {
    lastEventClock = atOnce ? LONG_AGO : clock;
    lastOnsetClock = lastEventClock;
  }

  @RealTimeSafe
  public void copyFrom(Past other) {
    System.arraycopy(other.beganClock, 0, beganClock, 0, beganClock.length);
    System.arraycopy(other.onsetClock, 0, onsetClock, 0, ONSETS);
    System.arraycopy(other.onsetPitch, 0, onsetPitch, 0, ONSETS);
    newest = other.newest;
    onsets = other.onsets;
    lastEventClock = other.lastEventClock;
    lastOnsetClock = other.lastOnsetClock;
  }

  /**
   * @param clock position of the grid, not before that of the last event
   */
  @RealTimeSafe
  public void noteOn(int pitch, long clock) {
    newest = newest + 1 < ONSETS ? newest + 1 : 0;
    onsets = Math.min(ONSETS, onsets + 1);
    onsetClock[newest] = clock;
    onsetPitch[newest] = (byte) pitch;
    beganClock[pitch] = clock;
    lastEventClock = clock;
    lastOnsetClock = clock;
  }

  @RealTimeSafe
  public void noteOff(int pitch, long clock) {
    beganClock[pitch] = LONG_AGO;
    lastEventClock = clock;
  }

  /** Where a pitch that sounds began; long ago if it is not known. */
  @RealTimeSafe
  long beganClock(int pitch) {
    return beganClock[pitch];
  }

  /** The last onset or end, or where the answer began. */
  @RealTimeSafe
  long lastEventClock() {
    return lastEventClock;
  }

  /** The last onset, or where the answer began. */
  @RealTimeSafe
  long lastOnsetClock() {
    return lastOnsetClock;
  }

  /** How many onsets are known, at most {@link #ONSETS}. */
  @RealTimeSafe
  int onsets() {
    return onsets;
  }

  /**
   * @param back 0 for the last one, below {@link #onsets}
   */
  @RealTimeSafe
  long onsetClock(int back) {
    return onsetClock[slot(back)];
  }

  /**
   * @param back 0 for the last one, below {@link #onsets}
   */
  @RealTimeSafe
  int onsetPitch(int back) {
    return onsetPitch[slot(back)];
  }

  private int slot(int back) {
    int slot = newest - back;
    return slot < 0 ? slot + ONSETS : slot;
  }
}

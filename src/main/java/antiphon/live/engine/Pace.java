package antiphon.live.engine;

import antiphon.live.api.RealTimeSafe;

/**
 * How often it is drawn anew while parameters are turned again and again: not for each change, but
 * as seldom as every note still leaves in time. Belongs to the mind's thread.
 */
final class Pace {
  /** What drawing anew may take. */
  private static final long DRAWING_NS = 6_000_000;

  /** While something is turned all the time, it is drawn anew so often. */
  private static final long LONGEST_REST_NS = 10_000_000;

  /** So long after something was turned no time is spent on what it may make void again. */
  private static final long UNSETTLED_NS = 50_000_000;

  private long drawFromNs; // nothing is drawn before
  private long turnedNs; // when something was turned, and it was drawn anew for it

  Pace(long nowNs) {
    drawFromNs = nowNs;
    turnedNs = nowNs;
  }

  /** From when on it may be drawn. */
  @RealTimeSafe
  long drawFromNs() {
    return drawFromNs;
  }

  /** Something was played or asked for: it is drawn anew at once. */
  @RealTimeSafe
  void hurry(long nowNs) {
    drawFromNs = nowNs;
  }

  /** The model's output was no use: it is not tried again at once. */
  void rest(long nowNs) {
    drawFromNs = nowNs + LONGEST_REST_NS;
  }

  /**
   * Something is turned.
   *
   * @param aheadNs how long before it has to leave a note is drawn
   */
  @RealTimeSafe
  void turn(long nowNs, long aheadNs) {
    long spareNs = aheadNs - Partner.REACTION_NS - DRAWING_NS;
    long restNs = Math.max(0, Math.min(LONGEST_REST_NS, spareNs));
    if (drawFromNs - nowNs <= 0) {
      drawFromNs = nowNs - turnedNs < restNs ? turnedNs + restNs : nowNs;
      turnedNs = drawFromNs;
    }
  }

  /** Whether nothing has been turned for a while. */
  @RealTimeSafe
  boolean isSettled(long nowNs) {
    return nowNs - turnedNs >= UNSETTLED_NS;
  }
}

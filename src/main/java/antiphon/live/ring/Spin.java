package antiphon.live.ring;

import antiphon.music.time.Clock;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * How long before an instant a thread that waits for it is to stop being parked, for it wakes up
 * late. One that learns is as long as all but one in ten thousand wake-ups are late: measured at
 * first, and then told of each, since a machine that has less to do sleeps more deeply. Owned by
 * the thread that waits.
 */
public final class Spin {
  /** The longest that is learnt: more would only heat a machine that is too busy. */
  static final long LONGEST_NS = 250_000;

  static final long SHORTEST_NS = 20_000;

  /** So much longer after a wake-up that came too late, so much shorter after one in time. */
  private static final long LONGER_NS = 20_000;

  private static final long SHORTER_NS = 2;
  private static final int PARKS = 60;
  private static final long PARK_NS = 500_000;

  /** The share of the first wake-ups that are in time. */
  private static final double SHARE = 0.9;

  private final boolean learns;
  private long ns;

  private Spin(long ns, boolean learns) {
    this.ns = ns;
    this.learns = learns;
  }

  /**
   * @param ns 0 or more
   */
  public static Spin of(long ns) {
    return new Spin(ns, false);
  }

  /**
   * @param ns to begin with
   */
  static Spin learning(long ns) {
    return new Spin(Math.max(SHORTEST_NS, Math.min(LONGEST_NS, ns)), true);
  }

  /** One that learns, from how late this thread wakes up now. Takes some 40 ms. */
  public static Spin measured(Clock clock) {
    long[] lateNs = new long[PARKS];
    for (int i = 0; i < PARKS; i++) {
      long startNs = clock.nowNs();
      LockSupport.parkNanos(PARK_NS);
      lateNs[i] = clock.nowNs() - startNs - PARK_NS;
    }
    Arrays.sort(lateNs);
    return learning(lateNs[(int) (PARKS * SHARE)]);
  }

  long ns() {
    return ns;
  }

  /** The thread has woken up so much later than it wanted to. */
  void woke(long lateNs) {
    if (!learns) {
      return;
    }
    ns =
        lateNs > ns ? Math.min(LONGEST_NS, ns + LONGER_NS) : Math.max(SHORTEST_NS, ns - SHORTER_NS);
  }
}

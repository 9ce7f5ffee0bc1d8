package antiphon.live.ring;

import antiphon.music.time.Clock;
import com.lmax.disruptor.Cursored;
import com.lmax.disruptor.Sequence;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;

/**
 * Waits for an instant, or for a publication: parked until shortly before it, then spinning,
 * because a thread that is parked wakes up late. How long it spins is measured on the machine, or
 * given. Owned by the thread that waits.
 */
public final class PreciseWait {
  /**
   * The longest spin that is chosen by measuring: more would only heat a machine that is too busy.
   */
  static final long LONGEST_SPIN_NS = 250_000;

  private static final long LONGEST_PARK_NS = 20_000_000;
  private static final long SHORTEST_SPIN_NS = 20_000;
  private static final int PARKS = 60;
  private static final long PARK_NS = 500_000;

  /** The share of wake-ups that the spin is to make good. */
  private static final double SHARE = 0.9;

  private final ParkingWaitStrategy parking;
  private final Clock clock;
  private final long spinNs;

  /**
   * @param parking the wait strategy of the ring that is waited for
   * @param spinNs how long before the instant it stops being parked, 0 or more
   */
  public PreciseWait(ParkingWaitStrategy parking, Clock clock, long spinNs) {
    this.parking = parking;
    this.clock = clock;
    this.spinNs = spinNs;
  }

  /**
   * How late a parked thread wakes up on this machine now, as a length for the spin. Takes some 40
   * ms.
   */
  public static long measureSpinNs(Clock clock) {
    long[] lateNs = new long[PARKS];
    for (int i = 0; i < PARKS; i++) {
      long startNs = clock.nowNs();
      LockSupport.parkNanos(PARK_NS);
      lateNs[i] = clock.nowNs() - startNs - PARK_NS;
    }
    Arrays.sort(lateNs);
    long usual = lateNs[(int) (PARKS * SHARE)];
    return Math.max(SHORTEST_SPIN_NS, Math.min(LONGEST_SPIN_NS, usual));
  }

  /**
   * Returns when a time has passed, soon after a publication, or after 20 ms at the latest.
   *
   * @param own how far the thread has come with the ring
   * @param nowNs the time of the cycle that has ended
   * @param untilNs how long after it the next is due; any length, or 0
   * @return the time now, for the next cycle
   */
  public long await(Cursored ring, Sequence own, long nowNs, long untilNs) {
    if (untilNs > spinNs) {
      parking.await(ring, own, Math.min(LONGEST_PARK_NS, untilNs - spinNs));
    }
    long timeNs = clock.nowNs();
    long leftNs = nowNs + untilNs - timeNs;
    while (leftNs > 0 && leftNs <= spinNs && ring.getCursor() <= own.get()) {
      Thread.onSpinWait();
      timeNs = clock.nowNs();
      leftNs = nowNs + untilNs - timeNs;
    }
    return timeNs;
  }
}

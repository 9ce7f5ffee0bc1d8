package antiphon.live.ring;

import antiphon.music.time.Clock;
import com.lmax.disruptor.Cursored;
import com.lmax.disruptor.Sequence;

/**
 * Waits for an instant, or for a publication: parked until shortly before it, then spinning,
 * because a thread that is parked wakes up late. Owned by the thread that waits.
 */
public final class PreciseWait {
  private static final long LONGEST_PARK_NS = 20_000_000;

  private final ParkingWaitStrategy parking;
  private final Clock clock;
  private final Spin spin;

  /**
   * @param parking the wait strategy of the ring that is waited for
   * @param spin how long before the instant it stops being parked
   */
  public PreciseWait(ParkingWaitStrategy parking, Clock clock, Spin spin) {
    this.parking = parking;
    this.clock = clock;
    this.spin = spin;
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
    long spinNs = spin.ns();
    long parkNs = untilNs - spinNs;
    if (parkNs > 0) {
      parking.await(ring, own, Math.min(LONGEST_PARK_NS, parkNs));
    }
    long timeNs = clock.nowNs();
    if (parkNs > 0 && parkNs <= LONGEST_PARK_NS && ring.getCursor() <= own.get()) {
      spin.woke(timeNs - nowNs - parkNs);
    }
    long leftNs = nowNs + untilNs - timeNs;
    while (leftNs > 0 && leftNs <= spinNs && ring.getCursor() <= own.get()) {
      Thread.onSpinWait();
      timeNs = clock.nowNs();
      leftNs = nowNs + untilNs - timeNs;
    }
    return timeNs;
  }
}

package antiphon.live.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.music.time.SystemClock;
import com.lmax.disruptor.Cursored;
import com.lmax.disruptor.Sequence;
import org.junit.jupiter.api.Test;

class PreciseWaitTest {
  private static final long US = 1_000;
  private static final long UNTIL_NS = 500 * US;
  private static final Cursored NOTHING_PUBLISHED = () -> -1;
  private static final Cursored PUBLISHED = () -> 0;

  private final ParkingWaitStrategy parking = new ParkingWaitStrategy();
  private final Sequence own = new Sequence(-1);

  @Test
  void shouldReturnAtTheInstantAndNotBefore() {
    SystemClock clock = new SystemClock();
    PreciseWait wait = new PreciseWait(parking, clock, Spin.of(200 * US));
    for (int i = 0; i < 100; i++) {
      long nowNs = clock.nowNs();
      long wokenNs = wait.await(NOTHING_PUBLISHED, own, nowNs, UNTIL_NS);
      assertTrue(wokenNs - nowNs >= UNTIL_NS, "woken after " + (wokenNs - nowNs));
    }
  }

  @Test
  void shouldSpinLongerAfterItWokeUpTooLate() {
    Spin spin = Spin.learning(100 * US);
    long[] timeNs = {0};
    PreciseWait wait = new PreciseWait(parking, () -> timeNs[0], spin);
    timeNs[0] = UNTIL_NS + US; // it wanted to wake up 100 µs before
    assertEquals(UNTIL_NS + US, wait.await(NOTHING_PUBLISHED, own, 0, UNTIL_NS));
    long longerNs = spin.ns();
    assertTrue(longerNs > 100 * US);
    timeNs[0] = UNTIL_NS - 50 * US; // in time, and spins from there
    PreciseWait punctual = new PreciseWait(parking, () -> timeNs[0] += 10 * US, spin);
    assertEquals(UNTIL_NS, punctual.await(NOTHING_PUBLISHED, own, 0, UNTIL_NS));
    assertTrue(spin.ns() < longerNs);
  }

  @Test
  void shouldLearnNothingWhereItWasWokenByAPublicationOrHadNoNeedToPark() {
    Spin spin = Spin.learning(100 * US);
    PreciseWait wait = new PreciseWait(parking, () -> UNTIL_NS, spin);
    wait.await(PUBLISHED, own, 0, UNTIL_NS);
    wait.await(NOTHING_PUBLISHED, own, 0, 50 * US);
    wait.await(NOTHING_PUBLISHED, own, 0, Long.MAX_VALUE);
    assertEquals(100 * US, spin.ns());
  }
}

package antiphon.live.ring;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.music.time.SystemClock;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SpinTest {
  private static final int WAKE_UPS = 200_000;

  @Test
  void shouldBecomeAsLongAsAllButOneInTenThousandWakeUpsAreLate() {
    Seeded.forSeeds(
        20,
        random -> {
          Spin spin = Spin.learning(Spin.SHORTEST_NS);
          int usualNs = 40_000 + random.nextInt(60_000);
          double missed = missed(spin, random, usualNs);
          assertTrue(missed > 0.00003 && missed < 0.0003, "missed " + missed);
          long longNs = spin.ns();
          missed(spin, random, usualNs / 2); // a machine that is awake
          assertTrue(spin.ns() < longNs, spin.ns() + " after " + longNs);
          missed = missed(spin, random, usualNs); // and one that sleeps again
          assertTrue(missed > 0.00003 && missed < 0.0003, "missed " + missed);
        });
  }

  /** Wake-ups a few tens of microseconds late, more rarely by more; the share after a while. */
  private static double missed(Spin spin, Random random, int usualNs) {
    int missed = 0;
    for (int i = 0; i < 2 * WAKE_UPS; i++) {
      long lateNs = Math.round(usualNs * (0.5 + 0.3 * Math.abs(random.nextGaussian())));
      missed += i >= WAKE_UPS && lateNs > spin.ns() ? 1 : 0;
      spin.woke(lateNs);
    }
    return (double) missed / WAKE_UPS;
  }

  @Test
  void shouldStayWithinBoundsWhateverComes() {
    Spin spin = Spin.learning(Long.MAX_VALUE);
    assertEquals(Spin.LONGEST_NS, spin.ns());
    for (int i = 0; i < 100; i++) {
      spin.woke(Long.MAX_VALUE);
    }
    assertEquals(Spin.LONGEST_NS, spin.ns());
    for (int i = 0; i < 200_000; i++) {
      spin.woke(-1);
    }
    assertEquals(Spin.SHORTEST_NS, spin.ns());
  }

  @Test
  void shouldLearnNothingWhereItIsGiven() {
    for (long ns : new long[] {0, 700_000}) {
      Spin spin = Spin.of(ns);
      spin.woke(1_000_000);
      spin.woke(0);
      assertEquals(ns, spin.ns());
    }
  }

  @Test
  void shouldBeginWithWhatIsMeasured() {
    long ns = Spin.measured(new SystemClock()).ns();
    assertTrue(ns >= Spin.SHORTEST_NS && ns <= Spin.LONGEST_NS, "" + ns);
  }
}

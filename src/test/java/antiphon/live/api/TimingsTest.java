package antiphon.live.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TimingsTest {
  private final Timings timings = new Timings();

  @Test
  void shouldKeepEachTimingApartToOnePerCent() {
    for (int i = 1; i <= 1000; i++) {
      timings.record(Timing.LATENESS, i * 1_000L, 1);
    }
    timings.record(Timing.STEP, 80_000, 30);
    Distribution lateness = timings.total(Timing.LATENESS);
    assertEquals(1000, lateness.count());
    assertNear(500_000, lateness.percentileNs(50));
    assertNear(990_000, lateness.percentileNs(99));
    assertNear(1_000_000, lateness.maxNs());
    assertNear(500_500_000, (long) lateness.sumNs());
    assertEquals(30, timings.total(Timing.STEP).count());
    assertNear(80_000 * 30, (long) timings.total(Timing.STEP).sumNs());
    assertEquals(0, timings.total(Timing.HOP_THRU).count());
    assertEquals(0, timings.total(Timing.HOP_THRU).maxNs());
    assertEquals(0, timings.total(Timing.HOP_THRU).percentileNs(50));
  }

  @Test
  void shouldCountByBounds() {
    timings.record(Timing.STEP, 0, 1);
    timings.record(Timing.STEP, 1_500, 2);
    timings.record(Timing.STEP, 30_000, 3);
    timings.record(Timing.STEP, 900_000_000, 4);
    timings.record(Timing.STEP, 2_000_000_000, 5);
    long[] expected = new long[Distribution.BOUNDS_NS.size() + 1];
    expected[0] = 1;
    expected[1] = 2;
    expected[Distribution.BOUNDS_NS.indexOf(50_000L)] = 3;
    expected[expected.length - 2] = 4;
    expected[expected.length - 1] = 5;
    long[] counts = timings.total(Timing.STEP).counts();
    assertEquals(Arrays.toString(expected), Arrays.toString(counts));
  }

  @Test
  void shouldTakeWhatIsOutOfBoundsForTheNearestThatIsNot() {
    timings.record(Timing.HOP_TO_MIND, -5_000, 1);
    timings.record(Timing.HOP_TO_MIND, Long.MAX_VALUE, 1);
    Distribution hops = timings.total(Timing.HOP_TO_MIND);
    assertEquals(2, hops.count());
    assertTrue(hops.percentileNs(50) < 200, "below 0 is 0");
    assertNear(Timings.LONGEST_NS, hops.maxNs());
  }

  @Test
  void shouldForgetAfterTenSecondsWhatIsNotRecentAnyMore() {
    timings.record(Timing.LATENESS, 1_000, 1);
    for (int second = 1; second < Timings.RECENT_TURNS; second++) {
      timings.turn();
      timings.record(Timing.LATENESS, 2_000, 1);
      assertEquals(second + 1, timings.recent(Timing.LATENESS).count());
    }
    timings.turn();
    assertEquals(Timings.RECENT_TURNS - 1, timings.recent(Timing.LATENESS).count());
    for (int second = 0; second < Timings.RECENT_TURNS; second++) {
      timings.turn();
    }
    assertEquals(0, timings.recent(Timing.LATENESS).count());
    assertEquals(Timings.RECENT_TURNS, timings.total(Timing.LATENESS).count());
  }

  @Test
  void shouldLoseNothingWhileItIsReadAgainAndAgain() throws InterruptedException {
    int times = 2_000_000;
    Thread writer =
        new Thread(
            () -> {
              for (int i = 0; i < times; i++) {
                timings.record(Timing.LATENESS, i % 1_000_000, 1);
              }
            });
    writer.start();
    long before = 0;
    while (writer.isAlive()) {
      long count = timings.total(Timing.LATENESS).count();
      assertTrue(count >= before, "it only grows");
      before = count;
      timings.turn();
    }
    writer.join();
    assertEquals(times, timings.total(Timing.LATENESS).count());
  }

  private static void assertNear(long expected, long actual) {
    assertEquals(expected, actual, 0.01 * expected);
  }
}

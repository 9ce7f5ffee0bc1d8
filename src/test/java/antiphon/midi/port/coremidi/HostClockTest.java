package antiphon.midi.port.coremidi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.music.time.ManualClock;
import org.junit.jupiter.api.Test;

class HostClockTest {
  /** The process's clock is about to overflow. */
  private static final long NOW_NS = Long.MAX_VALUE - 1_000_000;

  private final RecordedCalls calls = new RecordedCalls();

  @Test
  void shouldCountTicksOf41NanosecondsAndTwoThirds() {
    HostClock clock = HostClock.measure(calls, new ManualClock(NOW_NS));
    assertEquals(NOW_NS, clock.ns(calls.host));
    assertEquals(NOW_NS + 125, clock.ns(calls.host + 3));
    assertEquals(NOW_NS - 125, clock.ns(calls.host - 3));
    assertEquals(calls.host + 24_000_000, clock.host(NOW_NS + 1_000_000_000));
  }

  @Test
  void shouldGoThereAndBackWithinATickForHours() {
    HostClock clock = HostClock.measure(calls, new ManualClock(NOW_NS));
    Seeded.forSeeds(
        1_000,
        random -> {
          long ns = NOW_NS + (random.nextLong() >> 12); // 26 days
          assertTrue(Math.abs(clock.ns(clock.host(ns)) - ns) <= 42);
        });
  }

  @Test
  void shouldKeepTheClosestOfSeveralReadings() {
    long[] now = {1_000_000};
    int[] reads = {0};
    // the process is held up at every reading but the seventh
    HostClock clock =
        HostClock.measure(calls, () -> now[0] += reads[0]++ / 2 == 6 ? 100 : 1_000_000 + reads[0]);
    long afterNs = now[0];
    assertTrue(afterNs - clock.ns(calls.host) > 17_000_000, "a late reading was kept");
  }
}

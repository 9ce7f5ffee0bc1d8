package antiphon.music.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import org.junit.jupiter.api.Test;

class TimelineTest {
  @Test
  void shouldGiveEveryTickBackFromItsInstantAlsoAcrossTheOverflowOfTheClock() {
    Seeded.forSeeds(
        2000,
        random -> {
          long anchorNs =
              random.nextBoolean() ? Long.MAX_VALUE - random.nextInt() : random.nextLong();
          Timeline timeline =
              Timeline.of(anchorNs, random.nextInt(), 20 + random.nextDouble() * 380);
          for (int i = 0; i < 50; i++) {
            long tick = timeline.anchorTick() + random.nextLong(-(1L << 36), 1L << 36);
            assertEquals(tick, timeline.tickAt(timeline.nsAt(tick)));
            assertEquals(tick - 1, timeline.tickAt(timeline.nsAt(tick) - 1));
          }
        });
  }

  @Test
  void shouldKeepBeatAndPhaseWhenTheTempoChanges() {
    Seeded.forSeeds(
        500,
        random -> {
          Timeline before = Timeline.of(random.nextLong(), 0, 97.5);
          long changeNs = before.anchorNs() + random.nextLong(600_000_000_000L);
          Timeline after = before.withTempo(changeNs, 20 + random.nextDouble() * 380);
          assertEquals(before.tickAt(changeNs), after.tickAt(changeNs));
        });
  }

  @Test
  void shouldNotDriftOverADay() {
    Timeline timeline = Timeline.of(0, 0, 120);
    assertEquals(86_400_000_000_000L, timeline.nsAt(2L * 86_400 * MusicalTime.TICKS_PER_QUARTER));
  }

  @Test
  void shouldRefuseATempoThatNobodyPlays() {
    assertThrows(IllegalArgumentException.class, () -> Timeline.of(0, 0, 19));
    assertThrows(IllegalArgumentException.class, () -> Timeline.of(0, 0, Double.NaN));
  }

  @Test
  void shouldFindBarLinesThroughChangesOfMeter() {
    MeterMap meters =
        new MeterMap(
            java.util.List.of(
                new MeterMap.Change(96, Meter.parse("3/4")),
                new MeterMap.Change(240, Meter.parse("6/8"))));
    assertEquals(Meter.COMMON, meters.meterAt(95));
    assertEquals(0, meters.clockInBar(96));
    assertEquals(71, meters.clockInBar(167));
    assertEquals(168, meters.nextBarLine(96));
    assertEquals(240, meters.nextBarLine(239));
    assertEquals(312, meters.nextBarLine(240));
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> Meter.parse("4/5"))
            .getMessage()
            .contains("1/5"));
  }
}

package antiphon.live.follow;

import static antiphon.music.time.MusicalTime.TICKS_PER_CLOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.music.time.Grid;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

class GrooveMeterTest {
  private static final List<String> METERS =
      List.of("2/4", "3/4", "4/4", "5/4", "2/2", "6/8", "7/8", "9/8", "12/8", "5/16");

  @Test
  void shouldLeaveAnAnswerOnTheGridForAPlayerWhoIsOnTheGrid() {
    Seeded.forSeeds(
        200,
        random -> {
          Meter meter = meter(random);
          GrooveMeter groove = new GrooveMeter(meter);
          playStraight(groove, meter, random, 16, clock -> 0);
          for (int clock = 0; clock < meter.clocksPerBar(); clock++) {
            if (Grid.contains(clock)) {
              assertEquals(0, groove.offsetTicks(clock, random.nextDouble()), 1e-9);
            }
          }
          assertEquals(1, groove.swing(), 1e-12);
        });
  }

  @Test
  void shouldLeaveAnAnswerOnTheGridWithoutGroove() {
    Seeded.forSeeds(
        200,
        random -> {
          Meter meter = meter(random);
          GrooveMeter groove = anything(meter, random);
          for (int clock = 0; clock < meter.clocksPerBar(); clock++) {
            if (Grid.contains(clock)) {
              assertEquals(0, groove.offsetTicks(clock, 0));
            }
          }
        });
  }

  @Test
  void shouldGiveBackALatenessThatAllNotesShare() {
    Seeded.forSeeds(
        200,
        random -> {
          Meter meter = meter(random);
          GrooveMeter groove = new GrooveMeter(meter);
          double late = random.nextInt(61) - 30;
          playStraight(groove, meter, random, 16, clock -> late);
          double share = random.nextDouble();
          for (int clock = 0; clock < meter.clocksPerBar(); clock++) {
            if (Grid.contains(clock)) {
              assertEquals(share * late, groove.offsetTicks(clock, share), 1e-6);
            }
          }
          assertEquals(late, groove.latenessTicks(), 1e-9);
        });
  }

  @Test
  void shouldGiveBackWhatAPositionAloneDoes() {
    GrooveMeter groove = new GrooveMeter(Meter.COMMON);
    for (long clock = 0; clock < 8 * 96; clock += 6) {
      play(groove, Meter.COMMON, clock * TICKS_PER_CLOCK + (clock % 24 == 6 ? 15 : 0));
    }
    assertEquals(15, groove.offsetTicks(6, 1), 1e-9);
    assertEquals(7.5, groove.offsetTicks(78, .5), 1e-9);
    assertEquals(0, groove.offsetTicks(0, 1), 1e-9);
    assertEquals(0, groove.offsetTicks(18, 1), 1e-9);
  }

  @Test
  void shouldNeverReorderWhateverWasHeard() {
    Seeded.forSeeds(
        1000,
        random -> {
          Meter meter = meter(random);
          GrooveMeter groove = anything(meter, random);
          double share = random.nextBoolean() ? 1 : random.nextDouble();
          double last = Double.NEGATIVE_INFINITY;
          for (int clock = 0; clock < 2 * meter.clocksPerBar(); clock++) {
            int inBar = clock % meter.clocksPerBar();
            if (Grid.contains(inBar)) {
              double at = clock * TICKS_PER_CLOCK + groove.offsetTicks(inBar, share);
              assertTrue(at > last, "clock " + clock + " at " + at + " after " + last);
              last = at;
            }
          }
        });
  }

  @Test
  void shouldLearnSwingFromEightBars() {
    Seeded.forSeeds(
        100,
        random -> {
          double ratio = 1 + random.nextDouble() * 1.2;
          if (random.nextInt(4) == 0) {
            ratio = 2;
          }
          double offBeat = 960 * ratio / (1 + ratio);
          GrooveMeter groove = new GrooveMeter(Meter.COMMON);
          for (int beat = 0; beat < 32; beat++) {
            play(groove, Meter.COMMON, Math.round(beat * 960L + random.nextGaussian() * 8));
            play(
                groove,
                Meter.COMMON,
                Math.round(beat * 960L + offBeat + random.nextGaussian() * 8));
          }
          assertEquals(ratio, groove.swing(), .05 * ratio);
          // a straight eighth goes where the player puts it
          assertEquals(offBeat - 480, groove.offsetTicks(12, 1), 12);
          assertEquals((offBeat - 480) / 2, groove.offsetTicks(12, .5), 12);
        });
  }

  @Test
  void shouldLearnSwingOfSixteenths() {
    GrooveMeter groove = new GrooveMeter(Meter.COMMON);
    for (int eighth = 0; eighth < 64; eighth++) {
      play(groove, Meter.COMMON, eighth * 480L);
      play(groove, Meter.COMMON, eighth * 480L + 300);
    }
    assertEquals(300 / 180.0, groove.swingOfSixteenths(), 1e-6);
    assertEquals(1, groove.swing(), 1e-9);
    assertEquals(60, groove.offsetTicks(18, 1), 1e-6);
  }

  @Test
  void shouldNotTakeTripletsOrDottedNotesForSwing() {
    GrooveMeter groove = new GrooveMeter(Meter.COMMON);
    for (int beat = 0; beat < 16; beat++) {
      play(groove, Meter.COMMON, beat * 960L);
      play(groove, Meter.COMMON, beat * 960L + 320);
      play(groove, Meter.COMMON, beat * 960L + 640);
    }
    for (int beat = 16; beat < 32; beat++) {
      play(groove, Meter.COMMON, beat * 960L);
      play(groove, Meter.COMMON, beat * 960L + 720);
    }
    assertEquals(1, groove.swing(), 1e-9);
    assertEquals(1, groove.swingOfSixteenths(), 1e-9);
  }

  @Test
  void shouldTakeEveryMeter() {
    for (int beats = 1; beats <= 32; beats++) {
      for (int unit = 1; unit <= 32; unit *= 2) {
        Meter meter = new Meter(beats, unit);
        GrooveMeter groove = anything(meter, new Random(beats));
        for (long clock = 0; clock < 3L * meter.clocksPerBar(); clock = Grid.next(clock)) {
          double offset = groove.offsetTicks(MeterMap.of(meter).clockInBar(clock), 1);
          assertTrue(Math.abs(offset) < 400, meter + " " + offset);
        }
      }
    }
  }

  @Test
  void shouldForgetInAFewBars() {
    GrooveMeter groove = new GrooveMeter(Meter.COMMON);
    for (int beat = 0; beat < 32; beat++) {
      play(groove, Meter.COMMON, beat * 960L + 30);
    }
    assertEquals(30, groove.latenessTicks(), 1e-9);
    for (int beat = 32; beat < 32 + 48; beat++) {
      play(groove, Meter.COMMON, beat * 960L);
    }
    assertEquals(0, groove.latenessTicks(), 30 * Math.exp(-3) + 1e-9);
    groove.reset();
    assertEquals(0, groove.latenessTicks());
  }

  private static Meter meter(Random random) {
    return Meter.parse(METERS.get(random.nextInt(METERS.size())));
  }

  /** A player off the grid, in any rhythm. */
  private static GrooveMeter anything(Meter meter, Random random) {
    GrooveMeter groove = new GrooveMeter(meter);
    long tick = 0;
    double bias = random.nextGaussian() * 30;
    int[] steps = {80, 120, 160, 240, 320, 480, 560, 640, 700, 960};
    int from = random.nextInt(steps.length);
    for (int i = 0; i < 100; i++) {
      play(groove, meter, tick + Math.round(bias + random.nextGaussian() * 40));
      tick += steps[random.nextInt(from, steps.length)];
    }
    return groove;
  }

  private static void playStraight(
      GrooveMeter groove, Meter meter, Random random, int bars, DoubleUnaryOperator late) {
    for (long clock = 0; clock < (long) bars * meter.clocksPerBar(); clock += 6) {
      if (random.nextInt(3) > 0) {
        play(groove, meter, Math.round(clock * TICKS_PER_CLOCK + late.applyAsDouble(clock)));
      }
    }
  }

  private static void play(GrooveMeter groove, Meter meter, long tick) {
    long clock = Grid.snap(tick);
    groove.onset(tick, clock, MeterMap.of(meter).clockInBar(clock));
  }
}

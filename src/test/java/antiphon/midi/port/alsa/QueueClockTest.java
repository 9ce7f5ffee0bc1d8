package antiphon.midi.port.alsa;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import java.util.Random;
import org.junit.jupiter.api.Test;

class QueueClockTest {
  private static final long TICK_NS = 250_000_000;
  private static final long MS = 1_000_000;

  private final QueueClock clock = new QueueClock();

  @Test
  void shouldMapThereAndBack() {
    clock.observe(5_000, Long.MAX_VALUE - 3); // an overflow is near
    assertEquals(Long.MAX_VALUE - 3 + 10, clock.processNs(5_010));
    assertEquals(5_010, clock.queueNs(Long.MAX_VALUE - 3 + 10));
    assertEquals(0, clock.queueNs(Long.MAX_VALUE - 3 - 6_000), "not before the queue began");
  }

  /** Ticks that come late make the queue lag; clocks drift: the error stays below a millisecond. */
  @Test
  void shouldFollowDriftThroughLateTicks() {
    Seeded.forSeeds(20, this::drift);
  }

  private void drift(Random random) {
    QueueClock drifting = new QueueClock();
    double rate = 1 + (random.nextDouble() - 0.5) * 200e-6;
    long originNs = random.nextLong();
    long elapsedNs = 0;
    for (int tick = 0; tick < 2_000; tick++) {
      elapsedNs += TICK_NS;
      long trueQueueNs = (long) (elapsedNs * rate);
      long lateNs = (long) (Math.pow(random.nextDouble(), 4) * 3 * MS);
      drifting.observe(trueQueueNs - lateNs, originNs + elapsedNs + random.nextInt(20_000));
      if (tick > 20) {
        long errorNs = drifting.processNs(trueQueueNs) - (originNs + elapsedNs);
        assertTrue(Math.abs(errorNs) < MS, "tick " + tick + ": " + errorNs + " ns");
      }
    }
  }

  @Test
  void shouldBeginAnewWhenAClockHasStoodStill() {
    long asleepNs = 20_000 * MS;
    clock.observe(0, 1_000_000);
    clock.observe(TICK_NS, 1_000_000 + TICK_NS + asleepNs);
    clock.observe(2 * TICK_NS, 1_000_000 + 2 * TICK_NS + asleepNs);
    assertEquals(1_000_000 + 2 * TICK_NS + asleepNs, clock.processNs(2 * TICK_NS));
    clock.observe(40_000 * MS, 1_000_000 + asleepNs); // ahead: believed at once
    assertEquals(1_000_000 + asleepNs, clock.processNs(40_000 * MS));
  }

  @Test
  void shouldNotBelieveASingleLookThatWasHeldUp() {
    clock.observe(0, 0);
    clock.observe(TICK_NS, TICK_NS + 100 * MS);
    long errorNs = clock.processNs(TICK_NS) - TICK_NS;
    assertTrue(errorNs >= 0 && errorNs < MS, errorNs + " ns");
    clock.observe(2 * TICK_NS, 2 * TICK_NS);
    clock.observe(3 * TICK_NS, 3 * TICK_NS + 100 * MS);
    errorNs = clock.processNs(3 * TICK_NS) - 3 * TICK_NS;
    assertTrue(errorNs >= 0 && errorNs < MS, errorNs + " ns");
  }
}

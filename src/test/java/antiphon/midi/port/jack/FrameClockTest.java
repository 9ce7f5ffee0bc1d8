package antiphon.midi.port.jack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import org.junit.jupiter.api.Test;

class FrameClockTest {
  private static final long PERIOD_NS = 5_333_333;

  @Test
  void shouldSeeThroughTheDelayOfCallbacksAndFollowADriftingClock() {
    Seeded.forSeeds(
        50,
        random -> {
          FrameClock clock = new FrameClock();
          clock.sampleRate(48_000);
          long originNs = random.nextLong();
          double drift = (random.nextDouble() - 0.5) * 100e-6;
          long greatestErrorNs = 0;
          for (int cycle = 0; cycle < 20_000; cycle++) {
            long frame = 1_000_000 + cycle * 256L;
            long trueStartNs = originNs + Math.round(cycle * 256L * 1e9 / 48_000 * (1 + drift));
            long delayNs =
                20_000
                    + (random.nextInt(10) == 0
                        ? random.nextInt(2_000_000)
                        : random.nextInt(30_000));
            long estimateNs = clock.cycleStartNs(frame, trueStartNs + delayNs);
            if (cycle > 200) {
              greatestErrorNs =
                  Math.max(greatestErrorNs, Math.abs(estimateNs - trueStartNs - 20_000));
            }
          }
          assertTrue(greatestErrorNs < 60_000, "off by " + greatestErrorNs + " ns");
        });
  }

  @Test
  void shouldStartAnewAfterTheServerHasStoodStill() {
    FrameClock clock = new FrameClock();
    clock.sampleRate(48_000);
    clock.cycleStartNs(0, 0);
    clock.cycleStartNs(256, PERIOD_NS);
    assertEquals(1_000_000_000, clock.cycleStartNs(512, 1_000_000_000), 1_000);
  }
}

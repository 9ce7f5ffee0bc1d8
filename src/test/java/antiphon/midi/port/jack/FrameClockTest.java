package antiphon.midi.port.jack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameClockTest {
  private static final int RATE = 48_000;
  private static final int PERIOD = 256;
  private static final double FRAME_NS = 1e9 / RATE;
  private static final long SOONEST_NS = 20_000;

  /** A server whose clock is off, and whose callbacks come late, now and then very late. */
  private static final class Server {
    final FrameClock clock = new FrameClock();
    final Random random;
    final long originNs;
    final double frameNs;
    int frame;
    long passed;

    Server(Random random) {
      this.random = random;
      originNs = random.nextLong();
      frameNs = FRAME_NS * (1 + (random.nextDouble() - 0.5) * 500e-6);
      frame = random.nextBoolean() ? random.nextInt() : -1_000_000; // wraps around in time
      clock.sampleRate(RATE);
    }

    void period() {
      long delayNs =
          SOONEST_NS
              + switch (random.nextInt(20)) {
                case 0 -> random.nextInt(4_000_000);
                case 1, 2, 3 -> random.nextInt(300_000);
                default -> random.nextInt(30_000);
              };
      clock.beginPeriod(frame, startNs() + delayNs);
      frame += PERIOD;
      passed += PERIOD;
    }

    /** Where the next period truly begins. */
    long startNs() {
      return originNs + Math.round(passed * frameNs);
    }
  }

  @Test
  void shouldSeeThroughTheDelayOfCallbacksAndFollowADriftingClock() {
    Seeded.forSeeds(
        50,
        random -> {
          Server server = new Server(random);
          for (int period = 0; period < 20_000; period++) {
            final long trueNs = server.startNs() + SOONEST_NS;
            server.period();
            if (period > 2_000) {
              assertEquals(
                  0, server.clock.timeNs(0) - trueNs, FRAME_NS / 2, "ns, period " + period);
            }
          }
        });
  }

  @Test
  void shouldKeepIntervalsOfWholeFramesToTheFrame() {
    Seeded.forSeeds(
        50,
        random -> {
          Server server = new Server(random);
          for (int i = 0; i < 400; i++) {
            server.period();
          }
          for (int event = 0; event < 2_000; event++) {
            int offset = random.nextInt(PERIOD);
            long frames = random.nextInt(RATE / 5); // up to 200 ms
            long stampNs = server.clock.timeNs(offset);
            long dueNs = stampNs + Math.round(frames * server.frameNs);
            long before = server.passed;
            long laterPeriods = (offset + frames) / PERIOD;
            for (int i = 0; i < laterPeriods; i++) {
              server.period();
            }
            assertEquals(
                offset + frames,
                server.clock.offset(dueNs) + server.passed - before,
                "event " + event);
          }
        });
  }

  @Test
  void shouldGiveTheFrameThatItHasStamped() {
    Seeded.forSeeds(
        50,
        random -> {
          Server server = new Server(random);
          for (int i = 0; i < 2_000; i++) {
            server.period();
            int offset = random.nextInt(PERIOD);
            assertEquals(offset, server.clock.offset(server.clock.timeNs(offset)));
          }
        });
  }

  @Test
  void shouldStartAnewAfterTheServerHasStoodStill() {
    FrameClock clock = new FrameClock();
    clock.sampleRate(RATE);
    clock.beginPeriod(0, 0);
    clock.beginPeriod(PERIOD, 5_333_333);
    clock.beginPeriod(2 * PERIOD, 1_000_000_000);
    assertEquals(1_000_000_000, clock.timeNs(0));
  }

  @Test
  void shouldComeBackAfterALongerXrun() {
    Server server = new Server(new Random(1));
    for (int i = 0; i < 2_000; i++) {
      server.period();
    }
    long lostNs = 4_000_000;
    Server late = server;
    for (int i = 0; i < 400; i++) {
      late.clock.beginPeriod(late.frame, late.startNs() + lostNs + SOONEST_NS);
      late.frame += PERIOD;
      late.passed += PERIOD;
    }
    long trueNs = late.startNs() + lostNs + SOONEST_NS;
    late.clock.beginPeriod(late.frame, trueNs);
    assertTrue(Math.abs(late.clock.timeNs(0) - trueNs) < 10_000, "off");
  }
}

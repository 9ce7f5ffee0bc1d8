package antiphon.app.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.app.doctor.Check.Verdict;
import antiphon.music.time.Clock;
import antiphon.music.time.ManualClock;
import antiphon.net.LstmSpec;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is measured, on simulated clocks that pass their overflow. */
class MeasuringTest {
  private static final long US = 1_000;

  private final ManualClock clock = new ManualClock(Long.MAX_VALUE - 300_000 * US);

  @Test
  void shouldSetTheTimeOfAStepAgainstTheGridAtTheTempo() {
    assertEquals(Verdict.GOOD, step(1_000, 1_000, 120).verdict(), "10 ms of 20.8");
    assertEquals(Verdict.FAIR, step(1_500, 1_500, 120).verdict());
    assertEquals(Verdict.BAD, step(2_500, 2_500, 120).verdict());
    assertEquals(Verdict.GOOD, step(2_500, 2_500, 40).verdict(), "there is more time");
    assertEquals(Verdict.BAD, step(1_000, 1_000, 300).verdict(), "there is less");
    Check slow = step(200, 2_500, 120);
    assertEquals(Verdict.BAD, slow.verdict(), "two of 100 take long");
    assertTrue(slow.finding().startsWith("median 200 µs, 99 of 100 within 2500 µs, for 1 × 4"));
    assertTrue(slow.finding().contains("25.0 ms of the 20.8 ms"), slow.finding());
    assertTrue(slow.remedy().contains("--model"));
  }

  @Test
  void shouldNotKeepAnybodyWaitingForASlowModel() {
    long fromNs = clock.nowNs();
    assertEquals(Verdict.BAD, step(400_000, 400_000, 120).verdict());
    assertTrue(clock.nowNs() - fromNs < 2_500_000 * US);
  }

  @Test
  void shouldSayHowLateAThreadWakesUp() {
    Check punctual = wakeUps(60, 60);
    assertEquals(Verdict.GOOD, punctual.verdict());
    assertTrue(
        punctual
            .finding()
            .startsWith("wakes up 60 µs late at the median, 99 of 100 times within 60 µs, 60 µs"),
        punctual.finding());
    Check rarelyLate = wakeUps(60, 3_000);
    assertEquals(Verdict.FAIR, rarelyLate.verdict(), rarelyLate.finding());
    assertTrue(rarelyLate.finding().contains("60 µs late at the median"), rarelyLate.finding());
    assertFalse(rarelyLate.remedy().isEmpty());
    assertEquals(Verdict.BAD, wakeUps(60, 20_000).verdict());
  }

  /** One of fifty steps takes longer. */
  private Check step(long usualUs, long rareUs, double tempoBpm) {
    LstmSpec spec = LstmSpec.ofVocabulary(1, 4);
    AtomicInteger steps = new AtomicInteger();
    return new StepTime(clock, tempoBpm)
        .look(
            new LstmStepper() {
              @Override
              public LstmSpec spec() {
                return spec;
              }

              @Override
              public void feed(LstmState state, int token, int position) {
                long us = steps.incrementAndGet() % 50 == 0 ? rareUs : usualUs;
                clock.moveTo(clock.nowNs() + us * US);
              }

              @Override
              public float[] logits(LstmState state) {
                return new float[spec.tokens()];
              }

              @Override
              public String description() {
                return "simulated";
              }
            });
  }

  /** One of fifty times it is later. */
  private Check wakeUps(long usualUs, long rareUs) {
    AtomicInteger parks = new AtomicInteger();
    Clock read = clock;
    return new WakeUps(
            read,
            ns -> {
              long us = parks.incrementAndGet() % 50 == 0 ? rareUs : usualUs;
              clock.moveTo(clock.nowNs() + ns + us * US);
            })
        .look();
  }
}

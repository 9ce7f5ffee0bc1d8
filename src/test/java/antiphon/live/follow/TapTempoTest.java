package antiphon.live.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import org.junit.jupiter.api.Test;

class TapTempoTest {
  private static final long START_NS = Long.MAX_VALUE - 1_000_000_000L; // wraps around in a bar

  private final TapTempo taps = new TapTempo();

  private boolean tap(double beat, double beatMs) {
    return taps.tap(START_NS + Math.round(beat * beatMs * 1e6));
  }

  private void assertBeat(double bpm, double toleranceBpm, double toleranceMs) {
    assertEquals(bpm, taps.timeline().tempoBpm(), toleranceBpm);
    assertEquals(0, (taps.timeline().nsAt(0) - START_NS) / 1e6, toleranceMs, "first tap");
  }

  @Test
  void shouldKnowTempoAndDownbeatFromFourTaps() {
    for (int beat = 0; beat < 3; beat++) {
      assertFalse(tap(beat, 625));
      assertNull(taps.timeline());
    }
    assertTrue(tap(3, 625));
    assertBeat(96, 0.001, 0.001);
    assertEquals(3 * 960, taps.timeline().tickAt(START_NS + 3 * 625_000_000L));
  }

  @Test
  void shouldKnowAHumanTempo() {
    Seeded.forSeeds(
        200,
        random -> {
          TapTempo human = new TapTempo();
          double bpm = 40 + 200 * random.nextDouble();
          for (int beat = 0; beat < 8; beat++) {
            human.tap(
                START_NS + Math.round((beat * 60e3 / bpm + 10 * random.nextGaussian()) * 1e6));
          }
          assertEquals(bpm, human.timeline().tempoBpm(), bpm * 0.05);
          assertEquals(0, (human.timeline().nsAt(0) - START_NS) / 1e6, 40);
        });
  }

  @Test
  void shouldBearOneBadTapWhicheverItIs() {
    for (int bad = 0; bad < 4; bad++) {
      for (double off : new double[] {-0.4, 0.4}) {
        TapTempo one = new TapTempo();
        for (int beat = 0; beat < 8; beat++) {
          one.tap(START_NS + Math.round((beat + (beat == bad ? off : 0)) * 5e8));
        }
        assertEquals(120, one.timeline().tempoBpm(), 1e-3, bad + " off by " + off);
        if (bad > 0) {
          assertEquals(0, (one.timeline().nsAt(0) - START_NS) / 1e6, 1e-3);
        }
      }
    }
  }

  @Test
  void shouldBearATapTooManyAndOneLeftOut() {
    for (double beat : new double[] {0, 1, 1.45, 2, 3}) {
      tap(beat, 500);
    }
    assertBeat(120, 1e-3, 1e-3);
    TapTempo short1 = new TapTempo();
    for (double beat : new double[] {0, 1, 3, 4}) {
      short1.tap(START_NS + Math.round(beat * 5e8));
    }
    assertEquals(120, short1.timeline().tempoBpm(), 1e-3);
    assertEquals(4 * 960, short1.timeline().tickAt(START_NS + 2_000_000_000L));
  }

  @Test
  void shouldTakeNoBounceForATap() {
    for (double beat : new double[] {0, 0.05, 1, 1.04, 2, 2.06, 3}) {
      tap(beat, 500);
    }
    assertBeat(120, 1e-3, 1e-3);
  }

  @Test
  void shouldBeginAnewAfterTwoSeconds() {
    tap(0, 1000);
    tap(1, 1000);
    tap(2, 1000);
    assertFalse(tap(4.1, 1000));
    assertFalse(tap(4.6, 1000));
    assertFalse(tap(5.1, 1000));
    assertTrue(tap(5.6, 1000));
    assertEquals(120, taps.timeline().tempoBpm(), 1e-3);
    assertEquals(0, taps.timeline().tickAt(START_NS + 4_100_000_000L));
  }

  @Test
  void shouldGoOverToAnotherTempoWithoutAPause() {
    for (int beat = 0; beat < 8; beat++) {
      tap(beat, 500);
    }
    for (int beat = 1; beat < 8; beat++) {
      tap(7 + 0.7 * beat, 500);
    }
    assertEquals(60e3 / 350, taps.timeline().tempoBpm(), 0.5);
  }

  @Test
  void shouldNotTakeABadTapLaterOn() {
    for (double beat : new double[] {0, 1, 2, 3, 4, 5.4, 6, 7}) {
      tap(beat, 500);
    }
    assertBeat(120, 1e-3, 1e-3);
  }
}

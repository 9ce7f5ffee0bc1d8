package antiphon.live.guard;

import static antiphon.music.time.MusicalTime.TICKS_PER_QUARTER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.music.time.Meter;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CallProfileTest {
  private final CallProfile call = new CallProfile(Meter.COMMON);

  @Test
  void shouldTellHowHighDenselyAndLoudlyTheCallIs() {
    call.callBegins(0);
    int[] pitches = {60, 64, 67, 72};
    for (int i = 0; i < 4; i++) {
      call.noteOn(pitches[i], 70 + 10 * i, i * TICKS_PER_QUARTER / 2);
    }
    assertTrue(call.known());
    assertEquals(65.75, call.meanPitch(), 1e-9);
    assertEquals(65.5, call.medianPitch(), 1e-9);
    assertEquals(4.38, call.pitchSpread(), 0.01);
    assertEquals(85, call.meanVelocity(), 1e-9);
    assertEquals(2, call.notesPerBeat(), 1e-9);
    assertEquals(2, call.instantsPerBeat(), 1e-9);
  }

  @Test
  void shouldCountWhatIsStruckTogetherOnce() {
    for (int i = 0; i < 5; i++) {
      for (int note = 0; note < 3; note++) {
        call.noteOn(60 + 4 * note, 80, i * TICKS_PER_QUARTER + 20L * note);
      }
    }
    assertEquals(1, call.instantsPerBeat(), 1e-9);
    assertEquals(3, call.notesPerBeat(), 1e-9);
  }

  @Test
  void shouldTellOfTheLastCallUntilThereAreThreeNotes() {
    assertFalse(call.known());
    for (int i = 0; i < 3; i++) {
      call.noteOn(40, 30, i * TICKS_PER_QUARTER);
    }
    long start = 5 * TICKS_PER_QUARTER;
    call.callBegins(start);
    call.noteOn(80, 100, start);
    call.noteOn(80, 100, start + 480);
    assertEquals(40, call.medianPitch());
    assertEquals(30, call.meanVelocity());
    call.noteOn(80, 100, start + 960);
    assertEquals(80, call.medianPitch());
    assertEquals(100, call.meanVelocity());
    assertEquals(2, call.notesPerBeat(), 1e-9);
    call.forget();
    assertFalse(call.known());
  }

  @Test
  void shouldWeighTheLastFourBarsOfACallWithoutEnd() {
    for (int i = 0; i < 400; i++) {
      call.noteOn(i < 384 ? 50 : 70, i < 384 ? 40 : 90, i * TICKS_PER_QUARTER);
    }
    assertEquals(70, call.medianPitch());
    assertEquals(90, call.meanVelocity());
    assertEquals(1, call.notesPerBeat(), 1e-9);
  }

  @Test
  void shouldAgreeWithATextbookOnAnyNotes() {
    Seeded.forSeeds(
        200,
        random -> {
          CallProfile any = new CallProfile(Meter.COMMON);
          int notes = 3 + random.nextInt(30);
          int[] pitches = new int[notes];
          double velocities = 0;
          for (int i = 0; i < notes; i++) {
            pitches[i] = random.nextInt(128);
            int velocity = 1 + random.nextInt(127);
            velocities += velocity;
            any.noteOn(pitches[i], velocity, i * 240L);
          }
          assertEquals(Arrays.stream(pitches).average().orElseThrow(), any.meanPitch(), 1e-9);
          Arrays.sort(pitches);
          double median = (pitches[(notes - 1) / 2] + pitches[notes / 2]) / 2.0;
          assertEquals(median, any.medianPitch(), 1e-9);
          assertEquals(velocities / notes, any.meanVelocity(), 1e-9);
          assertEquals(4, any.notesPerBeat(), 1e-9);
        });
  }
}

package antiphon.live.guard;

import static antiphon.music.time.MusicalTime.TICKS_PER_QUARTER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.live.api.Scale;
import antiphon.music.time.Meter;
import org.junit.jupiter.api.Test;

class KeyFinderTest {
  private static final int[][] MAJOR_CADENCE = {{0, 4, 7}, {5, 9, 12}, {7, 11, 14}, {0, 4, 7}};
  private static final int[][] MINOR_CADENCE = {{0, 3, 7}, {5, 8, 12}, {7, 11, 14}, {0, 3, 7}};
  private static final int[] MAJOR_SCALE = {0, 2, 4, 5, 7, 9, 11, 12, 11, 9, 7, 5, 4, 2, 0};
  private static final int[] MINOR_SCALE = {0, 2, 3, 5, 7, 8, 11, 12, 11, 8, 7, 5, 3, 2, 0};

  private final KeyFinder finder = new KeyFinder(Meter.COMMON);
  private long tick;

  private void play(long ticks, int tonic, int... semitones) {
    for (int semitone : semitones) {
      finder.noteOn(48 + tonic + semitone, tick);
    }
    tick += ticks;
    for (int semitone : semitones) {
      finder.noteOff(48 + tonic + semitone, tick);
    }
  }

  private void scale(int tonic, boolean minor) {
    for (int semitone : minor ? MINOR_SCALE : MAJOR_SCALE) {
      play(TICKS_PER_QUARTER / 2, tonic, semitone);
    }
  }

  private void cadence(int tonic, boolean minor) {
    for (int[] chord : minor ? MINOR_CADENCE : MAJOR_CADENCE) {
      play(TICKS_PER_QUARTER, tonic, chord);
    }
  }

  private void assertKey(int tonic, boolean minor) {
    assertEquals(tonic, finder.tonic());
    assertEquals(minor, finder.minor());
    assertTrue(finder.confidence() >= 0.5, "confidence " + finder.confidence());
  }

  @Test
  void shouldFindAllKeysInTheirScales() {
    for (int key = 0; key < 24; key++) {
      finder.forget();
      scale(key % 12, key >= 12);
      assertKey(key % 12, key >= 12);
    }
  }

  @Test
  void shouldFindAllKeysInTheirCadences() {
    for (int key = 0; key < 24; key++) {
      finder.forget();
      cadence(key % 12, key >= 12);
      assertKey(key % 12, key >= 12);
    }
  }

  @Test
  void shouldSayTheNotesOfTheKey() {
    cadence(9, true);
    int classes = finder.pitchClasses();
    assertEquals(Scale.MINOR.pitchClasses(9) | 1 << 8, classes, "A minor, with G and with G sharp");
    finder.forget();
    cadence(2, false);
    assertEquals(Scale.MAJOR.pitchClasses(2), finder.pitchClasses());
  }

  @Test
  void shouldFollowIntoAnotherKeyWithinAFewBars() {
    for (int i = 0; i < 10; i++) {
      cadence(0, false);
    }
    assertKey(0, false);
    for (int i = 0; i < 8; i++) {
      cadence(6, false);
    }
    assertKey(6, false);
  }

  @Test
  void shouldNotBeSureOfLittleOrOfEverything() {
    assertEquals(0, finder.confidence());
    play(TICKS_PER_QUARTER, 0, 0);
    play(TICKS_PER_QUARTER, 0, 4);
    play(TICKS_PER_QUARTER, 0, 7);
    assertTrue(finder.confidence() < 0.5, "three notes: " + finder.confidence());
    finder.forget();
    for (int i = 0; i < 48; i++) {
      play(TICKS_PER_QUARTER / 2, 0, i % 12);
    }
    assertTrue(finder.confidence() < 0.25, "a chromatic scale: " + finder.confidence());
    finder.forget();
    for (int i = 0; i < 48; i++) {
      play(TICKS_PER_QUARTER / 2, 0, 2 * (i % 6));
    }
    assertTrue(finder.confidence() < 0.25, "whole tones: " + finder.confidence());
    finder.forget();
    assertEquals(0, finder.confidence());
  }

  @Test
  void shouldBeTheSurerTheMoreIsPlayedAndDoubtAgainAfterAPause() {
    int[] melody = {0, 4, 2, 7};
    for (int semitone : melody) {
      play(TICKS_PER_QUARTER / 2, 0, semitone);
    }
    double atFirst = finder.confidence();
    for (int i = 0; i < 12; i++) {
      play(TICKS_PER_QUARTER / 2, 0, melody[i % 4]);
    }
    assertTrue(finder.confidence() > 1.6 * atFirst, atFirst + ", " + finder.confidence());
    tick += 40 * 4 * TICKS_PER_QUARTER;
    for (int semitone : melody) {
      play(TICKS_PER_QUARTER / 2, 0, semitone);
    }
    assertEquals(atFirst, finder.confidence(), 0.01, "forty bars later");
  }

  @Test
  void shouldNotMindWhichOfTwoKeysWithTheSameNotesItIs() {
    int[][] chords = {{9, 12, 16}, {2, 5, 9}, {4, 7, 11}, {9, 12, 16}};
    for (int i = 0; i < 8; i++) {
      play(TICKS_PER_QUARTER, 0, chords[i % 4]);
    }
    assertTrue(finder.confidence() > 0.25, "A minor or C major: " + finder.confidence());
    assertEquals(Scale.MAJOR.pitchClasses(0), finder.pitchClasses() & Scale.MAJOR.pitchClasses(0));
  }

  @Test
  void shouldSayTheSameInAnyOctaveAndTransposition() {
    Seeded.forSeeds(
        100,
        random -> {
          KeyFinder here = new KeyFinder(Meter.COMMON);
          KeyFinder there = new KeyFinder(Meter.COMMON);
          int up = random.nextInt(12);
          for (int i = 0; i < 40; i++) {
            int pitch = 40 + random.nextInt(24);
            int octaves = 12 * random.nextInt(3);
            here.noteOn(pitch, i * 480L);
            there.noteOn(pitch + up + octaves, i * 480L);
            here.noteOff(pitch, i * 480L + 240);
            there.noteOff(pitch + up + octaves, i * 480L + 240);
          }
          assertEquals(here.confidence(), there.confidence(), 1e-6);
          if (here.confidence() > 1e-6) {
            assertEquals((here.tonic() + up) % 12, there.tonic());
            assertEquals(here.minor(), there.minor());
          }
        });
  }

  @Test
  void shouldTakeWhatStepsBackOrHasNoOnset() {
    finder.noteOff(60, 100);
    finder.noteOn(60, 1_000);
    finder.noteOn(64, 500);
    finder.noteOff(60, 200);
    finder.noteOn(60, Long.MAX_VALUE / 2);
    assertTrue(finder.confidence() >= 0 && finder.confidence() <= 1);
    assertEquals(0, finder.tonic());
  }
}

package antiphon.live.guard;

import static antiphon.music.time.MusicalTime.TICKS_PER_QUARTER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.live.api.KeyLock;
import antiphon.live.api.Parameter;
import antiphon.live.api.Scale;
import antiphon.music.note.Part;
import antiphon.music.time.Grid;
import antiphon.music.time.Meter;
import antiphon.music.token.Grammar;
import antiphon.music.token.Vocabulary;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever the model may want, the rails hold: walks through all that they leave. */
class GuardRailsTest {
  private static final int SEEDS = 20;
  private static final int TOKENS = 2_000;

  private final GuardRails rails = new GuardRails(Meter.COMMON);

  /** A player who strikes one key after the other. */
  private static void call(
      GuardRails rails, int notes, int pitch, int steps, int velocity, double perBeat) {
    rails.callBegins(0);
    for (int i = 0; i < notes; i++) {
      long tick = (long) (i * TICKS_PER_QUARTER / perBeat);
      rails.noteOn(pitch + (i % steps), velocity, tick);
      rails.noteOff(pitch + (i % steps), tick + TICKS_PER_QUARTER / 16);
    }
  }

  @Test
  void shouldLeaveEverythingWhereNothingIsSet() {
    Grammar grammar = new Grammar();
    Past past = new Past();
    grammar.apply(Vocabulary.part(Part.PARTNER));
    boolean[] mask = new boolean[Vocabulary.SIZE];
    grammar.mask(mask);
    boolean[] allowed = mask.clone();
    rails.narrow(mask, grammar, past);
    for (int id = 0; id < Vocabulary.SIZE; id++) {
      assertEquals(allowed[id], mask[id], Vocabulary.describe(id));
    }
    assertEquals(0xFFF, rails.key());
    assertEquals(72, rails.velocity(4));
  }

  @Test
  void shouldPlayNothingOutsideTheScaleInTenThousandNotes() {
    int[] notes = new int[1];
    Seeded.forSeeds(
        30,
        random -> {
          GuardRails locked = new GuardRails(Meter.COMMON);
          Scale scale = Scale.values()[random.nextInt(Scale.values().length)];
          int tonic = random.nextInt(12);
          locked.set(Parameter.KEY_LOCK, KeyLock.GIVEN.ordinal());
          locked.set(Parameter.SCALE, scale.ordinal());
          locked.set(Parameter.TONIC, tonic);
          int classes = scale.pitchClasses(tonic);
          assertEquals(classes, locked.key());
          Walk walk = new Walk(locked, random, true).go(TOKENS);
          for (Onset onset : walk.onsets) {
            assertTrue((classes >> onset.pitch % 12 & 1) == 1, scale + " " + onset);
          }
          notes[0] += walk.onsets.size();
        });
    assertTrue(notes[0] > 10_000, "notes: " + notes[0]);
  }

  @Test
  void shouldKeepToTheKeyFoundOnceItIsSure() {
    rails.set(Parameter.KEY_LOCK, KeyLock.FOUND.ordinal());
    assertEquals(0xFFF, rails.key());
    int[] melody = {62, 66, 69, 67, 66, 64, 62, 61, 62, 69, 71, 69, 66, 62, 64, 62}; // D major
    for (int i = 0; i < melody.length; i++) {
      rails.noteOn(melody[i], 80, i * 480L);
      rails.noteOff(melody[i], i * 480L + 480);
    }
    assertEquals(Scale.MAJOR.pitchClasses(2), rails.key());
    assertTrue(rails.keyConfidence() > 0.5);
    for (Onset onset : new Walk(rails, new Random(1), false).go(TOKENS).onsets) {
      assertTrue((Scale.MAJOR.pitchClasses(2) >> onset.pitch % 12 & 1) == 1, onset.toString());
    }
    rails.forget();
    assertEquals(0xFFF, rails.key());
    assertEquals(0, rails.keyConfidence());
  }

  @Test
  void shouldKeepToTheLastChordUntilTheNext() {
    rails.set(Parameter.CHORD_LOCK, 1);
    assertTrue(classesIn(rails, 1) > 7, "none yet");
    rails.chordOn(48);
    rails.chordOn(52);
    rails.chordOn(55);
    assertEquals(bits(0, 4, 7), classBits(rails, 2));
    rails.chordOff(55);
    assertEquals(bits(0, 4, 7), classBits(rails, 3), "as long as the next is not struck");
    rails.chordOff(48);
    rails.chordOn(57);
    assertEquals(bits(4, 9), classBits(rails, 4), "the held key belongs to both");
    rails.set(Parameter.KEY_LOCK, KeyLock.GIVEN.ordinal());
    rails.set(Parameter.TONIC, 10); // B flat major: has the A
    assertEquals(bits(9), classBits(rails, 5));
    rails.set(Parameter.TONIC, 1); // D flat major: has neither
    assertEquals(bits(4, 9), classBits(rails, 6), "the chord goes first");
  }

  @Test
  void shouldSendNothingOutsideTheRangeAsItIsTransposed() {
    Seeded.forSeeds(
        SEEDS,
        random -> {
          GuardRails ranged = new GuardRails(Meter.COMMON);
          int one = random.nextInt(128);
          int other = random.nextInt(128);
          int transpose = random.nextInt(25) - 12;
          ranged.set(Parameter.LOWEST_PITCH, one);
          ranged.set(Parameter.HIGHEST_PITCH, other);
          ranged.set(Parameter.TRANSPOSE_OUT, transpose);
          for (Onset onset : new Walk(ranged, random, true).go(TOKENS).onsets) {
            int sent = onset.pitch + transpose;
            assertTrue(sent >= Math.min(one, other) && sent <= Math.max(one, other));
          }
        });
  }

  @Test
  void shouldRestWhereNoPitchIsLeft() {
    rails.set(Parameter.KEY_LOCK, KeyLock.GIVEN.ordinal());
    rails.set(Parameter.LOWEST_PITCH, 61);
    rails.set(Parameter.HIGHEST_PITCH, 61);
    Walk walk = new Walk(rails, new Random(1), false).go(100);
    assertEquals(0, walk.onsets.size());
    assertTrue(walk.grammar.positionClock() > 90 * Vocabulary.MAX_DUR_CLOCKS);
  }

  @Test
  void shouldFollowTheRegisterTheMoreCloselyTheStronger() {
    double last = 40;
    for (double strength : new double[] {0.2, 0.5, 0.8, 1}) {
      GuardRails following = new GuardRails(Meter.COMMON);
      following.set(Parameter.REGISTER_FOLLOW, strength);
      call(following, 20, 84, 5, 80, 2);
      double distance = 0;
      List<Onset> onsets = new Walk(following, new Random(5), false).go(TOKENS).onsets;
      for (Onset onset : onsets) {
        distance += Math.abs(onset.pitch - 86.0) / onsets.size();
      }
      assertTrue(distance < last, strength + ": " + distance);
      last = distance;
    }
    assertTrue(last < 5, "at full strength: " + last);
  }

  @Test
  void shouldLeaveEveryPitchClassInTheRegister() {
    Seeded.forSeeds(
        SEEDS,
        random -> {
          GuardRails following = new GuardRails(Meter.COMMON);
          following.set(Parameter.REGISTER_FOLLOW, random.nextDouble());
          following.set(Parameter.LOWEST_PITCH, random.nextInt(50));
          following.set(Parameter.HIGHEST_PITCH, 61 + random.nextInt(10));
          call(following, 10, random.nextInt(120), 1 + random.nextInt(8), 80, 2);
          assertEquals(12, classesIn(following, random.nextInt()));
        });
  }

  @Test
  void shouldNeverHaveMoreNotesSoundThanAreAllowed() {
    Seeded.forSeeds(
        SEEDS,
        random -> {
          GuardRails thin = new GuardRails(Meter.COMMON);
          int most = 1 + random.nextInt(4);
          thin.set(Parameter.POLYPHONY, most);
          Walk walk = new Walk(thin, random, true).go(TOKENS);
          assertTrue(walk.mostSounding <= most, walk.mostSounding + " of " + most);
          assertEquals(most, walk.mostSounding);
        });
  }

  @Test
  void shouldEndTheOldestNotesWhenPolyphonyIsLowered() {
    Grammar grammar = new Grammar();
    Past past = new Past();
    grammar.apply(Vocabulary.part(Part.PARTNER));
    int[] struck = {70, 60, 65};
    for (int pitch : struck) {
      grammar.apply(Vocabulary.noteOn(pitch));
      past.noteOn(pitch, grammar.positionClock());
      grammar.apply(Vocabulary.dur(12));
    }
    for (int most : new int[] {0, 3}) {
      rails.set(Parameter.POLYPHONY, most);
      for (int pitch : struck) {
        assertFalse(rails.mustEnd(pitch, 36, past, grammar));
      }
    }
    rails.set(Parameter.POLYPHONY, 1);
    assertTrue(rails.mustEnd(70, 36, past, grammar));
    assertTrue(rails.mustEnd(60, 36, past, grammar));
    assertFalse(rails.mustEnd(65, 36, past, grammar));
    assertFalse(rails.mustEnd(64, 36, past, grammar), "does not sound");
    boolean[] mask = new boolean[Vocabulary.SIZE];
    grammar.mask(mask);
    rails.narrow(mask, grammar, past);
    assertEquals(List.of(Vocabulary.noteOff(60)), tokens(mask), "the lowest of them first");
  }

  @Test
  void shouldEndTheLowestOfNotesThatAreEquallyOld() {
    Grammar grammar = new Grammar();
    Past past = new Past();
    grammar.apply(Vocabulary.part(Part.PARTNER));
    for (int pitch = 60; pitch < 64; pitch++) {
      grammar.apply(Vocabulary.noteOn(pitch));
      past.noteOn(pitch, 0);
    }
    grammar.apply(Vocabulary.dur(12));
    rails.set(Parameter.POLYPHONY, 2);
    assertTrue(rails.mustEnd(60, 12, past, grammar));
    assertTrue(rails.mustEnd(61, 12, past, grammar));
    assertFalse(rails.mustEnd(62, 12, past, grammar));
    assertFalse(rails.mustEnd(63, 12, past, grammar));
  }

  @Test
  void shouldEndANoteWhereOnlyThatLetsTheNextBegin() {
    Grammar grammar = new Grammar();
    Past past = new Past();
    rails.set(Parameter.POLYPHONY, 1);
    rails.set(Parameter.DENSITY_FOLLOW, 1);
    call(rails, 12, 60, 3, 80, 2);
    grammar.apply(Vocabulary.part(Part.PARTNER));
    grammar.apply(Vocabulary.noteOn(61));
    past.noteOn(61, 0);
    grammar.apply(Vocabulary.dur(48)); // longer than any gap of the call
    boolean[] mask = new boolean[Vocabulary.SIZE];
    grammar.mask(mask);
    mask[Vocabulary.part(Part.PLAYER)] = false;
    rails.narrow(mask, grammar, past);
    assertEquals(List.of(Vocabulary.noteOff(61)), tokens(mask));
  }

  @Test
  void shouldLeaveTheLongestRestThatACallerLeaves() {
    Grammar grammar = new Grammar();
    rails.set(Parameter.KEY_LOCK, KeyLock.GIVEN.ordinal());
    rails.set(Parameter.LOWEST_PITCH, 61);
    rails.set(Parameter.HIGHEST_PITCH, 61);
    boolean[] mask = new boolean[Vocabulary.SIZE];
    for (int clocks = 12; clocks <= 24; clocks += 6) {
      mask[Vocabulary.dur(clocks)] = true;
    }
    rails.narrow(mask, grammar, new Past());
    assertEquals(List.of(Vocabulary.dur(24)), tokens(mask));
  }

  @Test
  void shouldHoldNotesToTheLimitAndNoLonger() {
    Seeded.forSeeds(
        SEEDS,
        random -> {
          GuardRails brief = new GuardRails(Meter.COMMON);
          double beats = 0.25 + random.nextInt(40) / 16.0;
          brief.set(Parameter.LONGEST_NOTE_BEATS, beats);
          Walk walk = new Walk(brief, random, true);
          walk.holds = true;
          walk.go(4 * TOKENS);
          long limit = (long) (24 * beats);
          assertTrue(walk.longestNote <= limit, walk.longestNote + " of " + limit);
          assertTrue(walk.longestNote > limit - 2, "up to the limit: " + walk.longestNote);
        });
  }

  @Test
  void shouldBeginANoteAtTheLatestAfterTheLongestRest() {
    Seeded.forSeeds(
        SEEDS,
        random -> {
          GuardRails busy = new GuardRails(Meter.COMMON);
          double beats = 0.25 + random.nextInt(60) / 16.0;
          busy.set(Parameter.LONGEST_REST_BEATS, beats);
          Walk walk = new Walk(busy, random, true);
          walk.rests = true;
          walk.go(4 * TOKENS);
          long limit = (long) (24 * beats);
          assertTrue(walk.longestRest <= limit, walk.longestRest + " of " + limit);
          assertTrue(walk.longestRest > limit - 2, "up to the limit: " + walk.longestRest);
        });
  }

  @Test
  void shouldBeginAtOnceWhereItHasTo() {
    Past past = new Past();
    Grammar grammar = new Grammar();
    past.answerBegins(0, true);
    boolean[] mask = new boolean[Vocabulary.SIZE];
    grammar.mask(mask);
    rails.narrow(mask, grammar, past);
    assertTrue(mask[Vocabulary.part(Part.PARTNER)]);
    assertTrue(tokens(mask).stream().noneMatch(id -> Vocabulary.kind(id) == Vocabulary.Kind.DUR));
  }

  @Test
  void shouldBeginNoMoreNotesThanTheDensityInAnyWindow() {
    Seeded.forSeeds(
        2 * SEEDS,
        random -> {
          Meter meter = new Meter(4, random.nextBoolean() ? 4 : 8);
          GuardRails sparse = new GuardRails(meter);
          double density = random.nextBoolean() ? 1 + random.nextInt(6) : 0.1 + random.nextDouble();
          sparse.set(Parameter.DENSITY, density);
          Walk walk = new Walk(sparse, random, true).go(TOKENS);
          double beats = Math.max(1, 1 / density);
          int limit = (int) Math.max(1, Math.floor(density * beats + 1e-9));
          long window = (long) Math.ceil(beats * meter.clocksPerBeat() - 1e-9);
          int most = mostOnsets(walk, window);
          assertTrue(most <= limit, "density " + density + ": " + most + " of " + limit);
          assertEquals(limit, most);
        });
  }

  @Test
  void shouldLetARestGetTooLongWhereTheDensityWantsIt() {
    rails.set(Parameter.DENSITY, 0.25);
    rails.set(Parameter.LONGEST_REST_BEATS, 1);
    rails.set(Parameter.LONGEST_NOTE_BEATS, 1);
    Walk walk = new Walk(rails, new Random(4), false).go(TOKENS);
    assertTrue(walk.onsets.size() > 100, "it plays");
    assertEquals(1, mostOnsets(walk, 96));
    for (int i = 1; i < walk.onsets.size(); i++) {
      assertEquals(96, walk.onsets.get(i).clock - walk.onsets.get(i - 1).clock, "and no longer");
    }
  }

  @Test
  void shouldFollowTheDensityOfTheCall() {
    double last = 0;
    for (double perBeat : new double[] {0.5, 1, 2, 4, 8}) {
      GuardRails following = new GuardRails(Meter.COMMON);
      following.set(Parameter.DENSITY_FOLLOW, 1);
      call(following, 24, 60, 7, 80, perBeat);
      Walk walk = new Walk(following, new Random(6), false).go(4 * TOKENS);
      double played = 24.0 * walk.onsets.size() / walk.grammar.positionClock();
      assertTrue(played <= 1.1 * perBeat + 0.01, perBeat + " a beat: " + played);
      assertTrue(played >= perBeat / 1.6, perBeat + " a beat: " + played);
      assertTrue(played > last);
      last = played;
      Walk lazy = new Walk(following, new Random(6), false);
      lazy.rests = true;
      lazy.go(4 * TOKENS);
      played = 24.0 * lazy.onsets.size() / lazy.grammar.positionClock();
      assertTrue(played >= perBeat / 1.6, perBeat + " a beat, against its will: " + played);
    }
  }

  @Test
  void shouldKeepVelocitiesInTheirRange() {
    Seeded.forSeeds(
        SEEDS,
        random -> {
          GuardRails ranged = new GuardRails(Meter.COMMON);
          int one = 1 + random.nextInt(127);
          int other = 1 + random.nextInt(127);
          ranged.set(Parameter.LOWEST_VELOCITY, one);
          ranged.set(Parameter.HIGHEST_VELOCITY, other);
          if (random.nextBoolean()) {
            ranged.set(Parameter.VELOCITY_FOLLOW, random.nextDouble());
            call(ranged, 9, 60, 3, 1 + random.nextInt(127), 1);
          }
          for (Onset onset : new Walk(ranged, random, true).go(TOKENS).onsets) {
            assertTrue(onset.velocity >= Math.min(one, other), onset.toString());
            assertTrue(onset.velocity <= Math.max(one, other), onset.toString());
            assertTrue(onset.bin >= Math.min(one, other) / 16, onset.toString());
            assertTrue(onset.bin <= Math.max(one, other) / 16, onset.toString());
          }
        });
  }

  @Test
  void shouldAnswerTheLouderTheLouderTheCall() {
    double last = 0;
    for (int loudness = 10; loudness < 128; loudness += 9) {
      GuardRails following = new GuardRails(Meter.COMMON);
      following.set(Parameter.VELOCITY_FOLLOW, 1);
      call(following, 9, 60, 3, loudness, 1);
      List<Onset> onsets = new Walk(following, new Random(7), false).go(TOKENS).onsets;
      double mean = onsets.stream().mapToInt(Onset::velocity).average().orElseThrow();
      assertEquals(loudness, mean, 8);
      assertTrue(mean > last);
      last = mean;
    }
  }

  @Test
  void shouldBringNoFigureMoreOftenThanAllowed() {
    Seeded.forSeeds(
        2 * SEEDS,
        random -> {
          GuardRails varied = new GuardRails(Meter.COMMON);
          int times = 1 + random.nextInt(4);
          varied.set(Parameter.REPETITION, times);
          Walk walk = new Walk(varied, random, true);
          // so few choices that figures come by themselves
          varied.set(Parameter.LOWEST_PITCH, 60);
          varied.set(Parameter.HIGHEST_PITCH, 60 + random.nextInt(3));
          walk.even = true;
          walk.go(TOKENS);
          assertTrue(walk.onsets.size() > 50, "it plays");
          assertNoFigureTooOften(walk.onsets, times);
        });
  }

  @Test
  void shouldForbidTheNoteThatBringsAFigureOnceTooOften() {
    for (int times = 1; times <= 16; times++) {
      for (int length = 1; length <= 8; length++) {
        int allowed = length == 1 ? 4 * times : times;
        assertEquals((allowed + 1) * length - 1, notesBeforeRefusal(times, length));
      }
    }
    assertEquals(500, notesBeforeRefusal(0, 3), "no limit");
    assertEquals(500, notesBeforeRefusal(4, 9), "too long for a figure");
  }

  /** How often a figure of so many rising notes is let begin its next note, at most 500. */
  private int notesBeforeRefusal(int times, int length) {
    rails.set(Parameter.REPETITION, times);
    Grammar grammar = new Grammar();
    Past past = new Past();
    boolean[] mask = new boolean[Vocabulary.SIZE];
    grammar.apply(Vocabulary.part(Part.PARTNER));
    for (int i = 0; i < 500; i++) {
      int pitch = 60 + i % length;
      grammar.mask(mask);
      rails.narrow(mask, grammar, past);
      if (!mask[Vocabulary.noteOn(pitch)]) {
        assertTrue(mask[Vocabulary.noteOn(80)], "others may");
        return i;
      }
      grammar.apply(Vocabulary.noteOn(pitch));
      past.noteOn(pitch, grammar.positionClock());
      grammar.apply(Vocabulary.dur(6));
      grammar.apply(Vocabulary.noteOff(pitch));
      past.noteOff(pitch, grammar.positionClock());
      grammar.apply(Vocabulary.dur(6));
    }
    return 500;
  }

  @Test
  void shouldLeaveNoDeadEndWhateverIsSet() {
    Seeded.forSeeds(
        150,
        random -> {
          Meter meter = new Meter(1 + random.nextInt(7), 2 << random.nextInt(4));
          GuardRails any = new GuardRails(meter);
          call(any, random.nextInt(30), 20 + random.nextInt(80), 5, 60, 0.3 + random.nextInt(6));
          setAnything(any, random);
          new Walk(any, random, random.nextBoolean()).go(TOKENS);
        });
  }

  @Test
  void shouldGoOnWhileEverythingIsTurned() {
    int[] empty = new int[1];
    Seeded.forSeeds(
        100,
        random -> {
          GuardRails any = new GuardRails(Meter.COMMON);
          Walk walk = new Walk(any, random, true);
          walk.mayStrand = true;
          for (int round = 0; round < 100; round++) {
            setAnything(any, random);
            any.noteOn(random.nextInt(128), 1 + random.nextInt(127), round * 500L);
            any.chordOn(random.nextInt(128));
            any.chordOff(random.nextInt(128));
            walk.go(30);
          }
          empty[0] += walk.stranded;
        });
    assertTrue(empty[0] > 0, "a rest may have become too short");
  }

  @Test
  void shouldGoBackWithADraft() {
    Past past = new Past();
    Past saved = new Past();
    Random random = new Random(8);
    for (int i = 0; i < 500; i++) {
      saved.copyFrom(past);
      past.noteOn(random.nextInt(128), i);
      past.noteOff(random.nextInt(128), i);
      assertEquals(i, past.lastOnsetClock());
      assertEquals(Math.max(0, i - 1), saved.lastOnsetClock());
      assertEquals(Math.min(i, Past.ONSETS), saved.onsets());
    }
    past.copyFrom(saved);
    assertEquals(498, past.lastEventClock());
    for (int back = 0; back < Past.ONSETS; back++) {
      assertEquals(498 - back, past.onsetClock(back));
      assertEquals(saved.onsetPitch(back), past.onsetPitch(back));
    }
    past.reset(7);
    assertEquals(0, past.onsets());
    assertEquals(7, past.lastEventClock());
  }

  private static void setAnything(GuardRails rails, Random random) {
    for (Parameter parameter : Parameter.values()) {
      if (random.nextInt(3) > 0) {
        continue;
      }
      double value = parameter.at(random.nextDouble());
      if (parameter == Parameter.DENSITY || parameter == Parameter.LONGEST_NOTE_BEATS) {
        value = parameter.min() + Math.pow(random.nextDouble(), 4) * 8;
      } else if (parameter == Parameter.LONGEST_REST_BEATS) {
        value = parameter.min() + Math.pow(random.nextDouble(), 4) * 8;
      } else if (parameter == Parameter.LOWEST_PITCH) {
        value = random.nextInt(70);
      } else if (parameter == Parameter.HIGHEST_PITCH) {
        value = 60 + random.nextInt(68);
      }
      rails.set(parameter, value);
    }
  }

  private static int mostOnsets(Walk walk, long window) {
    int most = 0;
    int first = 0;
    for (int i = 0; i < walk.onsets.size(); i++) {
      while (walk.onsets.get(i).clock - walk.onsets.get(first).clock >= window) {
        first++;
      }
      most = Math.max(most, i - first + 1);
    }
    return most;
  }

  /** By the words of the rule: cuts out every run and compares it piece by piece. */
  private static void assertNoFigureTooOften(List<Onset> onsets, int times) {
    for (int length = 1; length <= 8; length++) {
      int allowed = length == 1 ? 4 * times : times;
      int runLength = (allowed + 1) * length;
      for (int start = 0; start + runLength <= onsets.size(); start++) {
        List<Onset> run = onsets.subList(start, start + runLength);
        if (length > 1 && repeats(run, 1)) {
          continue; // one note, struck evenly
        }
        assertFalse(repeats(run, length), length + " notes " + times + " times: " + run);
      }
    }
  }

  private static boolean repeats(List<Onset> run, int length) {
    long period = run.get(length).clock - run.get(0).clock;
    for (int i = length; i < run.size(); i++) {
      if (run.get(i).pitch != run.get(i - length).pitch
          || run.get(i).clock - run.get(i - length).clock != period) {
        return false;
      }
    }
    return true;
  }

  private static int classesIn(GuardRails rails, long seed) {
    return Integer.bitCount(classBits(rails, seed));
  }

  /** The pitch classes that a long walk plays. */
  private static int classBits(GuardRails rails, long seed) {
    int bits = 0;
    for (Onset onset : new Walk(rails, new Random(seed), false).go(TOKENS).onsets) {
      bits |= 1 << onset.pitch % 12;
    }
    return bits;
  }

  private static int bits(int... classes) {
    int bits = 0;
    for (int pitchClass : classes) {
      bits |= 1 << pitchClass;
    }
    return bits;
  }

  private static List<Integer> tokens(boolean[] mask) {
    List<Integer> tokens = new ArrayList<>();
    for (int id = 0; id < mask.length; id++) {
      if (mask[id]) {
        tokens.add(id);
      }
    }
    return tokens;
  }

  private record Onset(int pitch, int bin, int velocity, long clock) {}

  /** Draws evenly from what grammar and rails leave, as the voice does from the model. */
  private static final class Walk {
    final List<Onset> onsets = new ArrayList<>();
    final Grammar grammar = new Grammar();
    final Past past = new Past();
    final boolean jam; // the player speaks too, now and then
    boolean holds; // ends nothing of its own accord
    boolean rests; // begins nothing if it need not
    boolean even; // a note each eighth, if it may
    boolean mayStrand;
    int stranded;
    int mostSounding;
    long longestNote;
    long longestRest;
    private final GuardRails rails;
    private final Random random;
    private final boolean[] mask = new boolean[Vocabulary.SIZE];
    private final long[] began = new long[Vocabulary.PITCHES];
    private long silentSince;
    private long instant = -1;

    Walk(GuardRails rails, Random random, boolean jam) {
      this.rails = rails;
      this.random = random;
      this.jam = jam;
    }

    /** So many tokens and to the end of the instant. */
    Walk go(int tokens) {
      for (int i = 0; i < tokens || grammar.positionClock() == instant; i++) {
        if (grammar.positionClock() != instant) {
          beginInstant();
        }
        step();
      }
      return this;
    }

    private void beginInstant() {
      instant = grammar.positionClock();
      if (jam && random.nextInt(4) == 0) {
        playerSpeaks();
      }
      for (int pitch = 0; pitch < Vocabulary.PITCHES; pitch++) {
        if (rails.mustEnd(pitch, instant, past, grammar)) {
          if (grammar.speaker() != Part.PARTNER) {
            apply(Vocabulary.part(Part.PARTNER));
          }
          apply(Vocabulary.noteOff(pitch));
        }
      }
    }

    private void playerSpeaks() {
      if (grammar.speaker() != Part.PLAYER) {
        apply(Vocabulary.part(Part.PLAYER));
      }
      int pitch = random.nextInt(Vocabulary.PITCHES);
      apply(
          grammar.sounds(Part.PLAYER, pitch)
              ? Vocabulary.noteOff(pitch)
              : Vocabulary.noteOn(pitch));
    }

    private void step() {
      grammar.mask(mask);
      mask[Vocabulary.part(Part.PLAYER)] = false;
      if (grammar.speaker() == Part.PLAYER) {
        for (int pitch = 0; pitch < Vocabulary.PITCHES; pitch++) {
          mask[Vocabulary.noteOn(pitch)] = false;
          mask[Vocabulary.noteOff(pitch)] = false;
        }
        for (int bin = 0; bin < Vocabulary.VELOCITY_BINS; bin++) {
          mask[Vocabulary.velocity(bin)] = false;
        }
      }
      rails.narrow(mask, grammar, past);
      List<Integer> left = tokens(mask);
      if (left.isEmpty()) {
        assertTrue(mayStrand, "a dead end at " + grammar.positionClock());
        assertEquals(0, grammar.soundingOf(Part.PARTNER), "something could have been ended");
        stranded++;
        grammar.reset(grammar.positionClock());
        past.reset(grammar.positionClock());
        silentSince = grammar.positionClock();
        return;
      }
      apply(choose(left));
    }

    private int choose(List<Integer> left) {
      List<Integer> liked = left.stream().filter(this::likes).toList();
      List<Integer> from = liked.isEmpty() ? left : liked;
      // pitches are many: as often a kind as the other
      Vocabulary.Kind kind = Vocabulary.kind(from.get(random.nextInt(from.size())));
      if (random.nextBoolean()) {
        List<Vocabulary.Kind> kinds = from.stream().map(Vocabulary::kind).distinct().toList();
        kind = kinds.get(random.nextInt(kinds.size()));
      }
      Vocabulary.Kind chosen = kind;
      List<Integer> ofKind = from.stream().filter(id -> Vocabulary.kind(id) == chosen).toList();
      return ofKind.get(random.nextInt(ofKind.size()));
    }

    private boolean likes(int id) {
      return switch (Vocabulary.kind(id)) {
        case NOTE_OFF -> !holds;
        case NOTE_ON, VELOCITY -> !rests;
        case PART -> !rests || grammar.soundingOf(Part.PARTNER) > 0;
        case DUR -> !even || Vocabulary.value(id) == 12;
        case START -> throw new AssertionError("is never allowed");
      };
    }

    private void apply(int id) {
      boolean silent = grammar.soundingOf(Part.PARTNER) == 0;
      grammar.apply(id);
      long clock = grammar.positionClock();
      if (silent) {
        longestRest = Math.max(longestRest, clock - silentSince);
      } else {
        silentSince = clock;
      }
      if (Vocabulary.kind(id) == Vocabulary.Kind.DUR) {
        assertTrue(Grid.contains(clock));
        mostSounding = Math.max(mostSounding, grammar.soundingOf(Part.PARTNER));
        for (int pitch = 0; pitch < Vocabulary.PITCHES; pitch++) {
          if (grammar.sounds(Part.PARTNER, pitch)) {
            longestNote = Math.max(longestNote, clock - began[pitch]);
          }
        }
      }
      if (grammar.speaker() == Part.PARTNER) {
        int pitch = Vocabulary.value(id);
        if (Vocabulary.kind(id) == Vocabulary.Kind.NOTE_ON) {
          began[pitch] = clock;
          past.noteOn(pitch, clock);
          int bin = grammar.velocityBin(Part.PARTNER);
          onsets.add(new Onset(pitch, bin, rails.velocity(bin), clock));
        } else if (Vocabulary.kind(id) == Vocabulary.Kind.NOTE_OFF) {
          past.noteOff(pitch, clock);
        }
      }
    }
  }
}

package antiphon.learn.compose;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.RandomMusic;
import antiphon.Seeded;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.time.MusicalTime;
import antiphon.music.token.Grammar;
import antiphon.music.token.TokenEncoder;
import antiphon.music.token.Vocabulary;
import antiphon.net.LstmSpec;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;
import antiphon.net.LstmWeights;
import antiphon.net.StepKind;
import antiphon.net.Steppers;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

class ComposerTest {
  private static final LstmSpec SPEC = LstmSpec.ofVocabulary(1, 24);
  private static final LstmStepper STEPPER =
      Steppers.create(StepKind.PLAIN, LstmWeights.random(SPEC, 5));
  private static final SamplingSettings LIVELY = new SamplingSettings(1, 1);
  private static final Set<Part> BOTH = Set.of(Part.values());
  private static final long LONGEST_NOTE_TICKS = 8L * MusicalTime.TICKS_PER_QUARTER;

  @Test
  void shouldSayOnlyWhatTheGrammarAllowsAndLeaveNothingSoundingBeyondTheEnd() {
    Seeded.forSeeds(
        60,
        random -> {
          Score prompt = RandomMusic.score(random, random.nextInt(40));
          long fromClock = random.nextInt(12) * 24L;
          long clocks = 1 + random.nextInt(1500);
          Set<Part> speakers =
              List.of(Set.of(Part.PLAYER), Set.of(Part.PARTNER), BOTH).get(random.nextInt(3));
          Continuation continuation =
              new Composer(STEPPER, LIVELY, random.nextLong())
                  .compose(prompt, fromClock, clocks, speakers);

          Grammar grammar = new Grammar();
          for (int id : TokenEncoder.encode(Composer.until(prompt, fromClock))) {
            grammar.apply(id);
          }
          for (int id : continuation.tokens()) {
            grammar.apply(id);
          }
          assertTrue(grammar.positionClock() < fromClock + clocks);
          for (Note note : continuation.score().notes()) {
            assertTrue(speakers.contains(note.part()));
            assertTrue(note.onTick() >= MusicalTime.ticksOfClocks(fromClock));
            assertTrue(note.offTick() > note.onTick());
            assertTrue(note.offTick() <= MusicalTime.ticksOfClocks(fromClock + clocks));
            assertTrue(note.offTick() - note.onTick() <= LONGEST_NOTE_TICKS);
          }
          assertEquals(
              Arrays.stream(continuation.tokens()).filter(isKind(Vocabulary.Kind.NOTE_ON)).count(),
              continuation.score().notes().size());
        });
  }

  @Test
  void shouldComposeTheSameFromTheSameSeedAndOtherwiseFromAnother() {
    Score prompt = RandomMusic.score(new Random(3), 30);
    Composer composer = new Composer(STEPPER, LIVELY, 7);
    int[] first = composer.compose(prompt, 96, 960, BOTH).tokens();
    assertArrayEquals(first, composer.compose(prompt, 96, 960, BOTH).tokens());
    assertArrayEquals(
        first, new Composer(STEPPER, LIVELY, 7).compose(prompt, 96, 960, BOTH).tokens());
    assertNotEquals(
        Arrays.toString(first),
        Arrays.toString(new Composer(STEPPER, LIVELY, 8).compose(prompt, 96, 960, BOTH).tokens()));
  }

  @Test
  void shouldHearOnlyWhatBeginsBeforeTheEndOfThePrompt() {
    Score prompt = RandomMusic.score(new Random(9), 40);
    Score cut = Composer.until(prompt, 48);
    assertTrue(cut.notes().size() < prompt.notes().size());
    Composer composer = new Composer(STEPPER, LIVELY, 7);
    assertArrayEquals(
        composer.compose(prompt, 48, 480, BOTH).tokens(),
        composer.compose(cut, 48, 480, BOTH).tokens());
  }

  @Test
  void shouldEndNotesThatAreHeldForeverAndCountThem() {
    // begins one note of each part, and then lets time pass
    LstmStepper holding =
        new FixedStepper(
            token ->
                switch (Vocabulary.kind(token)) {
                  case DUR -> 5;
                  case PART -> 6;
                  case NOTE_ON -> Vocabulary.value(token) == 60 ? 8 : -9;
                  default -> -9;
                });
    for (Set<Part> speakers : List.of(Set.of(Part.PLAYER), Set.of(Part.PARTNER), BOTH)) {
      Continuation continuation =
          new Composer(holding, new SamplingSettings(1, 1), 2)
              .compose(silence(Meter.COMMON), 0, 96 * 40, speakers);
      List<Note> notes = continuation.score().notes();
      long longest = notes.stream().mapToLong(n -> n.offTick() - n.onTick()).max().orElseThrow();
      assertEquals(LONGEST_NOTE_TICKS, longest);
      assertTrue(continuation.notesAtLimit() >= 15, "" + continuation.notesAtLimit());
      assertEquals(
          continuation.notesAtLimit(),
          notes.stream()
              .filter(n -> n.offTick() - n.onTick() == LONGEST_NOTE_TICKS)
              .filter(n -> n.offTick() < MusicalTime.ticksOfClocks(96 * 40))
              .count());
      assertEquals(0, continuation.silencesAtLimit());
    }
  }

  @Test
  void shouldBreakSilencesAfterTwoBarsOfAnyMeterAndCountThem() {
    // the longer the better
    LstmStepper silent =
        new FixedStepper(
            token ->
                switch (Vocabulary.kind(token)) {
                  case DUR -> 9 * Vocabulary.value(token);
                  case NOTE_OFF -> 900;
                  default -> -30;
                });
    for (Meter meter : List.of(Meter.COMMON, new Meter(3, 8), new Meter(5, 32), new Meter(7, 4))) {
      long twoBars = 2L * meter.clocksPerBar();
      Continuation continuation =
          new Composer(silent, new SamplingSettings(1, 1), 2)
              .compose(silence(meter), 0, twoBars * 6, Set.of(Part.PARTNER));
      long since = 0;
      int atLimit = 0;
      for (Note note : continuation.score().notes()) {
        long rest = note.onTick() / MusicalTime.TICKS_PER_CLOCK - since;
        assertTrue(rest <= twoBars, meter + ": " + rest);
        atLimit += rest == twoBars ? 1 : 0;
        since = Math.max(since, note.offTick() / MusicalTime.TICKS_PER_CLOCK);
      }
      assertTrue(atLimit > 0, meter.toString());
      assertEquals(atLimit, continuation.silencesAtLimit());
    }
  }

  @Test
  void shouldRefuseArgumentsThatMakeNoSense() {
    Composer composer = new Composer(STEPPER, LIVELY, 1);
    Score empty = silence(Meter.COMMON);
    assertThrows(IllegalArgumentException.class, () -> composer.compose(empty, 1, 96, BOTH));
    assertThrows(IllegalArgumentException.class, () -> composer.compose(empty, 0, 0, BOTH));
    assertThrows(IllegalArgumentException.class, () -> composer.compose(empty, 0, 96, Set.of()));
    assertThrows(IllegalArgumentException.class, () -> new SamplingSettings(-1, 1));
    assertThrows(IllegalArgumentException.class, () -> new SamplingSettings(1, 0));
    Composer deaf = new Composer(new FixedStepper(token -> Double.NaN), LIVELY, 1);
    assertThrows(IllegalStateException.class, () -> deaf.compose(empty, 0, 96, BOTH));
    assertFalse(composer.compose(empty, 0, 96, BOTH).tokens().length == 0);
  }

  private static Score silence(Meter meter) {
    return new Score(List.of(), 120, MeterMap.of(meter));
  }

  private static IntPredicate isKind(Vocabulary.Kind kind) {
    return id -> Vocabulary.kind(id) == kind;
  }

  /** Always expects the same. */
  private record FixedStepper(java.util.function.IntToDoubleFunction logit) implements LstmStepper {
    @Override
    public LstmSpec spec() {
      return SPEC;
    }

    @Override
    public void feed(LstmState state, int token, int position) {
      // it remembers nothing
    }

    @Override
    public float[] logits(LstmState state) {
      for (int id = 0; id < Vocabulary.SIZE; id++) {
        state.logits()[id] = (float) logit.applyAsDouble(id);
      }
      return state.logits();
    }

    @Override
    public String description() {
      return "fixed";
    }
  }
}

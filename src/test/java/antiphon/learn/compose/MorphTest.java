package antiphon.learn.compose;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import antiphon.RandomMusic;
import antiphon.Seeded;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.token.Grammar;
import antiphon.music.token.TokenEncoder;
import antiphon.music.token.Vocabulary;
import antiphon.net.LstmSpec;
import antiphon.net.LstmStepper;
import antiphon.net.LstmWeights;
import antiphon.net.ModelBundle;
import antiphon.net.StepKind;
import antiphon.net.Steppers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MorphTest {
  private static final LstmStepper STEPPER =
      Steppers.create(StepKind.PLAIN, LstmWeights.random(LstmSpec.ofVocabulary(1, 24), 5));
  private static final SamplingSettings LIVELY = new SamplingSettings(1, 1);
  private static final Set<Part> PARTNER = Set.of(Part.PARTNER);
  private static final int NEVER = 1000;

  @Test
  void shouldGiveAllWeightToTheFirstAtTheStartAndToTheLastAtTheEnd() {
    double[] two = new double[2];
    Morph.GLIDE.weigh(0, 0, two);
    assertArrayEquals(new double[] {1, 0}, two);
    Morph.GLIDE.weigh(1, 9, two);
    assertArrayEquals(new double[] {0, 1}, two);
    Morph.GLIDE.weigh(0.25, 9, two);
    assertArrayEquals(new double[] {0.75, 0.25}, two);
    double[] three = new double[3];
    Morph.GLIDE.weigh(0.5, 0, three);
    assertArrayEquals(new double[] {0, 1, 0}, three);
    Morph.ALTERNATE.weigh(0.9, 5, three);
    assertArrayEquals(new double[] {0, 0, 1}, three);
    Seeded.forSeeds(
        50,
        random -> {
          double[] weights = new double[1 + random.nextInt(6)];
          Morph.GLIDE.weigh(random.nextDouble(), 0, weights);
          assertEquals(1, Arrays.stream(weights).sum(), 1e-12);
        });
  }

  @Test
  void shouldComposeAsTheFirstAloneWouldWhileItHasAllWeight() {
    HybridSeed seed = seed();
    Opening opening = seed.firstOpening();
    Continuation alone =
        new Composer(STEPPER, LIVELY, 3).compose(opening.heard(), opening.endClock(), 960, PARTNER);
    Continuation alternating =
        new Composer(STEPPER, LIVELY, 3).morph(opening, seed, Morph.ALTERNATE, NEVER, 960, PARTNER);
    assertArrayEquals(alone.tokens(), alternating.tokens());
  }

  @Test
  void shouldComposeOtherwiseUnderAnInfluenceThanWithoutIt() throws IOException {
    LstmStepper trained =
        Steppers.create(StepKind.PLAIN, ModelBundle.read(Path.of("models/pocket")).weights());
    HybridSeed seed = seed();
    Opening opening = seed.firstOpening();
    Composer composer = new Composer(trained, new SamplingSettings(0.9, 0.95), 3);
    int[] alone = composer.compose(opening.heard(), opening.endClock(), 768, PARTNER).tokens();
    for (Morph morph : Morph.values()) {
      int[] morphed = composer.morph(opening, seed, morph, 2, 768, PARTNER).tokens();
      assertEquals(alone[0], morphed[0]);
      assertFalse(Arrays.equals(alone, morphed), morph.toString());
    }
  }

  @Test
  void shouldExpectAsTheLastAloneWouldAtTheEnd() {
    HybridSeed seed = seed();
    Opening opening = seed.firstOpening();
    // a continuation of one clock is at its end once that has passed
    MorphingExpectation expectation =
        new MorphingExpectation(
            STEPPER,
            opening.heard().meters(),
            seed.influences(),
            Morph.GLIDE,
            NEVER,
            opening.endClock() - 1,
            opening.endClock());
    Grammar grammar = new Grammar();
    for (int id : TokenEncoder.encode(opening.heard())) {
      grammar.apply(id);
      expectation.hear(id, grammar);
    }
    boolean[] mask = new boolean[Vocabulary.SIZE];
    grammar.mask(mask);
    float[] mixed = expectation.logits(mask).clone();

    // the last alone: its bars, then the opening
    SeedWindow last = seed.influences().get(1).get(0);
    Score heard = HybridSeed.follow(List.of(last, seed.influences().get(0).get(0)));
    ModelMemory memory = new ModelMemory(STEPPER, heard.meters());
    Grammar itsGrammar = new Grammar();
    for (int id : TokenEncoder.encode(heard)) {
      itsGrammar.apply(id);
      memory.hear(id, itsGrammar);
    }
    float[] logits = memory.logits(mask);
    for (int id = 0; id < mixed.length; id++) {
      if (mask[id]) {
        assertEquals(logits[id], mixed[id], 1e-5, Vocabulary.describe(id));
      }
    }
  }

  @Test
  void shouldMakeMemoriesAnewAtAnyMomentOfAnyMusicAndComposeTheSameTwice() {
    Seeded.forSeeds(
        10,
        random -> {
          Meter meter =
              List.of(Meter.COMMON, new Meter(3, 8), new Meter(5, 32), new Meter(7, 8))
                  .get(random.nextInt(4));
          Score a = dense(random, meter);
          Score b = dense(random, meter);
          HybridSeed seed = new SeedSearch(STEPPER, 1).join(List.of("a", "b"), List.of(a, b));
          Opening opening = seed.firstOpening();
          Morph morph = Morph.values()[random.nextInt(2)];
          Set<Part> both = Set.of(Part.values());
          Composer composer = new Composer(STEPPER, LIVELY, random.nextLong());
          Continuation first = composer.morph(opening, seed, morph, 1, 700, both);
          assertArrayEquals(
              first.tokens(), composer.morph(opening, seed, morph, 1, 700, both).tokens());
        });
  }

  private static Score dense(Random random, Meter meter) {
    Score score = RandomMusic.score(random, 200).excerpt(0, 7 * meter.clocksPerBar());
    return new Score(score.notes(), 100, MeterMap.of(meter));
  }

  private static HybridSeed seed() {
    return new SeedSearch(STEPPER, 2)
        .join(
            List.of("a", "b"),
            List.of(Tunes.major(48, Meter.COMMON, 8), Tunes.major(53, Meter.COMMON, 8)));
  }
}

package antiphon.learn.compose;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;
import antiphon.net.LstmWeights;
import antiphon.net.StepKind;
import antiphon.net.Steppers;
import java.util.Arrays;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecallingExpectationTest {
  private static final LstmSpec SPEC = LstmSpec.ofVocabulary(2, 24);
  private static final LstmStepper STEPPER =
      Steppers.create(StepKind.PLAIN, LstmWeights.random(SPEC, 5));
  private static final MeterMap METERS = MeterMap.of(Meter.COMMON);
  private static final double SHARP = 1e6;

  @Test
  void shouldExpectExactlyAsThePlainModelWithoutRecall() {
    Seeded.forSeeds(
        20,
        random -> {
          Recall none = new Recall(0, random.nextInt(100));
          Expectation plain = new ModelMemory(STEPPER, METERS);
          Expectation recalling = new RecallingExpectation(STEPPER, METERS, none);
          Grammar grammar = new Grammar();
          boolean[] mask = new boolean[Vocabulary.SIZE];
          for (int id : TokenEncoder.encode(RandomMusic.score(random, 20))) {
            grammar.mask(mask);
            assertArrayEquals(plain.logits(mask), recalling.logits(mask));
            grammar.apply(id);
            plain.hear(id, grammar);
            recalling.hear(id, grammar);
          }
        });
  }

  @Test
  void shouldMixTheModelWithWhatWasHeardOverLegalTokens() {
    Seeded.forSeeds(
        20,
        random -> {
          Recall recall = new Recall(random.nextDouble(), random.nextInt(60));
          Expectation plain = new ModelMemory(STEPPER, METERS);
          Expectation mixed = new RecallingExpectation(STEPPER, METERS, recall);
          Expectation recalled =
              new RecallingExpectation(STEPPER, METERS, new Recall(1, recall.sharpness()));
          Grammar grammar = new Grammar();
          boolean[] mask = new boolean[Vocabulary.SIZE];
          boolean[] heard = new boolean[Vocabulary.SIZE];
          int[] tokens = TokenEncoder.encode(RandomMusic.score(random, 20));
          int promptTokens = tokens.length / 2;
          int recalledMoments = 0;
          for (int i = 0; i < tokens.length; i++) {
            if (i >= promptTokens) {
              grammar.mask(mask);
              boolean anyHeard = false;
              for (int token = 0; token < mask.length; token++) {
                anyHeard |= mask[token] && heard[token];
              }
              recalledMoments += anyHeard ? 1 : 0;
              double[] model = shares(plain.logits(mask), mask);
              double[] mixture = shares(mixed.logits(mask), mask);
              double[] ofRecalled = shares(recalled.logits(mask), mask);
              assertEquals(1, Arrays.stream(mixture).sum(), 1e-5);
              for (int token = 0; token < mask.length; token++) {
                double expected =
                    anyHeard
                        ? (1 - recall.share()) * model[token] + recall.share() * ofRecalled[token]
                        : model[token];
                assertEquals(expected, mixture[token], 1e-5);
                assertTrue(!anyHeard || heard[token] || ofRecalled[token] == 0);
              }
            }
            grammar.apply(tokens[i]);
            heard[tokens[i]] |= i < promptTokens;
            for (Expectation expectation : new Expectation[] {plain, mixed, recalled}) {
              expectation.hear(tokens[i], grammar);
            }
          }
          assertTrue(recalledMoments > 0);
        });
  }

  /** As model and bar stand again where they stood, what followed then comes again. */
  @Test
  void shouldRepeatWhatWasHeardWhenItRecallsSharplyAndNothingElse() {
    int[] figure = {
      Vocabulary.noteOn(60),
      Vocabulary.dur(24),
      Vocabulary.noteOff(60),
      Vocabulary.noteOn(64),
      Vocabulary.dur(24),
      Vocabulary.noteOff(64),
      Vocabulary.noteOn(67),
      Vocabulary.dur(48),
      Vocabulary.noteOff(67)
    };
    Expectation expectation =
        new RecallingExpectation(new LastTokenStepper(), METERS, new Recall(1, SHARP));
    Grammar grammar = new Grammar();
    boolean[] mask = new boolean[Vocabulary.SIZE];
    hear(Vocabulary.part(Part.PARTNER), expectation, grammar);
    for (int id : figure) {
      hear(id, expectation, grammar);
    }
    hear(figure[0], expectation, grammar);
    for (int i = 1; i < 4 * figure.length; i++) {
      int expected = figure[i % figure.length];
      // that the figure begins again has been heard once
      grammar.mask(mask);
      double[] shares = shares(expectation.logits(mask), mask);
      assertEquals(1, shares[expected], 1e-6, "token " + i);
      hear(expected, expectation, grammar);
    }
  }

  @Test
  void shouldRecallNothingOfWhatIsComposed() {
    Expectation expectation =
        new RecallingExpectation(new LastTokenStepper(), METERS, new Recall(1, 0));
    Grammar grammar = new Grammar();
    boolean[] mask = new boolean[Vocabulary.SIZE];
    Arrays.fill(mask, true);
    hear(Vocabulary.part(Part.PARTNER), expectation, grammar);
    hear(Vocabulary.noteOn(60), expectation, grammar);
    expectation.logits(mask);
    hear(Vocabulary.noteOn(64), expectation, grammar);
    double[] shares = shares(expectation.logits(mask), mask);
    assertEquals(0.5, shares[Vocabulary.noteOn(60)], 1e-6);
    assertEquals(0, shares[Vocabulary.noteOn(64)]);
  }

  @Test
  void shouldComposeTheSameTwiceAndNotAsWithoutRecall() {
    Score prompt = RandomMusic.score(new Random(3), 30);
    int[] plain = compose(prompt, new SamplingSettings(1, 1));
    int[] none = compose(prompt, with(new Recall(0, 7)));
    int[] recalling = compose(prompt, with(new Recall(0.7, 7)));
    assertArrayEquals(plain, none);
    assertArrayEquals(recalling, compose(prompt, with(new Recall(0.7, 7))));
    assertFalse(Arrays.equals(plain, recalling));
  }

  @Test
  void shouldForgetTheOldestBeyondItsCapacity() {
    int speaks = Vocabulary.part(Part.PARTNER);
    int passes = Vocabulary.dur(Vocabulary.MAX_DUR_CLOCKS);
    boolean[] mask = new boolean[Vocabulary.SIZE];
    Arrays.fill(mask, true);
    for (int beyond = 0; beyond <= 1; beyond++) {
      Expectation expectation =
          new RecallingExpectation(new LastTokenStepper(), METERS, new Recall(1, 0));
      Grammar grammar = new Grammar();
      for (int i = 0; i < RecallingExpectation.CAPACITY + beyond; i++) {
        int id = i == 0 ? speaks : i == 1 ? Vocabulary.noteOn(60) : passes;
        hear(id, expectation, grammar);
      }
      double[] shares = shares(expectation.logits(mask), mask);
      assertEquals(beyond == 0, shares[speaks] > 0);
      assertEquals(1, shares[speaks] + shares[Vocabulary.noteOn(60)] + shares[passes], 1e-9);
    }
  }

  @Test
  void shouldRefuseSharesAndSharpnessesThatMakeNoSense() {
    for (double share : new double[] {-0.1, 1.1, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> new Recall(share, 1));
    }
    for (double sharpness : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> new Recall(1, sharpness));
    }
  }

  private static void hear(int token, Expectation expectation, Grammar grammar) {
    grammar.apply(token);
    expectation.hear(token, grammar);
  }

  private static SamplingSettings with(Recall recall) {
    return new SamplingSettings(1, 1, 1, 1, 0, recall);
  }

  private static int[] compose(Score prompt, SamplingSettings sampling) {
    return new Composer(STEPPER, sampling, 7)
        .compose(prompt, 96, 960, Set.of(Part.PARTNER))
        .tokens();
  }

  private static double[] shares(float[] logits, boolean[] mask) {
    double[] shares = new double[mask.length];
    double sum = 0;
    for (int id = 0; id < mask.length; id++) {
      shares[id] = mask[id] ? Math.exp(logits[id]) : 0;
      sum += shares[id];
    }
    for (int id = 0; id < mask.length; id++) {
      shares[id] /= sum;
    }
    return shares;
  }

  /** Stands elsewhere after each token, and expects all alike. */
  private static final class LastTokenStepper implements LstmStepper {
    @Override
    public LstmSpec spec() {
      return SPEC;
    }

    @Override
    public void feed(LstmState state, int token, int position) {
      float[] hidden = state.hidden(SPEC.layers() - 1);
      double angle = token * 2 * Math.PI / Vocabulary.SIZE;
      hidden[0] = (float) Math.cos(angle);
      hidden[1] = (float) Math.sin(angle);
    }

    @Override
    public float[] logits(LstmState state) {
      Arrays.fill(state.logits(), 0);
      return state.logits();
    }

    @Override
    public String description() {
      return "last token";
    }
  }
}

package antiphon.net;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.net.dl4j.Dl4jStepper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StepperAgreementTest {
  private static final int STEPS = 1000;
  private static final double BOUND = 1e-5;

  /** Two are small, to be thorough in; the third is the size that is played. */
  private static final List<LstmSpec> SPECS =
      List.of(
          new LstmSpec(40, 12, 2, 32),
          new LstmSpec(21, 5, 3, 48),
          new LstmSpec(33, 7, 1, 16),
          LstmSpec.ofVocabulary(2, 512));

  /**
   * With weights three times as large as at birth, so that the gates saturate and differences grow;
   * at the size that is played a float32 sum of a thousand products would drown in its own rounding
   * then.
   */
  private static LstmWeights weights(LstmSpec spec) {
    return louder(LstmWeights.random(spec, 7), spec.hidden() > 100 ? 1 : 3);
  }

  /** The kinds of step that this Java has, for a spec that suits all of them. */
  private static List<LstmStepper> float32Steppers(LstmWeights weights) {
    List<LstmStepper> steppers = new ArrayList<>();
    for (StepKind kind : List.of(StepKind.PLAIN, StepKind.FLOAT32)) {
      if (Steppers.obstacle(kind, weights.spec()).isEmpty()) {
        steppers.add(Steppers.create(kind, weights));
      }
    }
    return steppers;
  }

  private static List<LstmStepper> allSteppers(LstmWeights weights) {
    List<LstmStepper> steppers = float32Steppers(weights);
    if (Steppers.obstacle(StepKind.BFLOAT16, weights.spec()).isEmpty()) {
      steppers.add(Steppers.create(StepKind.BFLOAT16, weights));
    }
    steppers.add(new Dl4jStepper(weights));
    return steppers;
  }

  @Test
  void shouldHaveTheVectorStepsExactlyWhereTheModuleIs() {
    boolean there = ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    LstmSpec spec = LstmSpec.ofVocabulary(2, 512);
    String obstacle = Steppers.obstacle(StepKind.BFLOAT16, spec).orElse("");
    assertEquals(there, !obstacle.contains("module"), obstacle);
    boolean narrow = obstacle.contains("this processor's vectors");
    assertEquals(there && !narrow ? StepKind.BFLOAT16 : StepKind.PLAIN, Steppers.fastest(spec));
    assertEquals(StepKind.PLAIN, Steppers.fastest(LstmSpec.ofVocabulary(1, 20)));
  }

  @Test
  void shouldAgreeWithTheTextbookOverAThousandSteps() {
    for (LstmSpec spec : SPECS) {
      LstmWeights weights = weights(spec);
      double[] differences = greatestDifferences(float32Steppers(weights), weights);
      assertEquals(0, Arrays.stream(differences).max().orElseThrow(), BOUND, spec.toString());
    }
  }

  @Test
  void shouldAgreeWithDl4jOverAThousandSteps() {
    LstmWeights weights = weights(SPECS.get(0));
    assertEquals(0, greatestDifference(new Dl4jStepper(weights), weights), BOUND);
  }

  @Test
  void shouldAgreeInBfloat16WithTheTextbookOnRoundedWeights() {
    for (LstmSpec spec : SPECS) {
      LstmWeights weights = weights(spec);
      if (Steppers.obstacle(StepKind.BFLOAT16, spec).isEmpty()) {
        LstmStepper stepper = Steppers.create(StepKind.BFLOAT16, weights);
        assertEquals(0, greatestDifference(stepper, rounded(weights)), BOUND, spec.toString());
      }
    }
  }

  @Test
  void shouldNoticeASingleWrongWeight() {
    LstmWeights weights = weights(SPECS.get(0));
    LstmWeights wrong = weights(SPECS.get(0));
    wrong.recurrent(1)[5] += 0.05f;
    for (LstmStepper stepper : float32Steppers(wrong)) {
      assertTrue(greatestDifference(stepper, weights) > BOUND);
    }
  }

  @Test
  void shouldGoOnFromACopyAsFromTheOriginal() {
    LstmWeights weights = weights(SPECS.get(0));
    for (LstmStepper stepper : allSteppers(weights)) {
      LstmState state = new LstmState(weights.spec());
      LstmState copy = new LstmState(weights.spec());
      for (int i = 0; i < 20; i++) {
        stepper.feed(state, i % 40, i % 12);
      }
      copy.copyFrom(state);
      float[] expected = stepper.logits(state).clone();
      stepper.feed(state, 3, 3);
      assertArrayEquals(expected, stepper.logits(copy), 1e-6f);
    }
  }

  @Test
  void shouldStepManyVoicesAsItStepsEach() {
    for (LstmSpec spec : SPECS.subList(0, 3)) {
      for (LstmStepper stepper : allSteppers(weights(spec))) {
        for (int voices : new int[] {1, 3, 4, 7, 16}) {
          assertManyAsEach(stepper, voices);
        }
      }
    }
  }

  private static void assertManyAsEach(LstmStepper stepper, int voices) {
    LstmSpec spec = stepper.spec();
    LstmState[] together = new LstmState[voices];
    LstmState[] alone = new LstmState[voices];
    Arrays.setAll(together, i -> new LstmState(spec));
    Arrays.setAll(alone, i -> new LstmState(spec));
    int[] tokens = new int[voices];
    int[] positions = new int[voices];
    Random random = new Random(5);
    for (int step = 0; step < 20; step++) {
      Arrays.setAll(tokens, i -> random.nextInt(spec.tokens()));
      Arrays.setAll(positions, i -> random.nextInt(spec.positions()));
      stepper.feed(together, tokens, positions, voices);
      stepper.logits(together, voices);
      for (int voice = 0; voice < voices; voice++) {
        stepper.feed(alone[voice], tokens[voice], positions[voice]);
        assertArrayEquals(
            stepper.logits(alone[voice]),
            together[voice].logits(),
            1e-4f,
            stepper.description() + " voice " + voice + " of " + voices);
      }
    }
  }

  @Test
  void shouldGiveTheSameLogitsUnderAMaskWhereItAllows() {
    Random random = new Random(17);
    for (LstmSpec spec : SPECS.subList(0, 3)) {
      for (LstmStepper stepper : allSteppers(weights(spec))) {
        LstmState state = new LstmState(spec);
        stepper.feed(state, 1, 1);
        float[] expected = stepper.logits(state).clone();
        boolean[] mask = new boolean[spec.tokens()];
        for (int round = 0; round < 20; round++) {
          Arrays.fill(mask, false);
          for (int i = 0; i < 3; i++) {
            mask[random.nextInt(mask.length)] = true;
          }
          Arrays.fill(state.logits(), Float.NaN);
          float[] logits = stepper.logits(state, mask);
          for (int i = 0; i < mask.length; i++) {
            assertTrue(!mask[i] || logits[i] == expected[i], stepper.description());
          }
        }
      }
    }
  }

  private static double greatestDifference(LstmStepper stepper, LstmWeights weights) {
    return greatestDifferences(List.of(stepper), weights)[0];
  }

  /** Of each stepper's probabilities from the textbook's, over all steps. */
  private static double[] greatestDifferences(List<LstmStepper> steppers, LstmWeights weights) {
    TextbookLstm textbook = new TextbookLstm(weights);
    LstmState[] states = new LstmState[steppers.size()];
    Arrays.setAll(states, i -> new LstmState(weights.spec()));
    Random random = new Random(11);
    double[] greatest = new double[states.length];
    for (int step = 0; step < STEPS; step++) {
      int token = random.nextInt(weights.spec().tokens());
      int position = random.nextInt(weights.spec().positions());
      double[] expected = TextbookLstm.softmax(textbook.step(token, position));
      for (int s = 0; s < states.length; s++) {
        steppers.get(s).feed(states[s], token, position);
        float[] logits = steppers.get(s).logits(states[s]);
        double[] actual = TextbookLstm.softmax(TextbookLstm.wide(logits));
        for (int i = 0; i < actual.length; i++) {
          greatest[s] = Math.max(greatest[s], Math.abs(actual[i] - expected[i]));
        }
      }
    }
    return greatest;
  }

  /** What the bfloat16 step rounds, rounded; the tables of the first layer and biases are not. */
  private static LstmWeights rounded(LstmWeights weights) {
    LstmWeights rounded = weights(weights.spec());
    for (int layer = 0; layer < weights.spec().layers(); layer++) {
      if (layer > 0) {
        round(rounded.input(layer));
      }
      round(rounded.recurrent(layer));
    }
    round(rounded.output());
    return rounded;
  }

  private static void round(float[] values) {
    for (int i = 0; i < values.length; i++) {
      values[i] = Bfloat16.toFloat(Bfloat16.bitsOf(values[i]));
    }
  }

  private static LstmWeights louder(LstmWeights weights, float factor) {
    for (int layer = 0; layer < weights.spec().layers(); layer++) {
      scale(weights.input(layer), factor);
      scale(weights.recurrent(layer), factor);
    }
    scale(weights.output(), factor);
    return weights;
  }

  private static void scale(float[] values, float factor) {
    for (int i = 0; i < values.length; i++) {
      values[i] *= factor;
    }
  }
}

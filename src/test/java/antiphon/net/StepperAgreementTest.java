package antiphon.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.net.dl4j.Dl4jStepper;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StepperAgreementTest {
  private static final int STEPS = 1000;
  private static final double BOUND = 1e-5;

  /**
   * Small, and with weights three times as large as at birth, so that the gates saturate and
   * differences grow.
   */
  private final LstmWeights weights = louder(LstmWeights.random(new LstmSpec(40, 12, 2, 32), 7), 3);

  @Test
  void shouldAgreeWithTheTextbookOverAThousandSteps() {
    assertEquals(0, greatestDifference(new PlainLstmStepper(weights)), BOUND);
  }

  @Test
  void shouldAgreeWithDl4jOverAThousandSteps() {
    assertEquals(0, greatestDifference(new Dl4jStepper(weights)), BOUND);
  }

  @Test
  void shouldNoticeASingleWrongWeight() {
    LstmWeights wrong = louder(LstmWeights.random(weights.spec(), 7), 3);
    wrong.recurrent(1)[5] += 0.05f;
    assertTrue(greatestDifference(new PlainLstmStepper(wrong)) > BOUND);
  }

  @Test
  void shouldGoOnFromACopyAsFromTheOriginal() {
    for (LstmStepper stepper :
        new LstmStepper[] {new PlainLstmStepper(weights), new Dl4jStepper(weights)}) {
      LstmState state = new LstmState(weights.spec());
      LstmState copy = new LstmState(weights.spec());
      for (int i = 0; i < 20; i++) {
        stepper.feed(state, i % 40, i % 12);
      }
      copy.copyFrom(state);
      float[] expected = stepper.logits(state).clone();
      stepper.feed(state, 3, 3);
      float[] fromCopy = stepper.logits(copy);
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], fromCopy[i], 1e-6);
      }
    }
  }

  private double greatestDifference(LstmStepper stepper) {
    TextbookLstm textbook = new TextbookLstm(weights);
    LstmState state = new LstmState(weights.spec());
    Random random = new Random(11);
    double greatest = 0;
    for (int step = 0; step < STEPS; step++) {
      int token = random.nextInt(weights.spec().tokens());
      int position = random.nextInt(weights.spec().positions());
      double[] expected = TextbookLstm.softmax(textbook.step(token, position));
      stepper.feed(state, token, position);
      float[] logits = stepper.logits(state);
      double[] wide = new double[logits.length];
      for (int i = 0; i < wide.length; i++) {
        wide[i] = logits[i];
      }
      double[] actual = TextbookLstm.softmax(wide);
      for (int i = 0; i < actual.length; i++) {
        greatest = Math.max(greatest, Math.abs(actual[i] - expected[i]));
      }
    }
    return greatest;
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

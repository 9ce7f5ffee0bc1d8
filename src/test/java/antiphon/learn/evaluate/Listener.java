package antiphon.learn.evaluate;

import antiphon.net.LstmSpec;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;
import antiphon.net.LstmWeights;
import antiphon.net.PlainLstmStepper;
import java.util.ArrayList;
import java.util.List;

/** A random model with strong opinions, which writes down what it hears. */
final class Listener implements LstmStepper {
  private static final LstmSpec SPEC = LstmSpec.ofVocabulary(2, 8);

  private final PlainLstmStepper stepper;
  private final List<Integer> tokens = new ArrayList<>();
  private final List<Integer> positions = new ArrayList<>();

  private Listener(LstmWeights weights) {
    stepper = new PlainLstmStepper(weights);
  }

  static Listener random(long seed) {
    LstmWeights weights = LstmWeights.random(SPEC, seed);
    multiply(weights.input(0), 8);
    multiply(weights.input(1), 8);
    multiply(weights.output(), 12);
    return new Listener(weights);
  }

  /** Finds all tokens that may come as likely as each other. */
  static Listener withoutOpinion() {
    return new Listener(new LstmWeights(SPEC));
  }

  int[] tokens() {
    return tokens.stream().mapToInt(Integer::intValue).toArray();
  }

  int[] positions() {
    return positions.stream().mapToInt(Integer::intValue).toArray();
  }

  @Override
  public LstmSpec spec() {
    return SPEC;
  }

  @Override
  public void feed(LstmState state, int token, int position) {
    tokens.add(token);
    positions.add(position);
    stepper.feed(state, token, position);
  }

  @Override
  public float[] logits(LstmState state) {
    return stepper.logits(state);
  }

  @Override
  public String description() {
    return "random";
  }

  private static void multiply(float[] array, float factor) {
    for (int i = 0; i < array.length; i++) {
      array[i] *= factor;
    }
  }
}

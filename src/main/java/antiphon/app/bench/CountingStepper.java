package antiphon.app.bench;

import antiphon.net.LstmSpec;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;

/** Counts the steps of another stepper. Not thread-safe. */
final class CountingStepper implements LstmStepper {
  private final LstmStepper stepper;
  private long tokens;
  private long draws;

  CountingStepper(LstmStepper stepper) {
    this.stepper = stepper;
  }

  /** How many tokens it has heard. */
  long tokens() {
    return tokens;
  }

  /** How often it has been asked what comes next. */
  long draws() {
    return draws;
  }

  @Override
  public LstmSpec spec() {
    return stepper.spec();
  }

  @Override
  public void feed(LstmState state, int token, int position) {
    tokens++;
    stepper.feed(state, token, position);
  }

  @Override
  public float[] logits(LstmState state) {
    draws++;
    return stepper.logits(state);
  }

  @Override
  public float[] logits(LstmState state, boolean[] mask) {
    draws++;
    return stepper.logits(state, mask);
  }

  @Override
  public String description() {
    return stepper.description();
  }
}

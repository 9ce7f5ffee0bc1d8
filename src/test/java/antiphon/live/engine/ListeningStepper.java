package antiphon.live.engine;

import antiphon.net.LstmSpec;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;

/**
 * Another model, and somebody who is told of each token that it hears.
 *
 * @param listener told before the model hears
 */
record ListeningStepper(LstmStepper stepper, Runnable listener) implements LstmStepper {
  @Override
  public LstmSpec spec() {
    return stepper.spec();
  }

  @Override
  public void feed(LstmState state, int token, int position) {
    listener.run();
    stepper.feed(state, token, position);
  }

  @Override
  public float[] logits(LstmState state) {
    return stepper.logits(state);
  }

  @Override
  public String description() {
    return stepper.description();
  }
}

package antiphon.live.engine;

import antiphon.net.LstmSpec;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** Stands still in a step while told to. */
record BlockingStepper(LstmStepper stepper, AtomicBoolean block, CountDownLatch release)
    implements LstmStepper {
  @Override
  public LstmSpec spec() {
    return stepper.spec();
  }

  @Override
  public void feed(LstmState state, int token, int position) {
    if (block.get() && Thread.currentThread().getName().equals("antiphon-mind")) {
      try {
        release.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
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

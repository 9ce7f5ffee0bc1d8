package antiphon.app.session;

import antiphon.net.LstmState;
import antiphon.net.LstmStepper;
import antiphon.net.TokenSampler;
import java.util.Arrays;

/**
 * Steps a model on a scratch state until the step's code is compiled, on a thread of its own: less
 * than a second from the moment the program is ready, which is before anybody can have waited for
 * an answer.
 */
final class Rehearsal {
  private static final int STEPS = 500;

  private final LstmStepper stepper;
  private final Thread thread = new Thread(this::run, "antiphon-rehearsal");

  private Rehearsal(LstmStepper stepper) {
    this.stepper = stepper;
  }

  static Rehearsal begin(LstmStepper stepper) {
    Rehearsal rehearsal = new Rehearsal(stepper);
    rehearsal.thread.setDaemon(true);
    rehearsal.thread.start();
    return rehearsal;
  }

  void awaitEnd() throws InterruptedException {
    thread.join();
  }

  private void run() {
    LstmState scratch = new LstmState(stepper.spec());
    TokenSampler sampler = new TokenSampler();
    sampler.setTopP(0.95);
    boolean[] mask = new boolean[stepper.spec().tokens()];
    Arrays.fill(mask, true);
    for (int i = 0; i < STEPS; i++) {
      stepper.feed(scratch, i % stepper.spec().tokens(), i % stepper.spec().positions());
      sampler.sample(stepper.logits(scratch, mask), mask, 1, i);
    }
  }
}

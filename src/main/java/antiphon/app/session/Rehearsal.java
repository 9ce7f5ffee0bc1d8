package antiphon.app.session;

import antiphon.net.LstmState;
import antiphon.net.LstmStepper;
import antiphon.net.TokenSampler;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steps a model on a scratch state until the step's code is compiled, on a thread of its own: less
 * than a second from the moment the program is ready, which is before anybody can have waited for
 * an answer.
 */
final class Rehearsal {
  private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
  private static final int STEPS = 500;

  private final Thread thread;

  private Rehearsal(Thread thread) {
    this.thread = thread;
  }

  static Rehearsal begin(LstmStepper stepper) {
    Thread thread = new Thread(() -> playSafely(stepper), "antiphon-rehearsal");
    thread.setDaemon(true);
    thread.start();
    return new Rehearsal(thread); // which keeps no model that may be exchanged
  }

  /** What fails here fails in earnest as well, where it is survived and said. */
  private static void playSafely(LstmStepper stepper) {
    try {
      play(stepper);
    } catch (RuntimeException | OutOfMemoryError e) {
      LOG.debug("the rehearsal was broken off", e);
    }
  }

  /**
   * Steps on the calling thread.
   *
   * @return whether all that the model said is of use
   */
  static boolean play(LstmStepper stepper) {
    LstmState scratch = new LstmState(stepper.spec());
    TokenSampler sampler = new TokenSampler();
    sampler.setTopP(0.95);
    boolean[] mask = new boolean[stepper.spec().tokens()];
    Arrays.fill(mask, true);
    boolean useful = true;
    for (int i = 0; i < STEPS; i++) {
      stepper.feed(scratch, i % stepper.spec().tokens(), i % stepper.spec().positions());
      useful &= sampler.sample(stepper.logits(scratch, mask), mask, 1, i) != TokenSampler.NONE;
    }
    return useful;
  }

  void awaitEnd() throws InterruptedException {
    thread.join();
  }
}

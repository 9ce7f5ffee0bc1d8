package antiphon.learn.evaluate;

import antiphon.music.token.Vocabulary;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;
import java.util.function.IntPredicate;

/**
 * What a model expects next, as natural logarithms over the tokens that may come: the softmax is
 * taken over them alone, in double precision. Not thread-safe.
 */
final class Expectation {
  private final LstmStepper stepper;
  private final LstmState state;
  private final boolean[] mask = new boolean[Vocabulary.SIZE];
  private float[] logits;
  private double logTotal;

  Expectation(LstmStepper stepper) {
    this.stepper = stepper;
    state = new LstmState(stepper.spec());
  }

  /** Begins anew: {@code START} at a metric position. */
  void begin(int position) {
    state.reset();
    hear(Vocabulary.START, position);
  }

  /**
   * @param position metric position after the token
   */
  void hear(int token, int position) {
    stepper.feed(state, token, position);
  }

  /**
   * Weighs what may come next.
   *
   * @param mayCome holds for one token or more
   */
  void weigh(IntPredicate mayCome) {
    for (int id = 0; id < mask.length; id++) {
      mask[id] = mayCome.test(id);
    }
    logits = stepper.logits(state, mask);
    logTotal = logSum(id -> true);
  }

  /** The surprise at a token that may come, in nats; infinite for another. */
  double nats(int token) {
    return mask[token] ? logTotal - logits[token] : Double.POSITIVE_INFINITY;
  }

  /** The surprise at some token of a set, in nats; infinite if none of it may come. */
  double natsOfAny(IntPredicate set) {
    return logTotal - logSum(set);
  }

  private double logSum(IntPredicate set) {
    double max = Double.NEGATIVE_INFINITY;
    for (int id = 0; id < mask.length; id++) {
      if (mask[id] && set.test(id)) {
        max = Math.max(max, logits[id]);
      }
    }
    if (max == Double.NEGATIVE_INFINITY) {
      return max;
    }
    double sum = 0;
    for (int id = 0; id < mask.length; id++) {
      if (mask[id] && set.test(id)) {
        sum += Math.exp(logits[id] - max);
      }
    }
    return max + Math.log(sum);
  }
}

package antiphon.learn.compose;

import antiphon.music.time.MeterMap;
import antiphon.music.token.Grammar;
import antiphon.music.token.MetricPosition;
import antiphon.music.token.Vocabulary;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;

/** One model's memory of the music: it has heard {@code START}, and then what it is given. */
final class ModelMemory implements Expectation {
  private final LstmStepper stepper;
  private final MeterMap meters;
  private final LstmState state;

  ModelMemory(LstmStepper stepper, MeterMap meters) {
    this.stepper = stepper;
    this.meters = meters;
    state = new LstmState(stepper.spec());
    hear(Vocabulary.START, 0);
  }

  /** One that remembers the same, and goes its own way from here. */
  ModelMemory copy() {
    ModelMemory copy = new ModelMemory(stepper, meters);
    copy.state.copyFrom(state);
    return copy;
  }

  @Override
  public void hear(int token, Grammar grammar) {
    hear(token, grammar.positionClock());
  }

  @Override
  public float[] logits(boolean[] mask) {
    return stepper.logits(state, mask);
  }

  private void hear(int token, long clock) {
    stepper.feed(state, token, MetricPosition.of(meters.clockInBar(clock)));
  }
}

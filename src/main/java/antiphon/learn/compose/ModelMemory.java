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
  private final LstmState state;
  private MeterMap meters;

  ModelMemory(LstmStepper stepper, MeterMap meters) {
    this.stepper = stepper;
    this.meters = meters;
    state = new LstmState(stepper.spec());
    hear(Vocabulary.START, 0);
  }

  /** From here on positions are told on another time line. */
  void goOnIn(MeterMap otherMeters) {
    meters = otherMeters;
  }

  @Override
  public void hear(int token, Grammar grammar) {
    hear(token, grammar.positionClock());
  }

  @Override
  public float[] logits(boolean[] mask) {
    return stepper.logits(state, mask);
  }

  /** [hidden]: the output of the last layer after the last token; not a copy. */
  float[] hidden() {
    return state.hidden(stepper.spec().layers() - 1);
  }

  private void hear(int token, long clock) {
    stepper.feed(state, token, MetricPosition.of(meters.clockInBar(clock)));
  }
}

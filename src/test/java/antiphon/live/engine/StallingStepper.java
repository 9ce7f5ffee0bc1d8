package antiphon.live.engine;

import antiphon.net.LstmSpec;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;

/** Plays as another does; something happens while it thinks. */
record StallingStepper(LstmStepper player, Runnable meanwhile) implements LstmStepper {
  @Override
  public LstmSpec spec() {
    return player.spec();
  }

  @Override
  public void feed(LstmState state, int token, int position) {
    player.feed(state, token, position);
  }

  @Override
  public float[] logits(LstmState state) {
    meanwhile.run();
    return player.logits(state);
  }

  @Override
  public String description() {
    return "stalling " + player.description();
  }
}

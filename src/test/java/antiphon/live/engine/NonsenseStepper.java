package antiphon.live.engine;

import antiphon.net.LstmSpec;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;
import java.util.Arrays;

/** A model whose weights have gone bad: its output is not a number. */
final class NonsenseStepper implements LstmStepper {
  private final LstmSpec spec = LstmSpec.ofVocabulary(1, 4);

  @Override
  public LstmSpec spec() {
    return spec;
  }

  @Override
  public void feed(LstmState state, int token, int position) {
    // hears nothing
  }

  @Override
  public float[] logits(LstmState state) {
    Arrays.fill(state.logits(), Float.NaN);
    return state.logits();
  }

  @Override
  public String description() {
    return "nonsense";
  }
}

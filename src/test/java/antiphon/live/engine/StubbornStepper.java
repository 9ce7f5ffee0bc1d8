package antiphon.live.engine;

import antiphon.music.token.Vocabulary;
import antiphon.net.LstmSpec;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;
import java.util.Arrays;

/** A model that always wants one token, and else the longest rest. */
final class StubbornStepper implements LstmStepper {
  private final LstmSpec spec = LstmSpec.ofVocabulary(1, 4);
  private final int favourite;

  StubbornStepper(int favourite) {
    this.favourite = favourite;
  }

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
    Arrays.fill(state.logits(), 0);
    state.logits()[Vocabulary.dur(Vocabulary.MAX_DUR_CLOCKS)] = 20;
    state.logits()[favourite] = 40;
    return state.logits();
  }

  @Override
  public String description() {
    return "stubborn";
  }
}

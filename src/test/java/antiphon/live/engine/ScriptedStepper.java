package antiphon.live.engine;

import antiphon.net.LstmSpec;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;
import java.util.function.Consumer;

/** A model that hears nothing and always says the same. */
record ScriptedStepper(LstmSpec spec, Consumer<float[]> script) implements LstmStepper {
  ScriptedStepper(Consumer<float[]> script) {
    this(LstmSpec.ofVocabulary(1, 4), script);
  }

  @Override
  public void feed(LstmState state, int token, int position) {
    // hears nothing
  }

  @Override
  public float[] logits(LstmState state) {
    script.accept(state.logits());
    return state.logits();
  }

  @Override
  public String description() {
    return "scripted";
  }
}

package antiphon.net;

/**
 * Steps one set of weights over any number of states. Feeding is not asking: a token that is only
 * heard costs no output layer. Implementations are thread-safe as long as no two threads use one
 * state; the fast ones allocate nothing.
 */
public interface LstmStepper {
  LstmSpec spec();

  /**
   * Hears one token.
   *
   * @param token 0 to tokens − 1
   * @param position metric position after the token, 0 to positions − 1
   */
  void feed(LstmState state, int token, int position);

  /**
   * What might come next: unnormalised log-probabilities after the last token fed.
   *
   * @return [tokens], the state's own buffer, valid until the next call with this state
   */
  float[] logits(LstmState state);

  /**
   * The same where only some tokens are of interest: the others need not be computed, and what
   * stands in their places means nothing.
   *
   * @param mask [tokens], which are of interest
   */
  default float[] logits(LstmState state, boolean[] mask) {
    return logits(state);
  }

  /**
   * Hears one token with each of several voices, at less than that many times the cost where a
   * stepper knows how. The results are those of {@link #feed(LstmState, int, int)} up to rounding.
   *
   * @param states [at least voices], all different
   * @param tokens [at least voices]
   * @param positions [at least voices]
   */
  default void feed(LstmState[] states, int[] tokens, int[] positions, int voices) {
    for (int voice = 0; voice < voices; voice++) {
      feed(states[voice], tokens[voice], positions[voice]);
    }
  }

  /** Writes the {@link #logits(LstmState)} of several voices into their states' buffers. */
  default void logits(LstmState[] states, int voices) {
    for (int voice = 0; voice < voices; voice++) {
      logits(states[voice]);
    }
  }

  /** Bytes of weights that one step of one voice reads, its output layer included. */
  default long bytesPerStep() {
    return Float.BYTES * spec().parametersPerStep();
  }

  /** How the step is computed, for people: {@code plain Java}, {@code DL4J}. */
  String description();
}

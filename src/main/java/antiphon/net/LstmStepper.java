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

  /** How the step is computed, for people: {@code plain Java}, {@code DL4J}. */
  String description();
}

package antiphon.learn.compose;

import antiphon.music.token.Grammar;

/** What comes next, in the ears of one that has heard the music so far. Not thread-safe. */
public interface Expectation {
  /**
   * Hears a token.
   *
   * @param grammar after the token
   */
  void hear(int token, Grammar grammar);

  /**
   * Unnormalised log-probabilities of what comes next.
   *
   * @param mask [tokens], which are of interest; what stands elsewhere means nothing
   * @return [tokens], valid until the next call
   */
  float[] logits(boolean[] mask);
}

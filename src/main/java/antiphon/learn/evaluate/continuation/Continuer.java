package antiphon.learn.evaluate.continuation;

/** Goes on from prompts. Implementations may be called from several threads at once. */
@FunctionalInterface
public interface Continuer {
  /** The same prompt and seed give the same continuation. */
  Answer goOn(ContinuationPrompt prompt, long seed);
}

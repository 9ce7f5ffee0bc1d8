package antiphon.music.token;

/** Takes tokens one by one. */
@FunctionalInterface
public interface TokenSink {
  /**
   * @param id a token of the {@link Vocabulary}
   * @param clock the position after it
   */
  void token(int id, long clock);
}

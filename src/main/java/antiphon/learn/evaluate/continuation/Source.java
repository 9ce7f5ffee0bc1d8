package antiphon.learn.evaluate.continuation;

/** Where a continuation comes from. */
public enum Source {
  MODEL("model"),
  TRUTH("truth"),
  COPY_BEST_PERIOD("copy best period"),
  COPY_LAST_4("copy last 4 quarters"),
  OTHER_PIECE("other piece");

  private final String word;

  Source(String word) {
    this.word = word;
  }

  public String word() {
    return word;
  }
}

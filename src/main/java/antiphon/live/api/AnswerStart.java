package antiphon.live.api;

import java.util.Locale;

/** Where an answer may begin once the floor is handed over. */
public enum AnswerStart {
  /** At the next position of the grid. */
  NOW,
  BEAT,
  BAR;

  /**
   * @throws IllegalArgumentException naming what is allowed
   */
  public static AnswerStart parse(String word) {
    for (AnswerStart start : values()) {
      if (start.word().equals(word)) {
        return start;
      }
    }
    throw new IllegalArgumentException("answer start must be now, beat or bar, not '" + word + "'");
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}

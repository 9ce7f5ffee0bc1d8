package antiphon.app.config;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Whose notes are dropped when they come back to where they were sent from. */
public enum FeedbackGuard {
  /** Those that Antiphon itself plays. */
  OWN,
  /** Those too that it passes through. */
  ALL,
  /** Nobody's. */
  OFF;

  static FeedbackGuard parse(String word) {
    for (FeedbackGuard guard : values()) {
      if (guard.word().equals(word)) {
        return guard;
      }
    }
    throw new IllegalArgumentException(
        "must be one of "
            + Arrays.stream(values()).map(FeedbackGuard::word).collect(Collectors.joining(", "))
            + ", not '"
            + word
            + "'");
  }

  private String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}

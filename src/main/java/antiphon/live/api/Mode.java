package antiphon.live.api;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What Antiphon does with the floor. */
public enum Mode {
  /** Answers when the player has been silent for a while; a touch takes the floor back. */
  CALL_RESPONSE,
  /** Plays its part while the player plays the other. */
  JAM,
  /** Plays alone until touched, and again after a while of silence. */
  SOLO,
  /** Hears, and stays silent. */
  LISTEN;

  private static final Mode[] VALUES = values();

  /** As on the command line: {@code call-response}. */
  public String word() {
    return Words.of(this);
  }

  public static Mode of(int ordinal) {
    return VALUES[ordinal];
  }

  public static String words() {
    return Arrays.stream(VALUES).map(Mode::word).collect(Collectors.joining(", "));
  }

  /**
   * @throws IllegalArgumentException naming the modes there are
   */
  public static Mode parse(String word) {
    for (Mode mode : VALUES) {
      if (mode.word().equals(word)) {
        return mode;
      }
    }
    throw new IllegalArgumentException("mode must be one of " + words() + ", not '" + word + "'");
  }
}

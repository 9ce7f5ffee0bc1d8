package antiphon.live.api;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Whose beat it is. */
public enum ClockSource {
  /** Antiphon's own: one tempo. */
  INTERNAL,
  /** That of a MIDI clock coming in. */
  MIDI,
  /** That of JACK's transport, tempo and position. */
  JACK,
  /** The player's, found in each phrase. */
  PLAYER;

  /**
   * @throws IllegalArgumentException naming what is allowed
   */
  public static ClockSource parse(String word) {
    for (ClockSource source : values()) {
      if (source.word().equals(word)) {
        return source;
      }
    }
    String words = Arrays.stream(values()).map(ClockSource::word).collect(Collectors.joining(", "));
    throw new IllegalArgumentException("must be one of " + words + ", not '" + word + "'");
  }

  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}

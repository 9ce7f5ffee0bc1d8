package antiphon.live.api;

import java.util.Locale;

/** Who gives the beat, and whether it is had. Immutable. */
public record ClockStatus(ClockSource source, State state) {
  /** Whether the beat is had. */
  public enum State {
    /** Antiphon keeps it itself. */
    RUNNING,
    /** Another gives it, and Antiphon keeps to it. */
    FOLLOWING,
    /** Something is heard, and the beat in it not known yet. */
    FINDING,
    /** Nothing is heard; the last tempo holds. */
    WAITING,
    /** The song of the one who gives it stands still; musical time goes on in the last tempo. */
    STOPPED;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The same in a sentence. */
  public String detail() {
    return switch (source) {
      case INTERNAL -> "Antiphon keeps the beat";
      case MIDI ->
          switch (state) {
            case FOLLOWING, RUNNING -> "keeps to the MIDI clock that comes in";
            case FINDING -> "a MIDI clock comes in, its beat is not known yet";
            case WAITING -> "no MIDI clock comes in, the last tempo holds";
            case STOPPED -> "the song of the MIDI clock stands still";
          };
      case JACK ->
          state == State.STOPPED ? "JACK's transport stands still" : "keeps to JACK's transport";
      case PLAYER ->
          state == State.FINDING
              ? "listens for your tempo, the one of the configuration holds"
              : "plays in the tempo of your calls";
    };
  }
}

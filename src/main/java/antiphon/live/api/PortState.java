package antiphon.live.api;

import java.util.Locale;

/**
 * A MIDI port that the session has, has lost, or waits for.
 *
 * @param name as the user knows it
 * @param direction null where both or none is meant
 * @param transport null of what waits on any
 * @param detail why, in a few words; empty where there is nothing to say
 */
public record PortState(
    String name, Direction direction, String transport, State state, String detail) {
  /** Which way music flows, seen from Antiphon. */
  public enum Direction {
    IN,
    OUT;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether music can pass. */
  public enum State {
    OPEN,
    /** It was there, has gone, and is connected again when it comes back. */
    LOST,
    /** It has not been there yet. */
    WAITING;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}

package antiphon.midi.port;

/**
 * A port that others made, seen from here.
 *
 * @param id unique within the transport
 * @param virtual whether a program and not a device is behind it, as far as the transport tells
 */
public record PortInfo(
    String id, String name, String transport, Direction direction, boolean virtual) {
  /** Which way music flows, seen from Antiphon. */
  public enum Direction {
    IN,
    OUT
  }
}

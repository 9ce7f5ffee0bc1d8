package antiphon.midi.port;

/**
 * Whether a transport can be used on this machine now.
 *
 * @param detail what it offers, or what is missing and how to get it
 * @param here whether there is such a transport on this system at all; where there is none, nothing
 *     is missing
 */
public record Availability(boolean available, String detail, boolean here) {
  public Availability(boolean available, String detail) {
    this(available, detail, true);
  }

  /**
   * Of a transport that belongs to other systems.
   *
   * @param detail to which
   */
  public static Availability elsewhere(String detail) {
    return new Availability(false, detail, false);
  }
}

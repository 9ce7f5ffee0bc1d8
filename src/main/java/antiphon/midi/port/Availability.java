package antiphon.midi.port;

/**
 * Whether a transport can be used on this machine now.
 *
 * @param detail what it offers, or what is missing and how to get it
 */
public record Availability(boolean available, String detail) {}

package antiphon.live.api;

/**
 * How full a ring is.
 *
 * @param name {@code in}, {@code out} or {@code journal}
 * @param waiting slots that its slowest consumer has still to handle
 * @param slots how many there are
 */
public record RingLevel(String name, long waiting, long slots) {}

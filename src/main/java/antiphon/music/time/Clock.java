package antiphon.music.time;

/** Where the present comes from. Read once a cycle and passed down as {@code nowNs}. */
public interface Clock {
  /**
   * Nanoseconds from an arbitrary origin; may overflow, so compare by difference ({@code a - b <
   * 0}).
   */
  long nowNs();
}

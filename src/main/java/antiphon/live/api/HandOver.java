package antiphon.live.api;

/** What gives Antiphon the floor. */
public enum HandOver {
  /** So much silence. */
  SILENCE,
  /** {@link Action#HAND_OVER} alone: a pedal, a key, a click. */
  PEDAL,
  /** The bar line: so many bars each. */
  TRADE;

  private static final HandOver[] VALUES = values();

  /** The one with a number, as a {@link Parameter} has it. */
  @RealTimeSafe
  public static HandOver of(double ordinal) {
    return VALUES[(int) ordinal];
  }
}

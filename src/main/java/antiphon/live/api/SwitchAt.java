package antiphon.live.api;

/** When a change of mode comes. */
public enum SwitchAt {
  /** At once. */
  NOW,
  /** At the next bar line. */
  BAR;

  private static final SwitchAt[] VALUES = values();

  /** The one with a number, as a {@link Parameter} has it. */
  @RealTimeSafe
  public static SwitchAt of(double ordinal) {
    return VALUES[(int) ordinal];
  }
}

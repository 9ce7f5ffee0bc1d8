package antiphon.live.api;

/** Which key Antiphon keeps to. */
public enum KeyLock {
  /** None. */
  OFF,
  /** The one that is given. */
  GIVEN,
  /** The one found in what the player played last; none while that is not sure. */
  FOUND;

  private static final KeyLock[] VALUES = values();

  /** The one with a number, as a {@link Parameter} has it. */
  @RealTimeSafe
  public static KeyLock of(double ordinal) {
    return VALUES[(int) ordinal];
  }
}

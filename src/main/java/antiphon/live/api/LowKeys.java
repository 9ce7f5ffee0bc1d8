package antiphon.live.api;

/** What the keys below the split of the keyboard are. */
public enum LowKeys {
  /** The player's music, as all others. */
  PLAYER,
  /** Chords to keep to, not music to be answered. */
  CHORDS,
  /** Nothing of Antiphon's. */
  NOTHING;

  private static final LowKeys[] VALUES = values();

  /** The one with a number, as a {@link Parameter} has it. */
  @RealTimeSafe
  public static LowKeys of(double ordinal) {
    return VALUES[(int) ordinal];
  }
}

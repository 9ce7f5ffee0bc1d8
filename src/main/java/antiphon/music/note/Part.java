package antiphon.music.note;

/** Who is speaking. */
public enum Part {
  /** The person: track 1 of a recording. */
  PLAYER,
  /** The machine: track 2 of a recording. */
  PARTNER;

  private static final Part[] VALUES = values();

  public static final int COUNT = VALUES.length;

  /** The part of an ordinal, without the array copy of {@code values()}. */
  public static Part of(int ordinal) {
    return VALUES[ordinal];
  }

  public Part other() {
    return this == PLAYER ? PARTNER : PLAYER;
  }
}

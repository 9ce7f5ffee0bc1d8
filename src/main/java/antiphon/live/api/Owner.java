package antiphon.live.api;

/** Whose a note is that sounds at the far side: the owners of the ledgers, as numbers. */
public final class Owner {
  /** Antiphon itself. */
  public static final int PARTNER = 0;

  /** The player, by what is passed through. */
  public static final int THRU = 1;

  /** The player, by what a transport has passed through already, without the pipeline. */
  public static final int PASSED = 2;

  public static final int COUNT = 3;

  private Owner() {}
}

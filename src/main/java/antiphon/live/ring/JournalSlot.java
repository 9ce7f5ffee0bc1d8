package antiphon.live.ring;

/** A copy of what came in or went out. */
public final class JournalSlot {
  /** Which way. */
  public enum Direction {
    IN,
    OUT
  }

  public Direction direction;
  public int message;
  public long timeNs;
  public long tick;
}

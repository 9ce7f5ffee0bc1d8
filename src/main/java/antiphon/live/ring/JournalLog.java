package antiphon.live.ring;

/** Where the journal's thread writes all that it is told. It may wait; the music does not. */
@FunctionalInterface
public interface JournalLog {
  /**
   * @param slot reused afterwards: nothing of it may be kept
   * @return false when there was no room for it
   */
  boolean accept(JournalSlot slot);
}

package antiphon.live.ring;

/** One request to the scheduler. A slot is reused: read it within the handler. */
public final class OutSlot {
  /** What is asked. */
  public enum Kind {
    /** Send {@link #message} at its deadline. */
    SEND,
    /**
     * End all that the owner has sounding, now, and forget what it asked for with an older {@link
     * #epoch}.
     */
    CANCEL,
    /** Wake the mind at the deadline; a later request replaces an earlier one. */
    WAKE,
    /** Send {@link #message} to the outputs that light controllers, now. */
    FEEDBACK
  }

  public Kind kind;

  /** An {@link antiphon.live.api.Owner}. */
  public int owner;

  /** How many requests its owner had made before, those among them that found no room. */
  public long number;

  public int message;
  public long deadlineNs;
  public long tick;
  public int epoch;
}

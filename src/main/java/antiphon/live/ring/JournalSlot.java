package antiphon.live.ring;

import antiphon.music.note.Part;

/** One thing that the journal is told. In the ring a slot is reused: read it within the handler. */
public final class JournalSlot {
  /** What it is, and which fields it has beside its {@link #timeNs}. */
  public enum Kind {
    /** A message of a part, as it is heard: part, message, tick. */
    HEARD,
    /** A change of tempo: quarterNs from tick on. */
    TEMPO,
    /** An event on its way to the mind, the number-th: event, message, value, tick, payload. */
    INPUT,
    /** A cycle of the out thread took a request: message is the owner, number the request's. */
    TAKEN,
    /** A cycle of the out thread took a message for lights. */
    LIT,
    /** A cycle of the out thread sent a message; number is 1 for Antiphon's own. */
    SENT,
    /** A cycle of the out thread that did something is over; message has what came upon it. */
    CYCLE,
    /** The beat as the out thread sees it from here on: its timeline, number its song's start. */
    BEAT,
    /** Something is missing here: there was no room for it. */
    GAP,
    /** All has come to its end in order. */
    END,
    /** What sounds by all that was told before, in words: payload. */
    SOUNDING
  }

  public Kind kind;
  public Part part;
  public InSlot.Kind event;
  public int message;
  public double value;
  public long number;
  public long quarterNs;
  public long timeNs;
  public long tick;

  /** What does not fit into the other fields; null for most. */
  public Object payload;

  /** Nothing of what it was is left. */
  public void clear() {
    kind = null;
    part = null;
    event = null;
    message = 0;
    value = 0;
    number = 0;
    quarterNs = 0;
    timeNs = 0;
    tick = 0;
    payload = null;
  }
}

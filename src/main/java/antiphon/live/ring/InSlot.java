package antiphon.live.ring;

/** One event on its way to the mind. A slot is reused: read it within the handler. */
public final class InSlot {
  /** What an event is. */
  public enum Kind {
    /** {@link #message} is a MIDI message from the player. */
    MIDI,
    /** The time the mind asked for has come. */
    WAKE,
    PANIC,
    /** {@link #message} is the ordinal of an action. */
    ACT,
    /** {@link #message} is the ordinal of a parameter, {@link #value} its new value. */
    SET_PARAMETER,
    /** The payload is a set of keys that are not music. */
    SET_TRIGGERS,
    /** The payload is a model that is to take over. */
    SWAP,
    /** Events were refused before this one, ends of notes perhaps among them. */
    EVENTS_LOST,
    /**
     * The song is at {@link #tick} at its time; a quarter note is {@link #value} ns long, and it
     * rolls where {@link #message} is not 0.
     */
    TRANSPORT,
    /** {@link #message} has come in, and is thought to be an echo of Antiphon's own. */
    ECHO;

    /** Whether events of this kind have a payload. */
    public boolean hasPayload() {
      return this == SET_TRIGGERS || this == SWAP;
    }
  }

  public Kind kind;
  public int message;
  public double value;
  public long tick;
  public long timeNs;

  /** What does not fit into the other fields; null for most kinds. */
  Object payload;

  /** Puts a payload in, where a slot is not published by the ring. */
  public void setPayload(Object payload) {
    this.payload = payload;
  }

  /** Takes the payload out: a slot that lies in the ring keeps nothing alive. */
  public Object takePayload() {
    Object taken = payload;
    payload = null;
    return taken;
  }
}

package antiphon.live.api;

/** Nothing was done with a session; the message is a sentence for the user. */
public final class SessionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why not. */
  public enum Fault {
    /** It may not be called so. */
    NAME,
    /** There is none of that name. */
    UNKNOWN,
    /** There is one of that name already, or nothing to be kept. */
    CONFLICT,
    /** It cannot be read as music. */
    UNREADABLE,
    /** It could not be written, read or removed. */
    DISK
  }

  private final Fault fault;

  public SessionException(Fault fault, String message) {
    this(fault, message, null);
  }

  public SessionException(Fault fault, String message, Throwable cause) {
    super(message, cause);
    this.fault = fault;
  }

  public Fault fault() {
    return fault;
  }
}

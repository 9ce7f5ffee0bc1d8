package antiphon.control.osc;

/** OSC cannot be heard; the message is a sentence for the user that says what to do. */
public final class OscException extends Exception {
  private static final long serialVersionUID = 1;

  public OscException(String message, Throwable cause) {
    super(message, cause);
  }
}

package antiphon.control.web;

/** The page cannot be served; the message is a sentence for the user that says what to do. */
public final class WebException extends Exception {
  private static final long serialVersionUID = 1;

  public WebException(String message, Throwable cause) {
    super(message, cause);
  }
}

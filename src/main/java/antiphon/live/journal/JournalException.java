package antiphon.live.journal;

/** A journal cannot be read; the message is a sentence for the user. */
public final class JournalException extends Exception {
  private static final long serialVersionUID = 1;

  public JournalException(String message, Throwable cause) {
    super(message, cause);
  }
}

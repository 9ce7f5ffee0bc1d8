package antiphon.control.desk;

/**
 * Something is in force, but could not be written, so that it is gone when Antiphon ends. The
 * message is a sentence for the user.
 */
public final class NotKeptException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  NotKeptException(String message) {
    super(message);
  }
}

package antiphon.net;

import java.io.IOException;

/** A model bundle that cannot be used; the message is a sentence for the user that names it. */
public final class BundleException extends IOException {
  private static final long serialVersionUID = 1L;

  public BundleException(String message) {
    super(message);
  }

  public BundleException(String message, Throwable cause) {
    super(message, cause);
  }
}

package antiphon.control.web;

import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;

/**
 * One open page. What is sent to it is written without waiting; a page that does not take its
 * frames is cut off, since a page that misses the end of a note would hold it for ever.
 * Thread-safe.
 */
final class PageClient {
  /** Frames on the way: more than a second of notes. */
  static final int MAX_UNDELIVERED = 64;

  /** All of them together; of a hundred pages this is still little. */
  static final int MAX_UNDELIVERED_CHARACTERS = 1 << 18;

  private final Session session;
  private final AtomicInteger undelivered = new AtomicInteger();
  private final AtomicInteger characters = new AtomicInteger();

  PageClient(Session session) {
    this.session = session;
  }

  /**
   * Never blocks.
   *
   * @return false when the page has been too slow and is cut off
   */
  boolean send(String text) {
    if (undelivered.get() >= MAX_UNDELIVERED || characters.get() > MAX_UNDELIVERED_CHARACTERS) {
      session.disconnect();
      return false;
    }
    undelivered.incrementAndGet();
    characters.addAndGet(text.length());
    session.sendText(
        text, Callback.from(() -> delivered(text.length()), failure -> delivered(text.length())));
    return true;
  }

  /** Closes because the page broke the rules. */
  void refuse(int code, String reason) {
    session.close(code, reason, Callback.NOOP);
  }

  /** Closes because the server goes. */
  void dismiss() {
    session.close(StatusCode.SHUTDOWN, "Antiphon stops", Callback.NOOP);
  }

  private void delivered(int length) {
    characters.addAndGet(-length);
    undelivered.decrementAndGet();
  }
}

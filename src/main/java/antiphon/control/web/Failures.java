package antiphon.control.web;

import antiphon.music.time.Clock;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What no request should cost more than itself: above all, that there is no memory left, which all
 * of them meet at once and which is said once in ten seconds. Thread-safe.
 */
final class Failures {
  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
  private static final long QUIET_NS = 10_000_000_000L;

  private final Clock clock;
  private final AtomicLong saidNs;

  Failures(Clock clock) {
    this.clock = clock;
    saidNs = new AtomicLong(clock.nowNs() - QUIET_NS);
  }

  void answer(HttpServletResponse response, Error error) {
    say(error);
    String detail =
        error instanceof OutOfMemoryError
            ? "there is no memory left for this; the music goes on"
            : "a fault of Antiphon's; its log says more";
    try {
      Answers.fail(response, detail);
    } catch (IOException e) {
      // the client went away: there is nobody to tell
    }
  }

  /** One of the server's threads ends with it; another takes its place. */
  void uncaught(Thread thread, Throwable error) {
    try {
      say(error);
    } catch (OutOfMemoryError e) {
      // nor is there any to say so
    }
  }

  private void say(Throwable error) {
    if (!(error instanceof OutOfMemoryError)) {
      LOG.error("a request has failed", error);
      return;
    }
    long nowNs = clock.nowNs();
    long beforeNs = saidNs.get();
    if (nowNs - beforeNs >= QUIET_NS && saidNs.compareAndSet(beforeNs, nowNs)) {
      LOG.warn("a request has failed: {}", error.toString());
    }
  }
}

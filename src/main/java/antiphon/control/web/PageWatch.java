package antiphon.control.web;

import antiphon.thread.EnduringExecutor;
import java.io.IOException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the page's server for something every five seconds, as a browser does, and opens it anew
 * when it has not answered three times: where there is no memory left, a server may lose the thread
 * that lets visitors in, and never miss it. The first question also brings in, while there is
 * memory, what no later one could do without.
 */
public final class PageWatch implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PageWatch.class);
  private static final long FIRST_MS = 1_000;
  private static final long PERIOD_MS = 5_000;

  /** So often it may not answer. */
  static final int PATIENCE = 3;

  private final WebServer server;
  private final ScheduledExecutorService executor =
      new EnduringExecutor("antiphon-control-page-watch");

  // these belong to whoever looks
  private int unanswered;
  private boolean failed;

  public PageWatch(WebServer server) {
    this.server = server;
  }

  public void start() {
    executor.scheduleWithFixedDelay(this::look, FIRST_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
  }

  void look() {
    if (!server.answers() && !answersAnew()) {
      return;
    }
    if (unanswered >= PATIENCE) {
      LOG.info("the page answers again");
    }
    unanswered = 0;
    failed = false;
  }

  private boolean answersAnew() {
    unanswered++;
    if (unanswered < PATIENCE) {
      return false;
    }
    if (unanswered == PATIENCE) {
      LOG.warn(
          "the page has not answered for {} s: it is opened anew; playing on",
          PATIENCE * PERIOD_MS / 1_000);
    }
    openAnew();
    return server.answers();
  }

  private void openAnew() {
    try {
      server.openAnew();
    } catch (IOException | RuntimeException e) {
      if (!failed) {
        LOG.warn("the page cannot be opened, trying again: {}", e.toString());
      }
      failed = true;
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}

package antiphon.app.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * What a machine has to do beside keeping the beat, on a stage with bad luck: another process takes
 * half of a core, a page is open, and garbage is made.
 */
final class BenchLoad implements AutoCloseable {
  /** What is wanted of the garbage maker. */
  static final long GARBAGE_BYTES_PER_SECOND = 200_000_000;

  private static final int CHUNK_BYTES = 10_000;
  private static final long SLICE_NS = 5_000_000;

  private final Process burner;
  private final AtomicLong pageMessages = new AtomicLong();
  private final Thread garbage = new Thread(this::litter, "bench-garbage");
  private volatile boolean running = true;
  private volatile byte[] latest;

  /**
   * @param page is opened
   */
  BenchLoad(BenchPage page) {
    HttpClient.newHttpClient().newWebSocketBuilder().buildAsync(page.socket(), new Page()).join();
    burner = burn();
    garbage.setDaemon(true);
    garbage.start();
  }

  /** What the page has been told so far. */
  long pageMessages() {
    return pageMessages.get();
  }

  @Override
  public void close() {
    running = false;
    burner.destroy();
  }

  private static Process burn() {
    try {
      return new ProcessBuilder(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx16m",
              "-XX:+UseSerialGC",
              "-cp",
              System.getProperty("java.class.path"),
              Burner.class.getName())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void litter() {
    long chunks = GARBAGE_BYTES_PER_SECOND / CHUNK_BYTES * SLICE_NS / 1_000_000_000;
    while (running) {
      for (long i = 0; i < chunks; i++) {
        latest = new byte[CHUNK_BYTES];
      }
      LockSupport.parkNanos(SLICE_NS);
    }
  }

  /** Reads all that it is told. */
  private final class Page implements WebSocket.Listener {
    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
      pageMessages.incrementAndGet();
      socket.request(1);
      return null;
    }
  }
}

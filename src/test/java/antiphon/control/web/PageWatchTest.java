package antiphon.control.web;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.control.RecordingModels;
import antiphon.control.desk.Desk;
import antiphon.live.api.Mode;
import antiphon.live.engine.Engine;
import antiphon.live.engine.FarSide;
import antiphon.live.engine.Sessions;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** A page whose server has got stuck comes back at the same address; one that answers is let be. */
class PageWatchTest {
  private static final int THREADS = 16;

  @TempDir private Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private final FarSide farSide = new FarSide();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final AtomicInteger stuck = new AtomicInteger();
  private final CountDownLatch never = new CountDownLatch(1);
  private volatile boolean sticky;
  private Engine engine;
  private Desk desk;
  private WebServer server;
  private PageWatch watch;

  @BeforeEach
  void start() {
    engine = Sessions.engine(Sessions.settings(Mode.SOLO), Sessions.stepper(), farSide);
    engine.start();
    desk = new Desk(engine, new RecordingModels("pocket"), folder);
    log.start();
    root.addAppender(log);
  }

  @AfterEach
  void stop() {
    root.detachAppender(log);
    watch.close();
    server.close();
    desk.close();
    engine.close();
    assertEquals(0, farSide.hanging());
  }

  private void serve(String host, boolean open) throws WebException {
    server =
        new WebServer(
            new Backstage(
                Intercepted.engine(engine, this::stickyAtTimes),
                desk,
                new RecordingModels("pocket")),
            new WebSettings(host, 0, List.of(), folder),
            Limits.USUAL,
            open);
    server.start();
    watch = new PageWatch(server);
  }

  @Test
  void shouldOpenAPageAnewThatAnswersNobody() throws Exception {
    serve("127.0.0.1", false);
    final AtomicInteger told = new AtomicInteger();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    connect(told, closed);
    await().until(() -> told.get() > 1);
    final String url = server.url();
    sticky = true;
    List<CompletableFuture<HttpResponse<String>>> asked =
        Stream.generate(this::ask).limit(THREADS).toList();
    await().until(() -> stuck.get() >= 8); // and the server's other threads have work of their own
    long before = farSide.onsets();
    for (int i = 1; i < PageWatch.PATIENCE; i++) {
      watch.look();
    }
    assertEquals(List.of(), messages());
    sticky = false;
    watch.look(); // which sees at once that it answers again
    asked.forEach(answer -> answer.exceptionally(lost -> null).join());
    assertEquals(url, server.url());
    assertEquals(200, ask().join().statusCode());
    closed.join();
    assertEquals(
        List.of(
            "the page has not answered for 15 s: it is opened anew; playing on",
            "a request has failed: java.lang.OutOfMemoryError: as if", // once for all of them
            "the page answers again"),
        messages());
    await().until(() -> farSide.onsets() > before);
    await().until(() -> told(ask().join()).at("/pages/open").asInt() == 0);
  }

  @Test
  void shouldLetAPageBeThatAnswersAgainInTime() throws Exception {
    serve("127.0.0.1", false);
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    WebSocket page = connect(new AtomicInteger(), closed);
    for (int i = 0; i < 2 * PageWatch.PATIENCE; i++) {
      watch.look();
    }
    assertFalse(closed.isDone());
    assertFalse(page.isInputClosed());
    assertEquals(List.of(), messages());
  }

  @Test
  void shouldBeLetInWhereStrangersAreNot() throws Exception {
    serve("0.0.0.0", true);
    assertTrue(server.answers());
    assertEquals(0, refused());
    server.close();
    assertFalse(server.answers());
  }

  /**
   * A page.
   *
   * @param told counts what it is told
   * @param closed is completed when it is let go
   */
  private WebSocket connect(AtomicInteger told, CompletableFuture<Integer> closed) {
    return http.newWebSocketBuilder()
        .buildAsync(
            URI.create(server.url().replace("http", "ws") + "ws"),
            new WebSocket.Listener() {
              @Override
              public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
                told.incrementAndGet();
                return WebSocket.Listener.super.onText(socket, text, last);
              }

              @Override
              public CompletionStage<?> onClose(WebSocket socket, int status, String reason) {
                closed.complete(status);
                return null;
              }

              @Override
              public void onError(WebSocket socket, Throwable error) {
                closed.complete(0);
              }
            })
        .join();
  }

  private int refused() throws IOException, InterruptedException {
    String token = server.url().substring(server.url().indexOf('=') + 1);
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/api/status"))
                .header("Authorization", "Bearer " + token)
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertEquals(200, answer.statusCode());
    int sum = 0;
    for (JsonNode count : told(answer).at("/pages/turnedAway")) {
      sum += count.asInt();
    }
    return sum;
  }

  private static JsonNode told(HttpResponse<String> answer) throws IOException {
    return new ObjectMapper().readTree(answer.body());
  }

  private List<String> messages() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  private CompletableFuture<HttpResponse<String>> ask() {
    return http.sendAsync(
        HttpRequest.newBuilder(URI.create(server.url() + "api/status")).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private void awaitInterrupt() {
    try {
      never.await();
    } catch (InterruptedException e) {
      // the server stops
    }
  }

  private void stickyAtTimes(String method) {
    boolean asked = Thread.currentThread().getName().matches("antiphon-control-\\d+.*");
    if (sticky && asked && method.equals("status")) {
      stuck.incrementAndGet();
      awaitInterrupt();
      throw new OutOfMemoryError("as if");
    }
  }
}

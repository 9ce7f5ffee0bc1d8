package antiphon.control.web;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** There is no memory left for the page: the music goes on, and the page comes back. */
class OutOfMemoryTest {
  @TempDir private Path folder;

  private final HttpClient http = HttpClient.newHttpClient();
  private final FarSide farSide = new FarSide();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private volatile boolean full;
  private Engine engine;
  private Desk desk;
  private WebServer server;

  @BeforeEach
  void start() throws WebException {
    engine = Sessions.engine(Sessions.settings(Mode.SOLO), Sessions.stepper(), farSide);
    engine.start();
    RecordingModels models = new RecordingModels("pocket", "studio", "a random one");
    desk = new Desk(engine, models, folder);
    server =
        new WebServer(
            new Backstage(Intercepted.engine(engine, this::fullAtTimes), desk, models),
            "127.0.0.1",
            0);
    server.start();
    log.start();
    root.addAppender(log);
  }

  @AfterEach
  void stop() {
    root.detachAppender(log);
    server.close();
    desk.close();
    engine.close();
    assertEquals(0, farSide.hanging());
  }

  @Test
  void shouldGoOnPlayingAndTellThePagesAgainWhenThereIsRoom() throws Exception {
    http.newWebSocketBuilder()
        .buildAsync(
            URI.create(server.url().replace("http", "ws") + "ws"),
            new WebSocket.Listener() {
              @Override
              public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
                told.add(text.toString());
                return WebSocket.Listener.super.onText(socket, text, last);
              }
            })
        .join();
    await().until(() -> told.size() > 3);
    full = true;
    long before = farSide.onsets();
    HttpResponse<String> answer = status();
    assertEquals(500, answer.statusCode());
    assertEquals(
        "{\"title\":\"Server Error\",\"detail\":\"there is no memory left for this; the music goes on\"}",
        answer.body());
    await().until(() -> farSide.onsets() > before + 5);
    full = false;
    int then = told.size();
    await().until(() -> told.stream().skip(then).anyMatch(text -> text.contains("\"status\"")));
    assertEquals(200, status().statusCode());
    assertTrue(log.list.size() <= 3, () -> "few words: " + log.list);
  }

  private HttpResponse<String> status() throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(server.url() + "api/status")).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private void fullAtTimes(String method) {
    if (full && method.equals("status")) {
      throw new OutOfMemoryError("as if");
    }
  }
}

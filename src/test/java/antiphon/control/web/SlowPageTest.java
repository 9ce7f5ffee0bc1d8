package antiphon.control.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.control.RecordingModels;
import antiphon.control.desk.Desk;
import antiphon.live.api.EngineControl;
import antiphon.live.api.Mode;
import antiphon.live.api.NoteEvent;
import antiphon.live.engine.FarSide;
import antiphon.live.engine.Sessions;
import antiphon.music.note.Part;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page that does not read what it is sent, and a queue nobody empties. */
class SlowPageTest {
  private final Deque<Callback> undelivered = new ArrayDeque<>();
  private final AtomicBoolean disconnected = new AtomicBoolean();

  private final RecordingModels models = new RecordingModels("pocket", "studio", "a random one");

  @TempDir private Path folder;

  @Test
  void shouldCutOffAPageThatDoesNotTakeItsFrames() {
    PageClient client = new PageClient(session());
    for (int i = 0; i < PageClient.MAX_UNDELIVERED; i++) {
      assertTrue(client.send("{}"));
    }
    assertFalse(client.send("{}"));
    assertTrue(disconnected.get());
    assertEquals(PageClient.MAX_UNDELIVERED, undelivered.size());
  }

  @Test
  void shouldGoOnSendingToAPageThatTakesItsFramesInTheEnd() {
    PageClient client = new PageClient(session());
    for (int i = 0; i < 10 * PageClient.MAX_UNDELIVERED; i++) {
      assertTrue(client.send("{}"));
      if (undelivered.size() == PageClient.MAX_UNDELIVERED) {
        undelivered.forEach(Callback::succeed);
        undelivered.clear();
      }
    }
    assertFalse(disconnected.get());
  }

  @Test
  void shouldDropAndCountNotesWhenTheQueueIsFull() {
    EngineControl idle =
        Sessions.engine(Sessions.settings(Mode.LISTEN), Sessions.stepper(), new FarSide());
    try (Desk desk = new Desk(idle, models, folder);
        Broadcaster broadcaster = new Broadcaster(new Backstage(idle, desk, models))) {
      for (int i = 0; i < Broadcaster.QUEUED_NOTES + 3; i++) {
        broadcaster.note(new NoteEvent(Part.PLAYER, 60, 90, i, i));
      }
      assertEquals(3, broadcaster.status().path("pages").path("notesDropped").longValue());
    }
  }

  private Session session() {
    return (Session)
        Proxy.newProxyInstance(
            Session.class.getClassLoader(),
            new Class<?>[] {Session.class},
            (proxy, method, arguments) -> {
              switch (method.getName()) {
                case "sendText" -> undelivered.add((Callback) arguments[1]);
                case "disconnect" -> disconnected.set(true);
                default -> throw new UnsupportedOperationException(method.getName());
              }
              return null;
            });
  }
}

package antiphon.control.web;

import antiphon.control.desk.Desk;
import antiphon.live.api.Action;
import antiphon.live.api.EngineControl;
import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.websocket.WsConfig;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /ws}: the keys of the page in; {@link Broadcaster} has the other direction. */
final class LiveSocket {
  /** Longest message a page may send, in bytes: several times the longest there is. */
  static final int MAX_MESSAGE_BYTES = 512;

  private static final Logger LOG = LoggerFactory.getLogger(LiveSocket.class);
  private static final Set<String> KEYS = Set.of("type", "pitch", "velocity", "action");

  private final EngineControl engine;
  private final Desk desk;
  private final HeldKeys keys;
  private final Broadcaster broadcaster;
  private final Map<Session, PageClient> clients = new ConcurrentHashMap<>();

  LiveSocket(Backstage backstage, HeldKeys keys, Broadcaster broadcaster) {
    engine = backstage.engine();
    desk = backstage.desk();
    this.keys = keys;
    this.broadcaster = broadcaster;
  }

  void addTo(WsConfig socket) {
    socket.onConnect(context -> join(context.session));
    socket.onMessage(context -> hear(context.session, context.message()));
    socket.onBinaryMessage(
        context -> refuse(context.session, StatusCode.BAD_DATA, "send text, not binary"));
    socket.onError(context -> LOG.debug("a page's socket failed", context.error()));
    socket.onClose(context -> leave(context.session));
  }

  private void join(Session session) {
    PageClient client = new PageClient(session);
    keys.join(client);
    clients.put(session, client);
    broadcaster.join(client);
  }

  private void hear(Session session, String text) {
    PageClient client = clients.get(session);
    if (client == null) {
      return;
    }
    try {
      JsonNode message = Json.parse(text, KEYS);
      String type = message.path("type").asText();
      switch (type) {
        case "note" ->
            keys.play(client, Json.whole(message, "pitch"), Json.whole(message, "velocity"));
        case "panic" -> engine.panic();
        case "action" -> desk.perform(Action.parse(Json.text(message, "action")));
        default -> throw new IllegalArgumentException("type must be note, action or panic");
      }
    } catch (IllegalArgumentException e) {
      refuse(session, StatusCode.POLICY_VIOLATION, e.getMessage());
    }
  }

  private void refuse(Session session, int code, String reason) {
    PageClient client = clients.get(session);
    if (client != null) {
      leave(session);
      client.refuse(code, reason);
    }
  }

  private void leave(Session session) {
    PageClient client = clients.remove(session);
    if (client != null) {
      broadcaster.leave(client);
      keys.leave(client);
    }
  }
}

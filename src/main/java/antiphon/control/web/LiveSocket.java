package antiphon.control.web;

import antiphon.control.desk.Desk;
import antiphon.live.api.Action;
import antiphon.live.api.EngineControl;
import antiphon.music.time.Clock;
import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.websocket.WsConfig;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.websocket.api.Callback;
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
  private final Limits limits;
  private final Refusals refusals;
  private final Clock clock;
  private final Map<Session, Guest> guests = new ConcurrentHashMap<>();

  /** Of those that have a place; one who finds none gives it back at once. */
  private final AtomicInteger pages = new AtomicInteger();

  LiveSocket(
      Backstage backstage,
      HeldKeys keys,
      Broadcaster broadcaster,
      Limits limits,
      Refusals refusals,
      Clock clock) {
    engine = backstage.engine();
    desk = backstage.desk();
    this.keys = keys;
    this.broadcaster = broadcaster;
    this.limits = limits;
    this.refusals = refusals;
    this.clock = clock;
  }

  /** Whether there is no room for another page. */
  boolean isFull() {
    return pages.get() >= limits.pages();
  }

  void addTo(WsConfig socket) {
    socket.onConnect(context -> join(context.session));
    socket.onMessage(context -> hear(context.session, context.message()));
    socket.onBinaryMessage(
        context -> misunderstood(context.session, StatusCode.BAD_DATA, "send text, not binary"));
    socket.onError(context -> LOG.debug("a page's socket failed", context.error()));
    socket.onClose(context -> leave(context.session));
  }

  private void join(Session session) {
    if (pages.incrementAndGet() > limits.pages()) { // of several that came at once
      pages.decrementAndGet();
      refusals.count(Refusal.TOO_MANY_PAGES);
      session.close(
          StatusCode.TRY_AGAIN_LATER,
          "there are too many pages open; close one and try again",
          Callback.NOOP);
      return;
    }
    PageClient client = new PageClient(session);
    keys.join(client);
    guests.put(
        session,
        new Guest(
            client,
            new Allowance(limits.messagesPerSecond(), limits.messageBurst(), clock.nowNs())));
    broadcaster.join(client);
    if (!session.isOpen()) { // it was gone before it was welcomed, perhaps before it was a guest
      leave(session);
      broadcaster.leave(client);
    }
  }

  private void hear(Session session, String text) {
    Guest guest = guests.get(session);
    if (guest == null) {
      return;
    }
    if (!guest.messages().take(1, clock.nowNs())) {
      refusals.count(Refusal.FLOOD);
      refuse(
          session,
          StatusCode.POLICY_VIOLATION,
          "too many messages; " + limits.messagesPerSecond() + " a second at the most");
      return;
    }
    try {
      JsonNode message = Json.parse(text, KEYS);
      String type = message.path("type").asText();
      switch (type) {
        case "note" ->
            keys.play(
                guest.client(), Json.whole(message, "pitch"), Json.whole(message, "velocity"));
        case "panic" -> engine.panic();
        case "action" -> desk.perform(Action.parse(Json.text(message, "action")));
        default -> throw new IllegalArgumentException("type must be note, action or panic");
      }
    } catch (IllegalArgumentException e) {
      misunderstood(session, StatusCode.POLICY_VIOLATION, e.getMessage());
    }
  }

  private void misunderstood(Session session, int code, String reason) {
    refusals.count(Refusal.BAD_MESSAGE);
    refuse(session, code, reason);
  }

  private void refuse(Session session, int code, String reason) {
    Guest guest = guests.get(session);
    if (guest != null) {
      leave(session);
      guest.client().refuse(code, reason);
    }
  }

  private void leave(Session session) {
    Guest guest = guests.remove(session);
    if (guest != null) {
      pages.decrementAndGet();
      broadcaster.leave(guest.client());
      keys.leave(guest.client());
    }
  }

  /**
   * A page, and how much it may still say; the latter belongs to whoever hears it, one message at a
   * time.
   */
  private record Guest(PageClient client, Allowance messages) {}
}

package antiphon.control.web;

import antiphon.control.desk.Desk;
import antiphon.live.api.EngineControl;
import antiphon.live.api.Models;
import antiphon.live.api.NoteEvent;
import antiphon.live.api.NoteListener;
import antiphon.live.api.SessionBook;
import antiphon.thread.EnduringExecutor;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every page of every note, in batches, and how the engine is. The journal's thread puts
 * notes into a bounded queue and goes on; one thread takes them out and writes. Thread-safe.
 */
final class Broadcaster implements NoteListener, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Broadcaster.class);
  static final int QUEUED_NOTES = 4096;
  private static final int NOTES_PER_BATCH = 512;
  private static final long BATCH_MS = 20;
  private static final int BATCHES_PER_STATUS = 25;
  private static final int BATCHES_PER_DRAFT = 5;
  private static final int BATCHES_BETWEEN_WARNINGS = 500;

  private final EngineControl engine;
  private final Desk desk;
  private final Models models;
  private final SessionBook sessions;
  private final Refusals refusals;
  private final BlockingQueue<NoteEvent> queue = new ArrayBlockingQueue<>(QUEUED_NOTES);
  private final Set<PageClient> clients = ConcurrentHashMap.newKeySet();
  private final AtomicLong notesDropped = new AtomicLong();
  private final AtomicLong pagesCutOff = new AtomicLong();

  /** Somebody has come who may have missed the last draft. */
  private volatile boolean draftWanted;

  private final ScheduledExecutorService executor =
      new EnduringExecutor("antiphon-control-broadcast");

  // these belong to the executor's thread
  private long notesDroppedTold;
  private long draftTold;
  private int batches;

  /** How many batches in a row have been told. */
  private int fine = BATCHES_BETWEEN_WARNINGS;

  Broadcaster(Backstage backstage, Refusals refusals) {
    engine = backstage.engine();
    desk = backstage.desk();
    models = backstage.models();
    sessions = backstage.sessions();
    this.refusals = refusals;
  }

  void start() {
    engine.addListener(this);
    executor.scheduleWithFixedDelay(this::tell, BATCH_MS, BATCH_MS, TimeUnit.MILLISECONDS);
  }

  /** Called on the journal's thread: never waits; a note that finds no room is counted. */
  @Override
  public void note(NoteEvent event) {
    if (!queue.offer(event)) {
      notesDropped.incrementAndGet();
    }
  }

  /** From now on the page is told; first, how the engine is and what it is about to play. */
  void join(PageClient client) {
    long version = engine.draftVersion();
    client.send(statusMessage());
    client.send(draftMessage());
    clients.add(client);
    if (engine.draftVersion() != version) { // and perhaps the others have been told already
      draftWanted = true;
    }
  }

  void leave(PageClient client) {
    clients.remove(client);
  }

  /** What {@code GET /api/status} says. */
  ObjectNode status() {
    ObjectNode status = Json.status(engine.status());
    status.put("scene", desk.recalled().orElse(null));
    status.put("learning", desk.learning().orElse(null));
    status.put("deskVersion", Objects.hash(desk.scenes(), desk.bindings()));
    status.put("notKept", desk.notKept().or(sessions::notKept).orElse(null));
    status.set("session", SessionRoutes.extent(sessions.current()));
    status.put("sessionsVersion", sessions.version());
    status.put("modelFailure", models.failure().orElse(null));
    status
        .putObject("pages")
        .put("open", clients.size())
        .put("notesDropped", notesDropped.get())
        .put("cutOff", pagesCutOff.get())
        .set("turnedAway", refusals.told());
    return status;
  }

  /** How many pages are open. */
  int pages() {
    return clients.size();
  }

  /** How many notes wait to be told. */
  int queued() {
    return queue.size();
  }

  /** How many notes found no room in the queue. */
  long notesDropped() {
    return notesDropped.get();
  }

  /** How many pages were too slow. */
  long pagesCutOff() {
    return pagesCutOff.get();
  }

  @Override
  public void close() {
    engine.removeListener(this);
    executor.shutdownNow();
    clients.forEach(PageClient::dismiss);
    clients.clear();
  }

  private void tell() {
    try {
      tellNotes();
      batches = (batches + 1) % BATCHES_PER_STATUS;
      if (batches % BATCHES_PER_DRAFT == 0) {
        tellDraft();
      }
      if (batches == 0 && !clients.isEmpty()) {
        send(statusMessage());
      }
      fine++;
    } catch (RuntimeException | OutOfMemoryError e) {
      boolean first = fine >= BATCHES_BETWEEN_WARNINGS;
      fine = 0;
      if (first) {
        LOG.warn("could not tell the pages, trying again: {}", e.toString());
      }
    }
  }

  private void tellNotes() {
    if (clients.isEmpty()) {
      queue.clear();
      return;
    }
    long lost = notesDropped.get() - notesDroppedTold;
    if (queue.isEmpty() && lost == 0) {
      return;
    }
    ObjectNode message = Json.object();
    ArrayNode notes = message.putArray("notes");
    NoteEvent event;
    while (notes.size() < NOTES_PER_BATCH && (event = queue.poll()) != null) {
      notes.add(Json.note(event));
    }
    message.put("nowTick", engine.status().timeTicks());
    if (lost > 0) {
      message.put("lost", lost);
      notesDroppedTold += lost;
    }
    send(message.toString());
  }

  private void tellDraft() {
    boolean wanted = draftWanted;
    draftWanted = false;
    long version = engine.draftVersion();
    if (clients.isEmpty() || version == draftTold && !wanted) {
      return;
    }
    draftTold = version;
    send(draftMessage());
  }

  private String draftMessage() {
    ObjectNode message = Json.object();
    ArrayNode notes = message.putArray("draft");
    engine.draft().forEach(note -> notes.add(Json.drafted(note)));
    return message.put("nowTick", engine.status().timeTicks()).toString();
  }

  private String statusMessage() {
    ObjectNode message = Json.object();
    message.set("status", status());
    return message.toString();
  }

  private void send(String text) {
    for (PageClient client : clients) {
      if (!client.send(text)) {
        clients.remove(client);
        pagesCutOff.incrementAndGet();
      }
    }
  }
}

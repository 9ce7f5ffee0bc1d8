package antiphon.control.web;

import antiphon.live.api.SessionBook;
import antiphon.live.api.SessionException;
import antiphon.music.note.Note;
import antiphon.music.note.Score;
import antiphon.music.time.MusicalTime;
import antiphon.music.time.TempoMap;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;

/** {@code /api/sessions…}: what was played, to be played back, carried away or kept. */
final class SessionRoutes {
  private static final int NO_CONTENT = 204;

  private final SessionBook sessions;

  SessionRoutes(Backstage backstage) {
    sessions = backstage.sessions();
  }

  void addTo(RoutesConfig routes) {
    routes.get("/api/sessions", this::list);
    routes.get("/api/sessions/{name}/midi", this::download);
    routes.get("/api/sessions/{name}/notes", this::tellNotes);
    routes.delete("/api/sessions/{name}", this::remove);
    routes.post("/api/session/save", this::save);
    routes.exception(
        SessionException.class,
        (e, context) -> Answers.refuse(context, status(e.fault()), e.getMessage()));
  }

  private static int status(SessionException.Fault fault) {
    return switch (fault) {
      case NAME -> 400;
      case UNKNOWN -> 404;
      case CONFLICT -> 409;
      case UNREADABLE -> 422;
      case DISK -> 500;
    };
  }

  /** What goes on, as the status has it too. */
  static ObjectNode extent(SessionBook.Extent extent) {
    return put(Json.object(), extent);
  }

  private static ObjectNode put(ObjectNode node, SessionBook.Extent extent) {
    return node.put("seconds", extent.seconds())
        .put("player", extent.player())
        .put("partner", extent.partner());
  }

  private void list(Context context) {
    ObjectNode body = Json.object();
    body.set("current", extent(sessions.current()));
    ArrayNode kept = body.putArray("sessions");
    for (SessionBook.Entry entry : sessions.kept()) {
      ObjectNode node =
          Json.object()
              .put("name", entry.name())
              .put("savedAt", entry.savedAt().toString())
              .put("bytes", entry.bytes());
      put(node, entry.extent());
      entry.problem().ifPresent(problem -> node.put("problem", problem));
      kept.add(node);
    }
    Answers.answer(context, body);
  }

  private void download(Context context) {
    String name = context.pathParam("name");
    byte[] midi = sessions.midi(name);
    context
        .header("Cache-Control", "no-store")
        .header("Content-Disposition", attachment(name + ".mid"))
        .contentType("audio/midi")
        .result(midi);
  }

  /** For every browser, and for those that know RFC 6266 with all its letters. */
  private static String attachment(String fileName) {
    String plain = fileName.replaceAll("[^A-Za-z0-9 ._()-]", "_");
    String whole = URLEncoder.encode(fileName, StandardCharsets.UTF_8).replace("+", "%20");
    return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + whole.replace("*", "%2A");
  }

  private void tellNotes(Context context) {
    Score score = sessions.score(context.pathParam("name"));
    context.header("Cache-Control", "no-store").contentType("application/json").result(json(score));
  }

  /** Written at once: a tree of so many notes would take ten times the memory. */
  private static byte[] json(Score score) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = Json.generator(bytes)) {
      json.writeStartObject();
      json.writeNumberField("tempoBpm", score.tempoBpm());
      json.writeStringField("meter", score.meters().meterAt(0).toString());
      json.writeNumberField("ticksPerQuarter", MusicalTime.TICKS_PER_QUARTER);
      json.writeArrayFieldStart("tempi");
      for (TempoMap.Change change : score.tempi().changes()) {
        json.writeStartObject();
        json.writeNumberField("tick", change.tick());
        json.writeNumberField("tempoBpm", change.tempoBpm());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("notes");
      for (Note note : score.notes()) {
        json.writeStartObject();
        json.writeStringField("part", note.part().name().toLowerCase(Locale.ROOT));
        json.writeNumberField("pitch", note.pitch());
        json.writeNumberField("velocity", note.velocity());
        json.writeNumberField("tick", note.onTick());
        json.writeNumberField("endTick", note.offTick());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail
    }
    return bytes.toByteArray();
  }

  private void remove(Context context) {
    sessions.remove(context.pathParam("name"));
    context.status(NO_CONTENT);
  }

  /** The body may be left out: then it is called by the time at which it began. */
  private void save(Context context) {
    String name = null;
    if (!context.body().isBlank()) {
      JsonNode body = Json.parse(context.body(), Set.of("name"));
      name = body.hasNonNull("name") ? Json.text(body, "name") : null;
    }
    Answers.answer(context, Json.object().put("name", sessions.save(name)));
  }
}

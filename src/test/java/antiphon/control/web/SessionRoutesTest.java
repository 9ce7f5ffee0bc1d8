package antiphon.control.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.control.RecordingModels;
import antiphon.control.desk.Desk;
import antiphon.live.api.Mode;
import antiphon.live.api.SessionBook;
import antiphon.live.api.SessionException;
import antiphon.live.api.SessionException.Fault;
import antiphon.live.engine.Engine;
import antiphon.live.engine.FarSide;
import antiphon.live.engine.Sessions;
import antiphon.midi.file.MidiFileReader;
import antiphon.midi.file.MidiFileWriter;
import antiphon.midi.file.MidiPiece;
import antiphon.midi.file.MidiTrack;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.time.TempoMap;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionRoutesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant SAVED_AT = Instant.parse("2026-11-26T05:15:28Z");

  private final HttpClient http = HttpClient.newHttpClient();
  private final RecordingModels models = new RecordingModels("pocket", "a random one");
  private final Shelf sessions = new Shelf();
  private Engine engine;
  private Desk desk;
  private WebServer server;

  @TempDir private Path folder;

  @BeforeEach
  void start() throws WebException {
    engine = Sessions.engine(Sessions.settings(Mode.LISTEN), Sessions.stepper(), new FarSide());
    engine.start();
    desk = new Desk(engine, models, folder);
    server = new WebServer(new Backstage(engine, desk, models, List::of, sessions), "127.0.0.1", 0);
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
    desk.close();
    engine.close();
  }

  @Test
  void shouldListWhatIsKeptAndWhatGoesOn() {
    sessions.put("monday", duet());
    sessions.put("torn", new byte[3]);
    JsonNode body = json(get("api/sessions"));
    assertEquals(12.5, body.path("current").path("seconds").doubleValue());
    assertEquals(3, body.path("current").path("player").intValue());
    assertEquals(4, body.path("current").path("partner").intValue());
    JsonNode monday = body.path("sessions").get(0);
    assertEquals("monday", monday.path("name").textValue());
    assertEquals("2026-11-26T05:15:28Z", monday.path("savedAt").textValue());
    assertEquals(MidiFileWriter.bytes(duet()).length, monday.path("bytes").intValue());
    assertEquals(1, monday.path("player").intValue());
    assertEquals(1, monday.path("partner").intValue());
    assertFalse(monday.has("problem"));
    assertEquals("torn.mid is torn", body.path("sessions").get(1).path("problem").textValue());
  }

  @Test
  void shouldGiveTheFileWithThePlayerInTrackOneAndAntiphonInTrackTwo() throws IOException {
    sessions.put("Été (2)", duet());
    HttpResponse<byte[]> response = download("api/sessions/%C3%89t%C3%A9%20(2)/midi");
    assertEquals(200, response.statusCode());
    assertEquals("audio/midi", response.headers().firstValue("Content-Type").orElseThrow());
    assertEquals(
        "attachment; filename=\"_t_ (2).mid\"; filename*=UTF-8''%C3%89t%C3%A9%20%282%29.mid",
        response.headers().firstValue("Content-Disposition").orElseThrow());
    MidiPiece piece = MidiFileReader.read(response.body(), "what was sent");
    assertEquals(
        List.of("Player", "Antiphon"), piece.tracks().stream().map(MidiTrack::name).toList());
    assertArrayEquals(
        MidiFileWriter.bytes(sessions.score("current")),
        download("api/sessions/current/midi").body());
  }

  @Test
  void shouldGiveTheNotesWithAllTempi() {
    sessions.put("monday", duet());
    JsonNode body = json(get("api/sessions/monday/notes"));
    assertEquals(60, body.path("tempoBpm").doubleValue());
    assertEquals("3/4", body.path("meter").textValue());
    assertEquals(960, body.path("ticksPerQuarter").intValue());
    assertEquals(1920, body.path("tempi").get(1).path("tick").intValue());
    assertEquals(120, body.path("tempi").get(1).path("tempoBpm").doubleValue());
    JsonNode answer = body.path("notes").get(1);
    assertEquals("partner", answer.path("part").textValue());
    assertEquals(64, answer.path("pitch").intValue());
    assertEquals(70, answer.path("velocity").intValue());
    assertEquals(960, answer.path("tick").intValue());
    assertEquals(1920, answer.path("endTick").intValue());
    assertEquals(8, json(get("api/sessions/current/notes")).path("notes").size());
  }

  /** The limit of 4 kB is that of what is sent in. */
  @Test
  void shouldGiveALongSessionWhole() {
    sessions.put("long", steps(20_000));
    assertEquals(20_000, json(get("api/sessions/long/notes")).path("notes").size());
    assertEquals(
        MidiFileWriter.bytes(steps(20_000)).length,
        download("api/sessions/long/midi").body().length);
  }

  @Test
  void shouldSaveWithANameOrWithoutAndRemove() {
    assertEquals("monday", json(post("{\"name\":\"monday\"}")).path("name").textValue());
    assertEquals("2026-11-26 05.15.28", json(post("")).path("name").textValue());
    assertEquals("2026-11-26 05.15.28", json(post("{}")).path("name").textValue());
    assertEquals("2026-11-26 05.15.28", json(post("{\"name\":null}")).path("name").textValue());
    assertEquals(204, delete("api/sessions/monday").statusCode());
    assertProblem(404, "no session 'monday'", delete("api/sessions/monday"));
  }

  @Test
  void shouldSayInASentenceWhyNot() {
    assertProblem(400, "name must be a text", post("{\"name\":3}"));
    assertProblem(400, "'path' is not known here", post("{\"path\":\"/etc\"}"));
    assertProblem(413, "", post(" ".repeat(5000) + "{}"));
    assertProblem(404, "no session 'sunday'", get("api/sessions/sunday/midi"));
    assertProblem(404, "no session 'sunday'", get("api/sessions/sunday/notes"));
    Map<Fault, Integer> statuses =
        Map.of(
            Fault.NAME, 400,
            Fault.UNKNOWN, 404,
            Fault.CONFLICT, 409,
            Fault.UNREADABLE, 422,
            Fault.DISK, 500);
    assertEquals(Fault.values().length, statuses.size());
    statuses.forEach(
        (fault, status) -> {
          sessions.fault = new SessionException(fault, "because of " + fault);
          assertProblem(status, "because of " + fault, post(""));
          assertProblem(status, "because of " + fault, get("api/sessions"));
        });
  }

  /** A path in place of a name, told as it is. */
  @Test
  void shouldTakeNoPathForAName() {
    for (String path :
        List.of("..%2f..%2fetc%2fpasswd", "%2e%2e", "..%5c..", "a%00b", "%2fetc%2fpasswd")) {
      String answer = raw("api/sessions/" + path + "/midi");
      assertTrue(answer.matches("(?s)HTTP/1.1 40[04] .*"), path + ": " + answer);
    }
    assertTrue(raw("api/sessions/../../etc/passwd/midi").matches("(?s)HTTP/1.1 40[04] .*"));
  }

  @Test
  void shouldTurnAwayWhatPagesOfOtherSitesAskFor() {
    HttpRequest.Builder save =
        request("api/session/save").POST(HttpRequest.BodyPublishers.ofString(""));
    assertProblem(403, "other sites", send(save.header("Origin", "http://evil.example")));
    sessions.put("monday", duet());
    assertProblem(
        403,
        "other sites",
        send(request("api/sessions/monday").header("Origin", "http://evil.example").DELETE()));
    assertEquals(1, json(get("api/sessions")).path("sessions").size());
  }

  @Test
  void shouldTellPagesWhenTheListHasChangedAndWhatIsNotKept() {
    JsonNode before = json(get("api/status"));
    assertEquals(3, before.path("session").path("player").intValue());
    assertTrue(before.path("notKept").isNull());
    sessions.put("monday", duet());
    JsonNode after = json(get("api/status"));
    assertNotEquals(before.path("sessionsVersion"), after.path("sessionsVersion"));
    assertTrue(after.path("sessionsVersion").isIntegralNumber());
    sessions.notKept = "the disk is full";
    await()
        .until(() -> json(get("api/status")).path("notKept").asText().equals("the disk is full"));
  }

  @Test
  void shouldTellAModelsCard() {
    JsonNode card = json(get("api/models/pocket"));
    assertEquals("pocket", card.path("name").textValue());
    assertFalse(card.path("playing").booleanValue());
    assertEquals(2, card.path("layers").intValue());
    assertEquals(512, card.path("hidden").intValue());
    assertEquals(4_200_000, card.path("parameters").intValue());
    assertEquals(8_438_038, card.path("bytes").intValue());
    assertEquals(1, card.path("formatVersion").intValue());
    assertEquals("songs", card.path("corpora").get(0).path("name").textValue());
    assertEquals(1069, card.path("corpora").get(0).path("pieces").intValue());
    assertEquals("CC0 1.0", card.path("corpora").get(0).path("licence").textValue());
    assertEquals("validNatsPerEvent", card.path("figures").get(0).path("name").textValue());
    assertEquals(1.23, card.path("figures").get(0).path("value").doubleValue());
    assertEquals("One for tests.", card.path("about").textValue());
    assertTrue(json(get("api/models/a%20random%20one")).path("playing").booleanValue());
    assertProblem(404, "no model named 'opera'", get("api/models/opera"));
  }

  /** Two bars of 3/4: a note of each part, the second bar twice as fast. */
  private static Score duet() {
    return new Score(
        List.of(new Note(Part.PLAYER, 60, 80, 0, 960), new Note(Part.PARTNER, 64, 70, 960, 1920)),
        new TempoMap(List.of(new TempoMap.Change(0, 60), new TempoMap.Change(1920, 120))),
        MeterMap.of(Meter.parse("3/4")));
  }

  private static Score steps(int count) {
    List<Note> notes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      notes.add(new Note(Part.PARTNER, 60 + i % 12, 80, i * 100L, i * 100L + 90));
    }
    return new Score(notes, 120, MeterMap.of(Meter.COMMON));
  }

  private static void assertProblem(int status, String detail, HttpResponse<String> response) {
    assertEquals(status, response.statusCode(), response.body());
    assertEquals(
        "application/problem+json", response.headers().firstValue("Content-Type").orElseThrow());
    assertTrue(json(response).path("detail").asText().contains(detail), response.body());
  }

  private HttpResponse<String> get(String path) {
    return send(request(path).GET());
  }

  private HttpResponse<byte[]> download(String path) {
    return http.sendAsync(request(path).build(), HttpResponse.BodyHandlers.ofByteArray()).join();
  }

  private HttpResponse<String> post(String text) {
    return send(request("api/session/save").POST(HttpRequest.BodyPublishers.ofString(text, UTF_8)));
  }

  private HttpResponse<String> delete(String path) {
    return send(request(path).DELETE());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()).join();
  }

  private static JsonNode json(HttpResponse<String> response) {
    try {
      return JSON.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The first line of the answer to a path that the client of the JDK would not send. */
  private String raw(String path) {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      String request = "GET /" + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sessions in memory. Thread-safe. */
  private static final class Shelf implements SessionBook {
    private final Map<String, byte[]> files = new TreeMap<>();
    private long version = 7;
    private volatile String notKept;
    private volatile SessionException fault;

    synchronized void put(String name, Score score) {
      put(name, MidiFileWriter.bytes(score));
    }

    synchronized void put(String name, byte[] bytes) {
      files.put(name, bytes);
      version++;
    }

    @Override
    public Extent current() {
      return new Extent(12.5, 3, 4);
    }

    @Override
    public synchronized List<Entry> kept() {
      fail();
      return files.keySet().stream().map(this::entry).toList();
    }

    private Entry entry(String name) {
      byte[] bytes = files.get(name);
      return bytes.length > 3
          ? new Entry(name, SAVED_AT, bytes.length, new Extent(1, 1, 1), Optional.empty())
          : new Entry(
              name, SAVED_AT, bytes.length, Extent.NONE, Optional.of(name + ".mid is torn"));
    }

    @Override
    public synchronized long version() {
      return version;
    }

    @Override
    public synchronized byte[] midi(String name) {
      if (name.equals(CURRENT)) {
        return MidiFileWriter.bytes(score(name));
      }
      require(name);
      return files.get(name);
    }

    @Override
    public synchronized Score score(String name) {
      if (name.equals(CURRENT)) {
        return Sessions.call();
      }
      require(name);
      if (name.equals("monday")) {
        return duet();
      }
      try {
        return MidiFileReader.read(midi(name), name).asPart(Part.PARTNER);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public String save(String name) {
      fail();
      String called = name == null ? "2026-11-26 05.15.28" : name;
      put(called, duet());
      return called;
    }

    @Override
    public synchronized void remove(String name) {
      require(name);
      files.remove(name);
    }

    @Override
    public Optional<String> notKept() {
      return Optional.ofNullable(notKept);
    }

    private void require(String name) {
      if (!files.containsKey(name)) {
        throw new SessionException(Fault.UNKNOWN, "there is no session '" + name + "'");
      }
    }

    private void fail() {
      if (fault != null) {
        throw fault;
      }
    }
  }
}

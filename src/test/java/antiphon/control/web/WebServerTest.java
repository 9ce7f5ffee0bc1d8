package antiphon.control.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.control.RecordingModels;
import antiphon.control.desk.Binding;
import antiphon.control.desk.Desk;
import antiphon.live.api.Action;
import antiphon.live.api.AnswerStart;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.NoteEvent;
import antiphon.live.api.Parameter;
import antiphon.live.api.PortState;
import antiphon.live.engine.Engine;
import antiphon.live.engine.FarSide;
import antiphon.live.engine.Sessions;
import antiphon.music.note.Part;
import antiphon.music.time.Meter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebServerTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HttpClient http = HttpClient.newHttpClient();
  private final FarSide farSide = new FarSide();
  private final List<NoteEvent> heard = new CopyOnWriteArrayList<>();
  private final RecordingModels models = new RecordingModels("pocket", "studio", "a random one");
  private final List<PortState> ports = new CopyOnWriteArrayList<>();
  private Engine engine;
  private Desk desk;
  private WebServer server;

  @TempDir private Path folder;

  @BeforeEach
  void start() throws WebException {
    LiveSettings settings =
        new LiveSettings(Mode.CALL_RESPONSE, Meter.COMMON, 240, 7)
            .with(Parameter.TEMPERATURE, 1)
            .with(Parameter.HAND_OVER_BEATS, 0.25)
            .with(Parameter.ANSWER_START, AnswerStart.NOW)
            .with(Parameter.MAX_ANSWER_BARS, 1);
    engine = Sessions.engine(settings, Sessions.stepper(), farSide);
    engine.addListener(heard::add);
    engine.start();
    desk = new Desk(engine, models, folder);
    server = new WebServer(backstage(), "127.0.0.1", 0);
    server.start();
  }

  private Backstage backstage() {
    return new Backstage(engine, desk, models, () -> ports, new EmptySessionBook());
  }

  @AfterEach
  void stop() {
    server.close();
    desk.close();
    engine.close();
    assertEquals(0, farSide.hanging());
  }

  @Test
  void shouldServeThePageAndItsAssetsUnderAStrictPolicy() {
    HttpResponse<String> page = get("");
    assertEquals(200, page.statusCode());
    assertTrue(page.headers().firstValue("Content-Type").orElseThrow().startsWith("text/html"));
    assertTrue(
        page.headers()
            .firstValue("Content-Security-Policy")
            .orElseThrow()
            .startsWith("default-src 'self';"));
    assertTrue(page.body().contains("Antiphon"));
    HttpResponse<String> script = get("app.js");
    assertEquals(200, script.statusCode());
    assertTrue(script.headers().firstValue("Content-Type").orElseThrow().contains("javascript"));
    assertEquals(200, get("style.css").statusCode());
    assertProblem(404, "there is nothing at /nothing.js", get("nothing.js"));
    assertProblem(404, "there is nothing at /api/nothing", get("api/nothing"));
  }

  @Test
  void shouldTellTheStatusInTheWordsOfTheCommandLine() {
    JsonNode status = json(get("api/status"));
    assertEquals("call-response", status.path("mode").textValue());
    assertEquals("open", status.path("floor").textValue());
    assertEquals("4/4", status.path("meter").textValue());
    assertEquals(240, status.path("tempoBpm").doubleValue());
    assertEquals("a random one", status.path("model").textValue());
    assertTrue(status.path("positionTicks").isIntegralNumber());
    assertTrue(status.path("timeTicks").isIntegralNumber());
    assertEquals("internal", status.path("clock").path("source").textValue());
    assertEquals("running", status.path("clock").path("state").textValue());
    assertEquals("Antiphon keeps the beat", status.path("clock").path("detail").textValue());
    assertEquals(0, status.path("counts").path("errors").longValue());
  }

  @Test
  void shouldSetParametersAndTellThem() {
    HttpResponse<String> response = put("{\"temperature\":0.5,\"topP\":0.9}");
    assertEquals(200, response.statusCode(), response.body());
    await().until(() -> json(get("api/params")).path("temperature").doubleValue() == 0.5);
    await().until(() -> json(get("api/params")).path("topP").doubleValue() == 0.9);
    assertEquals(200, put("{\"temperature\":2}").statusCode());
    await().until(() -> engine.status().parameters().get(Parameter.TEMPERATURE) == 2);
    assertEquals(0.9, engine.status().parameters().get(Parameter.TOP_P));
  }

  @Test
  void shouldTakeAndTellChoicesAsWordsAndFlagsAsTrueOrFalse() {
    HttpResponse<String> response =
        put("{\"scale\":\"dorian\",\"overlap\":true,\"tonic\":3,\"chordLock\":1,\"topK\":40}");
    assertEquals(200, response.statusCode(), response.body());
    for (JsonNode params : List.of(json(response), awaitParams("dorian"))) {
      assertEquals("dorian", params.path("scale").textValue());
      assertEquals("Eb", params.path("tonic").textValue());
      assertTrue(params.path("overlap").booleanValue());
      assertTrue(params.path("chordLock").booleanValue());
      assertFalse(params.path("pedalOut").booleanValue());
      assertEquals(40, params.path("topK").intValue());
      assertTrue(params.path("topK").isIntegralNumber());
      assertEquals(Parameter.words().size(), params.size());
    }
    assertEquals("dorian", json(get("api/status")).path("scale").textValue());
  }

  @Test
  void shouldTellTheRegistryFromWhichEveryControlCanBeMade() {
    JsonNode registry = json(get("api/registry"));
    assertEquals(Parameter.values().length, registry.path("parameters").size());
    assertEquals(Action.values().length, registry.path("actions").size());
    JsonNode bars = registry.path("parameters").get(Parameter.TRADE_BARS.ordinal());
    assertEquals("tradeBars", bars.path("name").textValue());
    assertEquals("play", bars.path("group").textValue());
    assertEquals("whole", bars.path("kind").textValue());
    assertEquals("bars", bars.path("unit").textValue());
    assertEquals(1, bars.path("min").doubleValue());
    assertEquals(64, bars.path("max").doubleValue());
    assertEquals(4, bars.path("default").intValue());
    assertEquals("1 to 64", bars.path("range").textValue());
    assertEquals(Parameter.TRADE_BARS.doc(), bars.path("doc").textValue());
    JsonNode scale = registry.path("parameters").get(Parameter.SCALE.ordinal());
    assertEquals("major", scale.path("default").textValue());
    assertEquals(Parameter.SCALE.choices().size(), scale.path("choices").size());
    assertEquals(
        "again", registry.path("actions").get(Action.AGAIN.ordinal()).path("name").asText());
    assertEquals("jam", registry.path("actions").get(Action.JAM.ordinal()).path("mode").asText());
  }

  @Test
  void shouldDoAnActionByItsWordOnly() {
    assertEquals(200, post("api/action", "{\"action\":\"solo\"}").statusCode());
    await().until(() -> engine.status().mode() == Mode.SOLO);
    assertProblem(400, "action must be one of", post("api/action", "{\"action\":\"dance\"}"));
    assertProblem(400, "action must be a text", post("api/action", "{\"action\":1}"));
    assertProblem(400, "action must be a text", post("api/action", "{}"));
    assertEquals(204, post("api/tap", "").statusCode());
  }

  @Test
  void shouldChooseAmongTheModelsThereAre() {
    JsonNode told = json(get("api/models"));
    assertEquals(models.names().size(), told.path("models").size());
    assertEquals("a random one", told.path("playing").textValue());
    assertEquals(202, post("api/model", "{\"model\":\"pocket\"}").statusCode());
    assertEquals(List.of("pocket"), models.chosen());
    assertProblem(400, "no model named 'opera'", post("api/model", "{\"model\":\"opera\"}"));
    assertProblem(400, "model must be a text", post("api/model", "{\"model\":null}"));
    assertEquals(List.of("pocket"), models.chosen());
  }

  @Test
  void shouldSaveRecallAndRemoveScenes() {
    assertEquals(200, put("{\"temperature\":0.5}").statusCode());
    await().until(() -> engine.status().parameters().get(Parameter.TEMPERATURE) == 0.5);
    HttpResponse<String> saved = send(request("api/scenes/the%20verse").PUT(body("")));
    assertEquals(200, saved.statusCode(), saved.body());
    assertEquals(200, send(request("api/scenes/end").PUT(body("{}"))).statusCode());
    assertEquals(200, send(request("api/scenes/end").PUT(body("{\"program\":3}"))).statusCode());
    JsonNode scenes = json(get("api/scenes")).path("scenes");
    assertEquals("the verse", scenes.get(0).path("name").textValue());
    assertTrue(scenes.get(0).path("program").isNull());
    assertEquals("call-response", scenes.get(0).path("mode").textValue());
    assertEquals(0.5, scenes.get(0).path("parameters").path("temperature").doubleValue());
    assertEquals(3, scenes.get(1).path("program").intValue());
    assertEquals(200, put("{\"temperature\":2}").statusCode());
    await().until(() -> engine.status().parameters().get(Parameter.TEMPERATURE) == 2);
    assertEquals(200, post("api/scene", "{\"scene\":\"the verse\"}").statusCode());
    await().until(() -> engine.status().parameters().get(Parameter.TEMPERATURE) == 0.5);
    assertEquals("the verse", json(get("api/status")).path("scene").textValue());
    assertEquals("the verse", json(get("api/scenes")).path("recalled").textValue());
    assertEquals(204, delete("api/scenes/end").statusCode());
    assertEquals(1, json(get("api/scenes")).path("scenes").size());
    assertProblem(400, "no scene 'end'", delete("api/scenes/end"));
    assertProblem(400, "no scene 'end'", post("api/scene", "{\"scene\":\"end\"}"));
    assertProblem(400, "scene must be a text", post("api/scene", "{\"scene\":3}"));
    assertProblem(
        400,
        "program must be 0 to 127, not 128",
        send(request("api/scenes/loud").PUT(body("{\"program\":128}"))));
    assertProblem(
        400,
        "'notes' is not known here",
        send(request("api/scenes/loud").PUT(body("{\"notes\":1}"))));
    assertProblem(400, "name of a scene", send(request("api/scenes/%21%21").PUT(body(""))));
    assertEquals(1, json(get("api/scenes")).path("scenes").size());
  }

  @Test
  void shouldSpellNamesInRefusalsAsTheyWereSent() {
    assertProblem(400, "no scene 'Übung 二'", delete("api/scenes/%C3%9Cbung%20%E4%BA%8C"));
  }

  @Test
  void shouldSayThatASceneIsThereButCouldNotBeWritten() throws IOException, WebException {
    server.close();
    desk.close();
    Path nowhere = Files.createFile(folder.resolve("a file")).resolve("config");
    desk = new Desk(engine, models, nowhere);
    server = new WebServer(backstage(), "127.0.0.1", 0);
    server.start();
    assertProblem(500, "scenes.json", send(request("api/scenes/verse").PUT(body(""))));
    assertEquals(1, json(get("api/scenes")).path("scenes").size());
    assertTrue(json(get("api/status")).path("notKept").asText().contains("scenes.json"));
  }

  @Test
  void shouldTellPagesWhenScenesOrControlsHaveChanged() {
    JsonNode before = json(get("api/status")).path("deskVersion");
    assertEquals(before, json(get("api/status")).path("deskVersion"));
    desk.saveScene("verse", null);
    JsonNode saved = json(get("api/status")).path("deskVersion");
    assertFalse(saved.equals(before));
    desk.bind(new Binding(Binding.Kind.CONTROLLER, 1, 74, "temperature"));
    assertFalse(json(get("api/status")).path("deskVersion").equals(saved));
  }

  @Test
  void shouldLearnAndForgetControls() {
    desk.bind(new Binding(Binding.Kind.CONTROLLER, 1, 74, "temperature"));
    JsonNode control = json(get("api/controls")).path("controls").get(0);
    assertEquals("temperature", control.path("target").textValue());
    assertEquals("controller", control.path("kind").textValue());
    assertEquals(1, control.path("channel").intValue());
    assertEquals(74, control.path("number").intValue());
    assertEquals(200, post("api/learn", "{\"target\":\"again\"}").statusCode());
    assertEquals("again", json(get("api/controls")).path("learning").textValue());
    assertEquals("again", json(get("api/status")).path("learning").textValue());
    assertEquals(200, post("api/learn", "{\"target\":null}").statusCode());
    assertTrue(json(get("api/status")).path("learning").isNull());
    assertProblem(400, "heat", post("api/learn", "{\"target\":\"heat\"}"));
    assertProblem(400, "target must be a text", post("api/learn", "{}"));
    assertEquals(204, delete("api/controls/temperature").statusCode());
    assertEquals(0, json(get("api/controls")).path("controls").size());
  }

  @Test
  void shouldForgetOneControlOfSeveral() {
    Binding first = new Binding(Binding.Kind.NOTE, 10, 36, "tap");
    Binding second = new Binding(Binding.Kind.NOTE, 10, 38, "tap");
    desk.bind(first);
    desk.bind(second);
    assertEquals(204, delete("api/controls/tap?kind=note&channel=10&number=36").statusCode());
    assertEquals(List.of(second), desk.bindings());
    assertProblem(
        400, "note 36 is not bound", delete("api/controls/tap?kind=note&channel=10&number=36"));
    assertProblem(400, "kind must be one of", delete("api/controls/tap?kind=string"));
    assertProblem(400, "channel must be a whole number", delete("api/controls/tap?kind=note"));
    assertEquals(List.of(second), desk.bindings());
  }

  @Test
  void shouldTurnAwayWhatPagesOfOtherSitesWouldChange() {
    for (String path : List.of("api/scenes/verse", "api/controls/temperature")) {
      assertProblem(
          403, "other sites", send(request(path).header("Origin", "http://evil.example").DELETE()));
    }
    assertProblem(
        403,
        "other sites",
        send(request("api/scenes/x").header("Origin", "http://evil.example").PUT(body(""))));
    for (String path : List.of("api/action", "api/model", "api/scene", "api/learn")) {
      assertProblem(
          403,
          "other sites",
          send(request(path).header("Origin", "http://evil.example").POST(body("{}"))));
      assertProblem(413, "", post(path, " ".repeat(5000) + "{}"));
    }
    assertTrue(json(get("api/scenes")).path("scenes").isEmpty());
  }

  @Test
  void shouldRefuseParametersThatAreOutOfRangeOrUnknownAndChangeNone() {
    assertProblem(400, "topP must be 0.01 to 1, not 2", put("{\"temperature\":0.5,\"topP\":2}"));
    assertProblem(400, "temperature must be 0 to 4, not -1", put("{\"temperature\":-1}"));
    assertProblem(400, "temperature must be a number", put("{\"temperature\":\"hot\"}"));
    assertProblem(400, "'heat' is not known here", put("{\"heat\":1}"));
    assertProblem(400, "scale must be one of major", put("{\"scale\":\"loud\",\"temperature\":2}"));
    assertProblem(400, "scale must be one of major", put("{\"scale\":true}"));
    assertProblem(400, "overlap must be true or false", put("{\"overlap\":\"true\"}"));
    assertProblem(400, "overlap must be true or false, not 2", put("{\"overlap\":2}"));
    assertProblem(400, "polyphony must be a whole number, 0 to 32", put("{\"polyphony\":1.5}"));
    assertProblem(400, "polyphony must be a whole number", put("{\"polyphony\":null}"));
    assertProblem(400, "temperature must be 0 to 4", put("{\"temperature\":1e999}"));
    assertProblem(400, "not well-formed", put("{\"temperature\":NaN}"));
    assertProblem(400, "not well-formed", put("{\"temperature\":0.5} and more"));
    assertProblem(400, "must be a JSON object", put("[]"));
    assertProblem(400, "must be a JSON object", put(""));
    assertProblem(413, "", put(" ".repeat(5000) + "{}"));
    assertEquals(1, engine.status().parameters().get(Parameter.TEMPERATURE));
    assertEquals(0.95, engine.status().parameters().get(Parameter.TOP_P));
  }

  @Test
  void shouldSetTheModeByItsWordOnly() {
    assertEquals(200, post("api/mode", "{\"mode\":\"listen\"}").statusCode());
    await().until(() -> engine.status().mode() == Mode.LISTEN);
    assertProblem(
        400,
        "mode must be one of call-response, jam, solo, listen, not 'loud'",
        post("api/mode", "{\"mode\":\"loud\"}"));
    assertProblem(400, "mode must be one of", post("api/mode", "{}"));
    assertEquals(Mode.LISTEN, engine.status().mode());
  }

  @Test
  void shouldEndAllThatSoundsOnPanic() {
    assertEquals(200, post("api/mode", "{\"mode\":\"solo\"}").statusCode());
    await().until(() -> engine.status().sounding() > 0);
    assertEquals(200, post("api/mode", "{\"mode\":\"listen\"}").statusCode());
    assertEquals(200, post("api/panic", "").statusCode());
    await().until(() -> engine.status().sounding() == 0 && farSide.hanging() == 0);
  }

  @Test
  void shouldTellEveryPageOfANotePlayedOnOneAndOfTheAnswer() {
    Page one = open();
    Page other = open();
    one.say("{\"type\":\"note\",\"pitch\":60,\"velocity\":90}");
    await().until(() -> other.notes("player").size() == 1);
    one.say("{\"type\":\"note\",\"pitch\":60,\"velocity\":0}");
    await().until(() -> one.notes("player").size() == 2 && other.notes("player").size() == 2);
    JsonNode on = other.notes("player").get(0);
    assertEquals(60, on.path("pitch").intValue());
    assertEquals(90, on.path("velocity").intValue());
    assertTrue(on.path("on").booleanValue());
    assertFalse(other.notes("player").get(1).path("on").booleanValue());
    await().until(() -> !other.notes("partner").isEmpty());
    await().until(() -> other.received.stream().anyMatch(m -> m.has("status")));
    assertTrue(other.received.stream().anyMatch(m -> m.path("nowTick").isIntegralNumber()));
  }

  @Test
  void shouldTellThePorts() {
    ports.add(new PortState("Keys", PortState.Direction.IN, "alsa", PortState.State.OPEN, ""));
    ports.add(new PortState("a peer", null, null, PortState.State.LOST, "no answer"));
    JsonNode told = json(get("api/ports")).path("ports");
    assertEquals(2, told.size());
    assertEquals("Keys in alsa open", text(told.get(0), "name", "direction", "transport", "state"));
    assertEquals("a peer lost no answer", text(told.get(1), "name", "state", "detail"));
    assertTrue(told.get(1).path("direction").isNull());
  }

  private static String text(JsonNode node, String... keys) {
    return Stream.of(keys).map(key -> node.path(key).asText()).collect(Collectors.joining(" "));
  }

  @Test
  void shouldTellPagesWhatIsAboutToBePlayed() {
    Page page = open();
    await().until(() -> page.received.stream().anyMatch(m -> m.path("draft").isEmpty()));
    desk.perform(Action.SOLO);
    await().until(() -> page.received.stream().anyMatch(m -> m.path("draft").size() > 0));
    JsonNode message =
        page.received.stream().filter(m -> m.path("draft").size() > 0).findFirst().orElseThrow();
    JsonNode note = message.path("draft").get(0);
    assertTrue(note.path("pitch").intValue() > 0 && note.path("velocity").intValue() > 0);
    assertTrue(note.path("tick").longValue() >= message.path("nowTick").longValue() - 960);
    assertTrue(note.path("committed").isBoolean() && note.has("endTick"));
    desk.perform(Action.LISTEN);
    await()
        .until(
            () -> {
              List<JsonNode> drafts = page.received.stream().filter(m -> m.has("draft")).toList();
              return drafts.get(drafts.size() - 1).path("draft").isEmpty();
            });
  }

  @Test
  void shouldEndTheNotesOfAPageThatIsGone() {
    Page one = open();
    Page other = open();
    one.say("{\"type\":\"note\",\"pitch\":60,\"velocity\":90}");
    one.say("{\"type\":\"note\",\"pitch\":64,\"velocity\":90}");
    other.say("{\"type\":\"note\",\"pitch\":64,\"velocity\":90}");
    await().until(() -> other.notes("player").size() == 3);
    one.socket.abort();
    await().until(() -> heardEnds(60) == 1);
    assertEquals(0, heardEnds(64), "somebody else still holds it");
    other.socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
    await().until(() -> heardEnds(64) == 1);
  }

  @Test
  void shouldEndTheNotesOfEveryPageWhenItCloses() {
    Page page = open();
    page.say("{\"type\":\"note\",\"pitch\":60,\"velocity\":90}");
    await().until(() -> heard.size() == 1);
    server.close();
    await().until(() -> heardEnds(60) == 1);
    await().until(() -> page.closedWith != null);
  }

  @Test
  void shouldCloseThePagesThatTalkNonsenseWithAReason() {
    assertClosed("not well-formed", "nonsense");
    assertClosed("velocity must be 0 to 127, not 200", note(60, 200));
    assertClosed("pitch must be 0 to 127, not -1", note(-1, 9));
    assertClosed("type must be note, action or panic", "{\"type\":\"dance\"}");
    assertClosed("velocity must be a whole number", "{\"type\":\"note\",\"pitch\":60}");
    assertClosed("'secret' is not known here", "{\"secret\":1}");
    assertClosed("", note(60, 90) + " ".repeat(1000));
    Page page = open();
    page.socket.sendBinary(ByteBuffer.wrap(new byte[3]), true).join();
    await().until(() -> page.closedWith != null);
    assertTrue(page.closedWith.contains("text"), page.closedWith);
    assertTrue(heard.isEmpty());
    assertEquals(200, get("api/status").statusCode(), "and goes on");
  }

  @Test
  void shouldHearAnActionFromAPage() {
    Page page = open();
    page.say("{\"type\":\"action\",\"action\":\"solo\"}");
    await().until(() -> engine.status().mode() == Mode.SOLO);
    assertClosed("action must be one of", "{\"type\":\"action\",\"action\":\"dance\"}");
    assertClosed("action must be a text", "{\"type\":\"action\"}");
  }

  @Test
  void shouldHearPanicFromAPage() {
    Page page = open();
    engine.perform(Action.SOLO);
    await().until(() -> engine.status().sounding() > 0);
    engine.perform(Action.LISTEN);
    page.say("{\"type\":\"panic\"}");
    await().until(() -> farSide.hanging() == 0 && engine.status().sounding() == 0);
  }

  @Test
  void shouldTurnAwayWhatPagesOfOtherSitesSend() {
    assertProblem(
        403,
        "other sites",
        send(request("api/panic").header("Origin", "http://evil.example").POST(body(""))));
    assertEquals(
        200, send(request("api/panic").header("Origin", origin()).POST(body(""))).statusCode());
    assertEquals(403, upgradeStatus("http://evil.example"));
    assertEquals(403, upgradeStatus("null"));
    assertEquals(101, upgradeStatus(origin()));
  }

  @Test
  void shouldCompressNothingForAPageThatOffersTo() {
    String head =
        raw(
            "GET",
            "ws",
            "127.0.0.1:"
                + server.port()
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13"
                + "\r\nSec-WebSocket-Key: bm90aGluZyBpcyByZWFkIQ=="
                + "\r\nSec-WebSocket-Extensions: permessage-deflate");
    assertTrue(head.startsWith("HTTP/1.1 101 "), head);
    assertFalse(head.contains("Sec-WebSocket-Extensions"), head);
  }

  @Test
  void shouldTurnAwayForeignHostNames() {
    String port = ":" + server.port();
    assertTrue(raw("GET", "api/status", "evil.example" + port).startsWith("HTTP/1.1 403"));
    assertTrue(raw("GET", "", "evil.example").startsWith("HTTP/1.1 403"));
    assertTrue(raw("GET", "app.js", "127.0.0.1.evil.example").startsWith("HTTP/1.1 403"));
    assertTrue(raw("GET", "api/status", "localhost" + port).startsWith("HTTP/1.1 200"));
    assertTrue(raw("GET", "api/status", "127.0.0.1" + port).startsWith("HTTP/1.1 200"));
    String upgrade =
        "\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nConnection: Upgrade";
    assertTrue(raw("GET", "ws", "evil.example" + upgrade).startsWith("HTTP/1.1 403"));
    String accepted = raw("GET", "ws", "localhost" + port + upgrade);
    assertTrue(accepted.startsWith("HTTP/1.1 101"));
    assertFalse(accepted.contains("Set-Cookie"), accepted);
  }

  @Test
  void shouldSayInOneSentenceWhatToDoWhenItCannotServe() {
    try (WebServer second = new WebServer(backstage(), "127.0.0.1", server.port())) {
      WebException taken = assertThrows(WebException.class, second::start);
      assertEquals(
          "port "
              + server.port()
              + " on 127.0.0.1 is taken; choose another with --web PORT, or --web off",
          taken.getMessage());
    }
    for (String nowhere : List.of("198.51.100.77", "300.1.1.1")) {
      try (WebServer lost = new WebServer(backstage(), nowhere, 0)) {
        WebException refused = assertThrows(WebException.class, lost::start);
        assertTrue(refused.getMessage().startsWith(nowhere + " is not "), refused.getMessage());
        assertTrue(refused.getMessage().contains("[web] listen"), refused.getMessage());
      }
    }
  }

  private void assertClosed(String reason, String message) {
    Page page = open();
    page.say(message);
    await().until(() -> page.closedWith != null);
    assertTrue(page.closedWith.contains(reason), page.closedWith);
  }

  private static void assertProblem(int status, String detail, HttpResponse<String> response) {
    assertEquals(status, response.statusCode(), response.body());
    assertEquals(
        "application/problem+json", response.headers().firstValue("Content-Type").orElseThrow());
    JsonNode problem = json(response);
    assertFalse(problem.path("title").asText().isBlank());
    assertTrue(problem.path("detail").asText().contains(detail), response.body());
  }

  private long heardEnds(int pitch) {
    return heard.stream()
        .filter(n -> n.part() == Part.PLAYER && n.pitch() == pitch && n.velocity() == 0)
        .count();
  }

  private static String note(int pitch, int velocity) {
    return "{\"type\":\"note\",\"pitch\":" + pitch + ",\"velocity\":" + velocity + "}";
  }

  private String origin() {
    return "http://127.0.0.1:" + server.port();
  }

  private HttpResponse<String> get(String path) {
    return send(request(path).GET());
  }

  private HttpResponse<String> put(String text) {
    return send(request("api/params").PUT(body(text)));
  }

  private HttpResponse<String> post(String path, String text) {
    return send(request(path).POST(body(text)));
  }

  private HttpResponse<String> delete(String path) {
    return send(request(path).DELETE());
  }

  private JsonNode awaitParams(String scale) {
    await().until(() -> json(get("api/params")).path("scale").asText().equals(scale));
    return json(get("api/params"));
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(server.url() + path));
  }

  private static HttpRequest.BodyPublisher body(String text) {
    return HttpRequest.BodyPublishers.ofString(text);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) {
    return http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofString()).join();
  }

  private static JsonNode json(HttpResponse<String> response) {
    return json(response.body());
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The client of the JDK does not let a test choose the host's name. */
  private String raw(String method, String path, String host) {
    try (Socket socket = new Socket("127.0.0.1", server.port())) {
      socket
          .getOutputStream()
          .write(
              (method + " /" + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n")
                  .getBytes(ISO_8859_1));
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int next = socket.getInputStream().read();
        assertTrue(next >= 0, head::toString);
        head.append((char) next);
      }
      return head.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private URI socketAddress() {
    return URI.create("ws://127.0.0.1:" + server.port() + "/ws");
  }

  private int upgradeStatus(String origin) {
    try {
      http.newWebSocketBuilder()
          .header("Origin", origin)
          .buildAsync(socketAddress(), new WebSocket.Listener() {})
          .join()
          .abort();
      return 101;
    } catch (CompletionException e) {
      return ((WebSocketHandshakeException) e.getCause()).getResponse().statusCode();
    }
  }

  private Page open() {
    Page page = new Page();
    page.socket = http.newWebSocketBuilder().buildAsync(socketAddress(), page).join();
    await().until(() -> page.received.stream().anyMatch(m -> m.has("status")));
    return page;
  }

  /** What a page's script would see. */
  private static final class Page implements WebSocket.Listener {
    final List<JsonNode> received = new CopyOnWriteArrayList<>();
    final StringBuilder partial = new StringBuilder();
    WebSocket socket;
    volatile String closedWith;

    void say(String text) {
      socket.sendText(text, true).join();
    }

    List<JsonNode> notes(String part) {
      return received.stream()
          .flatMap(message -> Stream.of(message.path("notes")))
          .flatMap(notes -> Stream.iterate(0, i -> i < notes.size(), i -> i + 1).map(notes::get))
          .filter(note -> note.path("part").asText().equals(part))
          .toList();
    }

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      partial.append(data);
      if (last) {
        received.add(json(partial.toString()));
        partial.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      closedWith = code + " " + reason;
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      closedWith = error.toString();
    }
  }
}

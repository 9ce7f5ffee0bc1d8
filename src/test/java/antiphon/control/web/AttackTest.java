package antiphon.control.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.control.RecordingModels;
import antiphon.control.desk.Desk;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.NoteEvent;
import antiphon.live.api.Parameter;
import antiphon.live.engine.Engine;
import antiphon.live.engine.FarSide;
import antiphon.live.engine.Sessions;
import antiphon.music.note.Part;
import antiphon.music.time.Meter;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * The attacks of src/docs/attacks.md, on a server whose engine plays: after each, the music must
 * have gone on, and whoever behaves must be answered.
 */
class AttackTest {
  /** The usual ones, but soon over. */
  private static final Limits LIMITS =
      new Limits(48, 40, 6, 250, 1000, 1500, 3000, 1 << 18, 1000, 1000, 2000);

  private static final String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final String NOTE = "{\"type\":\"note\",\"pitch\":60,\"velocity\":90}";

  private final FarSide farSide = new FarSide();
  private final List<NoteEvent> heard = new CopyOnWriteArrayList<>();
  private final List<Wire> wires = new ArrayList<>();
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private Engine engine;
  private Desk desk;
  private WebServer server;
  private String authorization = "";

  @TempDir private Path folder;

  @BeforeEach
  void start() throws WebException {
    log.start();
    root().addAppender(log);
    LiveSettings settings =
        new LiveSettings(Mode.SOLO, Meter.COMMON, 240, 7)
            .with(Parameter.TEMPERATURE, 1)
            .with(Parameter.LONGEST_REST_BEATS, 1);
    engine = Sessions.engine(settings, Sessions.stepper(), farSide);
    engine.addListener(heard::add);
    engine.start();
    desk = new Desk(engine, new RecordingModels("pocket"), folder);
    serve(LIMITS, false);
    await().until(() -> farSide.onsets() > 0);
  }

  private void serve(Limits limits, boolean open) throws WebException {
    if (server != null) {
      server.close();
    }
    server =
        new WebServer(
            new Backstage(engine, desk, new RecordingModels("pocket")),
            new WebSettings("127.0.0.1", 0, List.of(), folder),
            limits,
            open);
    server.start();
  }

  @AfterEach
  void shouldHaveGoneOn() {
    root().detachAppender(log);
    assertEquals(List.of(), List.copyOf(log.list), "nobody may fill the log");
    wires.forEach(Wire::close);
    long onsets = farSide.onsets();
    await().until(() -> farSide.onsets() > onsets);
    assertEquals(Mode.SOLO, engine.status().mode());
    assertEquals(0, engine.status().counts().get("errors"));
    await().until(() -> send("GET", "/api/status", "", "").startsWith("HTTP/1.1 200"));
    server.close();
    desk.close();
    engine.close();
    assertEquals(0, farSide.hanging());
  }

  @Test
  void shouldTurnAwayWhatOtherSitesSend() {
    for (String origin :
        List.of(
            "http://evil.example",
            "null",
            "https://127.0.0.1:" + server.port(),
            "http://127.0.0.1",
            "http://localhost:" + server.port())) {
      String header = "Origin: " + origin + "\r\nContent-Type: text/plain\r\n";
      assertRefused(403, "other sites", send("POST", "/api/mode", header, "{\"mode\":\"listen\"}"));
      assertRefused(403, "other sites", send("PUT", "/api/params", header, "{\"topP\":0.5}"));
      assertRefused(403, "other sites", send("DELETE", "/api/scenes/verse", header, ""));
      assertRefused(403, "other sites", Wire.ask(server.port(), Wire.upgrade(host(), header)));
    }
    assertEquals(20, turnedAway("foreignOrigin"));
    String elsewhere = Wire.upgrade(host(), "").replace("/ws", "/ws/");
    assertRefused(404, "the socket is at", Wire.ask(server.port(), elsewhere));
    assertRefused(
        404, "the socket is at", Wire.ask(server.port(), elsewhere.replace("/ws/", "/%77s")));
  }

  @Test
  void shouldTurnAwayNamesThatWereMadeToLeadHere() {
    for (String host :
        List.of(
            "evil.example",
            "evil.example:" + server.port(),
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "192.0.2.7",
            "2130706433",
            "0.0.0.0",
            "[::1].evil.example")) {
      for (String path : List.of("/", "/app.js", "/api/status")) {
        String request = "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n";
        assertTrue(Wire.ask(server.port(), request).matches("(?s)HTTP/1.1 40[03] .*"), host);
      }
      assertTrue(
          Wire.ask(server.port(), Wire.upgrade(host, "")).matches("(?s)HTTP/1.1 40[03] .*"), host);
    }
    assertTrue(turnedAway("foreignHost") >= 28);
  }

  @Test
  void shouldTurnAwayRequestsWithNoHostOrTwo() {
    assertRefused(403, "is served to", Wire.ask(server.port(), "GET / HTTP/1.0\r\n\r\n"));
    assertRefused(400, "no request", Wire.ask(server.port(), "GET / HTTP/1.1\r\n\r\n"));
    assertRefused(
        400,
        "no request",
        Wire.ask(server.port(), "GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\n\r\n"));
    assertRefused(
        400,
        "no request",
        Wire.ask(server.port(), "GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n"));
    assertRefused(
        400,
        "no request",
        Wire.ask(server.port(), "GET / HTTP/1.1\r\nHost: evil.example@localhost\r\n\r\n"));
  }

  @Test
  void shouldLetNobodyInWithoutTheToken() throws WebException, IOException {
    serve(LIMITS, true);
    List<String> keys =
        List.of(
            "",
            "Authorization: Bearer \r\n",
            "Authorization: Bearer wrong\r\n",
            "Authorization: Basic " + token() + "\r\n",
            "Cookie: antiphon-" + server.port() + "=wrong\r\n",
            "Cookie: antiphon=" + token() + "\r\n");
    for (String key : keys) {
      assertRefused(401, "token", send("GET", "/api/status", key, ""));
      assertTrue(Wire.ask(server.port(), Wire.upgrade(host(), key)).startsWith("HTTP/1.1 401"));
    }
    for (String odd :
        List.of("token", "token=", "token=%zz", "token=%c3%28", "%", "&&&token=&", "Token=x")) {
      String answer = send("GET", "/?" + odd, "", "");
      assertTrue(answer.matches("(?s)HTTP/1.1 4(01|29) .*"), odd + answer);
    }
    for (String odd :
        List.of("=", ";;;", "a=\"", "antiphon-" + server.port() + "=\"\\", "\351=\1")) {
      String answer = send("GET", "/api/status", "Cookie: " + odd + "\r\n", "");
      assertTrue(answer.matches("(?s)HTTP/1.1 4(00|01|29) .*"), odd + answer);
    }
    assertRefused(401, "token", send("GET", "/app.js", "", ""));
    assertRefused(401, "token", send("GET", "/metrics?token=" + token(), "", ""));
    assertRefused(401, "token", send("POST", "/api/panic", "", ""));
    assertRefused(401, "token", send("GET", "/nowhere", "", ""));
    authorization = bearer();
    assertTrue(turnedAway("noToken") > 0);
    assertTrue(turnedAway("wrongToken") > 0);
  }

  @Test
  void shouldSlowDownWhoTriesTokensAndNobodyElse() throws WebException, IOException {
    serve(LIMITS, true);
    List<Integer> statuses = new ArrayList<>();
    String last = "";
    for (int i = 0; i < 20; i++) {
      last = send("GET", "/?token=guess" + i, "", "");
      statuses.add(Integer.parseInt(last.substring(9, 12)));
    }
    assertEquals(401, statuses.get(0));
    assertTrue(statuses.subList(11, 20).stream().filter(s -> s == 429).count() >= 8, "" + statuses);
    assertRefused(429, "too many wrong tokens", last);
    assertTrue(last.contains("Retry-After: "), last);
    authorization = bearer();
    assertTrue(send("GET", "/api/status", "", "").startsWith("HTTP/1.1 200"));
    assertEquals(20, turnedAway("wrongToken"));
  }

  @Test
  void shouldNotLetTheCookieSpeakForAnotherSite() throws WebException, IOException {
    serve(LIMITS, true);
    String welcome = send("GET", "/?token=" + token(), "", "");
    String cookie = welcome.replaceFirst("(?s).*\r\nSet-Cookie: ([^;]+);.*", "$1");
    assertTrue(welcome.contains("SameSite=Strict"), welcome);
    assertTrue(welcome.contains("HttpOnly"), welcome);
    String evil = "Cookie: " + cookie + "\r\nOrigin: http://evil.example\r\n";
    assertTrue(send("GET", "/api/status", "Cookie: " + cookie + "\r\n", "").contains(" 200 "));
    assertRefused(403, "other sites", send("POST", "/api/mode", evil, "{\"mode\":\"listen\"}"));
    assertRefused(403, "other sites", Wire.ask(server.port(), Wire.upgrade(host(), evil)));
    authorization = bearer();
  }

  @Test
  void shouldKnowItsCookieBesideOneThatAnotherPortHasSet() throws WebException, IOException {
    serve(LIMITS, true);
    String name = "antiphon-" + server.port() + "=";
    String both = "Cookie: " + name + "evil; " + name + token() + "\r\n";
    assertTrue(send("GET", "/api/status", both, "").startsWith("HTTP/1.1 200"));
    assertRefused(401, "token", send("GET", "/api/status", both.replace(token(), "worse"), ""));
    authorization = bearer();
    assertEquals(1, turnedAway("wrongToken"));
  }

  @Test
  void shouldRefuseABodyThatIsTooLong() {
    assertRefused(413, "4096 bytes", send("POST", "/api/mode", "", " ".repeat(5000)));
    assertRefused(
        413,
        "4096 bytes",
        Wire.ask(server.port(), head("POST", "/api/mode", "Content-Length: 99999999999\r\n")));
    for (String length : List.of("-1", "1e3", "0x10", "99999999999999999999999")) {
      String head = head("POST", "/api/mode", "Content-Length: " + length + "\r\n");
      assertRefused(400, "no request", Wire.ask(server.port(), head));
    }
    assertTrue(turnedAway("tooLarge") >= 2);
  }

  @Test
  void shouldRefuseABodyOfUnknownLengthThatGoesOn() {
    Wire wire = wire();
    wire.say(head("PUT", "/api/params", "Transfer-Encoding: chunked\r\n"));
    byte[] chunk = ("400\r\n" + " ".repeat(0x400) + "\r\n").getBytes(ISO_8859_1);
    for (int i = 0; i < 5; i++) {
      wire.say(chunk);
    }
    assertRefused(413, "4096 bytes", wire.answer());
    assertTrue(wire.hungUp());
    String short_ = "c\r\n{\"topP\":0.9}\r\n0\r\n\r\n";
    String taken =
        Wire.ask(
            server.port(), head("PUT", "/api/params", "Transfer-Encoding: chunked\r\n") + short_);
    assertTrue(taken.startsWith("HTTP/1.1 200"), taken);
  }

  @Test
  void shouldNotBeTalkedIntoASecondRequestInsideOfTheFirst() {
    for (String headers :
        List.of(
            "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n",
            "Content-Length: 4\r\nContent-Length: 40\r\n",
            "Transfer-Encoding: chunked, identity\r\n",
            "Transfer-Encoding : chunked\r\n")) {
      String smuggled =
          head("POST", "/api/panic", headers) + "0\r\n\r\n" + head("POST", "/api/tap", "");
      try (Wire wire = new Wire(server.port())) {
        assertRefused(400, "no request", wire.say(smuggled).answer());
        assertEquals("", wire.answer(), "and nothing more is answered");
      }
    }
  }

  @Test
  void shouldCloseAPageThatSendsTooLongAMessage() {
    assertEquals(1009, code(page().frame(Wire.FIN | Wire.TEXT, NOTE + " ".repeat(1000))));
    Wire parts = page();
    parts.frame(Wire.TEXT, NOTE);
    for (int i = 0; i < 10; i++) {
      parts.trySay(Wire.frameOf(Wire.CONTINUATION, " ".repeat(100).getBytes(ISO_8859_1)));
    }
    assertEquals(1009, code(parts));
    Wire huge = page();
    huge.say(new byte[] {(byte) (Wire.FIN | Wire.TEXT), (byte) 0xff, 0x7f, 0, 0, 0, 0, 0, 0, 0});
    huge.say(new byte[4]).trySay(new byte[2000]);
    assertTrue(huge.hungUp());
    assertTrue(heardOf(60).isEmpty());
  }

  @Test
  void shouldServeNoFileThatIsNotThePages() {
    for (String path :
        List.of(
            "/../config/antiphon.toml",
            "/../../../../../../etc/passwd",
            "/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
            "/..%2f..%2f..%2f..%2fetc/passwd",
            "/%252e%252e/%252e%252e/etc/passwd",
            "/..\\..\\..\\etc\\passwd",
            "/..%5c..%5cetc%5cpasswd",
            "/%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd",
            "/.;/..;/etc/passwd",
            "//etc/passwd",
            "/app.js%00.html",
            "/WEB-INF/web.xml",
            "/antiphon/app/Main.class",
            "/META-INF/MANIFEST.MF",
            "/../antiphon/app/Main.class",
            "/file:///etc/passwd",
            "/web-token",
            "/api/sessions/..%2f..%2fweb-token",
            "/api/sessions/..%2f../midi",
            "/api/sessions/%2e%2e/notes",
            "/api/sessions/../../web-token",
            "/api/models/..%2f..%2fconfig")) {
      String answer = send("GET", path, "", "");
      assertTrue(answer.matches("(?s)HTTP/1.1 40[04] .*"), path + "\n" + answer);
      assertFalse(answer.contains("root:"), answer);
      assertTrue(answer.contains(Answers.PROBLEM), path + "\n" + answer);
    }
  }

  @Test
  void shouldTakeNoNameThatIsAPath() throws IOException {
    List<Path> before = files();
    for (String name :
        List.of("..", "%2e%2e", "..%2fevil", "%2fevil", "..%5cevil", "evil%00", "a.b", "~")) {
      String answer = send("PUT", "/api/scenes/" + name, "", "");
      assertTrue(answer.matches("(?s)HTTP/1.1 40[04] .*"), name + "\n" + answer);
      String body = "{\"scene\":\"../" + name + "\"}";
      assertTrue(send("POST", "/api/scene", "", body).startsWith("HTTP/1.1 400"), name);
    }
    for (String name : List.of("../../etc", "/etc", "..", "C:\\\\x", "\\u0000")) {
      String body = "{\"model\":\"" + name + "\"}";
      assertTrue(send("POST", "/api/model", "", body).startsWith("HTTP/1.1 400"), name);
    }
    assertEquals(before, files());
  }

  @Test
  void shouldPutNothingIntoTheHeadOfAnAnswer() {
    for (String path :
        List.of(
            "/api/scenes/a%0d%0aSet-Cookie:%20evil=1",
            "/%0d%0aSet-Cookie:%20evil=1",
            "/?token=%0d%0aSet-Cookie:%20evil=1",
            "/api/scenes/a%E5%98%8D%E5%98%8ASet-Cookie:evil=1")) {
      for (String method : List.of("GET", "PUT")) {
        String answer = send(method, path, "", "");
        String head = answer.substring(0, answer.indexOf("\r\n\r\n"));
        assertFalse(head.contains("evil"), answer);
      }
    }
  }

  @Test
  void shouldCutOffAPageThatDoesNotRead() {
    Wire deaf = keep(Wire.page(server.port(), 2048, ""));
    Wire busy = page(); // many small frames, so that it does not take long
    Thread reader = new Thread(busy::closing);
    reader.start();
    await()
        .until(
            () -> {
              for (int i = 0; i < 50; i++) {
                busy.frame(Wire.FIN | Wire.TEXT, NOTE);
                busy.frame(Wire.FIN | Wire.TEXT, NOTE.replace("90", "0"));
              }
              return status().path("cutOff").asInt() == 1;
            });
    assertEquals(1, status().path("open").asInt(), "the other page stays");
    assertTrue(deaf.hungUp());
  }

  @Test
  void shouldThrowOutWhoSendsItsHeadByteByByte() {
    List<Wire> slow = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      slow.add(wire());
    }
    byte[] head = (GET.strip() + "\r\nX: " + "x".repeat(2000)).getBytes(ISO_8859_1);
    long startNs = System.nanoTime();
    for (int at = 0; at < head.length && !slow.isEmpty(); at++) {
      byte[] one = {head[at]};
      slow.removeIf(wire -> !wire.trySay(one));
      assertTrue(send("GET", "/api/status", "", "").startsWith("HTTP/1.1 200"));
      await().pollDelay(Duration.ofMillis(50)).until(() -> true);
    }
    assertTrue(slow.isEmpty());
    assertTrue(System.nanoTime() - startNs < 5_000_000_000L, "long before they were done");
    assertTrue(turnedAway("tooSlow") > 20, "but not who came too late to send a byte at all");
  }

  @Test
  void shouldThrowOutWhoSendsItsBodyByteByByte() {
    List<Wire> slow = new ArrayList<>();
    for (int i = 0; i < 30; i++) { // more than there are threads
      slow.add(wire().say(head("PUT", "/api/params", "Content-Length: 4000\r\n")));
    }
    long startNs = System.nanoTime();
    for (int at = 0; at < 2000 && !slow.isEmpty(); at++) {
      slow.removeIf(wire -> !wire.trySay(new byte[] {' '}));
      assertTrue(send("GET", "/api/status", "", "").startsWith("HTTP/1.1 200"));
      await().pollDelay(Duration.ofMillis(50)).until(() -> true);
    }
    assertTrue(slow.isEmpty());
    assertTrue(System.nanoTime() - startNs < 5_000_000_000L, "long before they were done");
    assertEquals(30, turnedAway("tooSlow"));
  }

  @Test
  void shouldThrowOutWhoDoesNotReadItsAnswers() throws WebException {
    serve(new Limits(48, 40, 6, 250, 1000, 1500, 3000, 1 << 18, 60_000, 60_000, 60_000), false);
    askAndDoNotRead();
    for (int i = 0; i < 10; i++) {
      assertTrue(send("GET", "/api/status", "", "").startsWith("HTTP/1.1 200"), "not hindered");
    }
    serve(LIMITS, false);
    askAndDoNotRead();
    await().until(() -> turnedAway("tooSlow") == 20);
  }

  /** By more connections than there are threads, for more than the system keeps for them. */
  private void askAndDoNotRead() {
    byte[] many = head("GET", "/style.css", "").repeat(40).getBytes(ISO_8859_1);
    for (int i = 0; i < 20; i++) {
      keep(new Wire(server.port(), 2048)).say(many);
    }
  }

  @Test
  void shouldTurnAwayWhomThereIsNoRoomFor() throws WebException {
    serve(new Limits(48, 40, 6, 250, 1000, 1500, 3000, 1 << 18, 60_000, 1000, 2000), false);
    Wire first = wire();
    String ask = head("GET", "/api/status", "");
    assertTrue(first.say(ask).answer().startsWith("HTTP/1.1 200"));
    for (int i = 1; i < 50; i++) {
      wire();
    }
    await()
        .until(
            () ->
                json(first.say(ask).answer()).at("/pages/turnedAway/tooManyConnections").longValue()
                    == 10);
    wires.subList(1, 50).forEach(Wire::close);
    await().until(() -> send("GET", "/api/status", "", "").startsWith("HTTP/1.1 200"));
  }

  @Test
  void shouldTurnAwayPagesThatThereIsNoRoomFor() {
    for (int i = 0; i < LIMITS.pages(); i++) {
      page();
    }
    String answer = Wire.ask(server.port(), Wire.upgrade(host(), ""));
    assertRefused(503, "too many pages", answer);
    assertEquals(1, turnedAway("tooManyPages"));
    wires.get(0).close();
    await().until(() -> status().path("open").asInt() == LIMITS.pages() - 1);
    page();
    wires.forEach(Wire::close);
    for (int i = 0; i < 2 * LIMITS.connectionsOfAddress(); i++) { // they leave nothing behind
      await().until(() -> Wire.ask(server.port(), Wire.upgrade(host(), "")).contains(" 101 "));
    }
  }

  @Test
  void shouldForgetPagesThatBreakOffBeforeTheyAreWelcomed() {
    for (int i = 0; i < 30; i++) {
      new Wire(server.port()).say(Wire.upgrade(host(), "")).breakOff();
    }
    await().until(() -> Wire.ask(server.port(), Wire.upgrade(host(), "")).contains(" 101 "));
    await().until(() -> status().path("open").asInt() == 0);
  }

  @Test
  void shouldTurnAwayAFloodOfRequests() throws WebException {
    serve(new Limits(48, 40, 6, 5, 100, 1500, 3000, 1 << 18, 1000, 1000, 2000), false);
    int refused = 0;
    String last = "";
    for (int i = 0; i < 300; i++) {
      String answer = send("GET", "/api/params", "", "");
      if (answer.startsWith("HTTP/1.1 429")) {
        refused++;
        last = answer;
      }
    }
    assertTrue(refused > 50, "" + refused);
    assertRefused(429, "too many requests", last);
    assertTrue(last.contains("Retry-After: 1"), last);
    await().until(() -> send("GET", "/api/status", "", "").startsWith("HTTP/1.1 200"));
    await().until(() -> turnedAway("tooManyRequests") >= 50);
  }

  @Test
  void shouldCloseAPageThatFloodsAndEndItsNotes() {
    Wire page = page();
    page.frame(Wire.FIN | Wire.TEXT, NOTE);
    byte[] flood =
        Wire.frameOf(
            Wire.FIN | Wire.TEXT,
            "{\"type\":\"note\",\"pitch\":62,\"velocity\":0}".getBytes(ISO_8859_1));
    for (int i = 0; i < 20_000 && page.trySay(flood); i++) {}
    String closing = page.closing();
    assertTrue(closing.isEmpty() || closing.contains("1500 a second"), closing);
    await().until(() -> heardOf(60).stream().anyMatch(note -> note.velocity() == 0));
    assertEquals(1, turnedAway("flood"));
    assertEquals(0, status().path("open").asInt());
  }

  @Test
  void shouldThrowOutAFloodOfPings() {
    for (int opcode : List.of(Wire.FIN | Wire.PING, Wire.FIN | Wire.PING + 1)) {
      Wire page = page();
      byte[] pings = new byte[0];
      byte[] ping = Wire.frameOf(opcode, new byte[100]);
      pings = Arrays.copyOf(ping, ping.length * 100);
      for (int i = 1; i < 100; i++) {
        System.arraycopy(ping, 0, pings, i * ping.length, ping.length);
      }
      int said = 0;
      while (said < 100_000 && page.trySay(pings)) {
        said++;
      }
      assertTrue(said < 100_000);
    }
    await().until(() -> status().path("open").asInt() == 0);
    // or, since it does not read the pongs, as one that is deaf
    assertEquals(2, turnedAway("flood") + status().path("cutOff").asInt());
  }

  @Test
  void shouldThrowOutAMessageOfEmptyPiecesWithoutEnd() {
    Wire page = page();
    page.frame(Wire.TEXT, "{");
    byte[] empty = Wire.frameOf(Wire.CONTINUATION, new byte[0]);
    byte[] pieces = new byte[empty.length * 1000];
    for (int i = 0; i < 1000; i++) {
      System.arraycopy(empty, 0, pieces, i * empty.length, empty.length);
    }
    int said = 0;
    while (said < 100_000 && page.trySay(pieces)) {
      said++;
    }
    assertTrue(said < 100_000);
    await().until(() -> status().path("open").asInt() == 0);
  }

  @Test
  void shouldInflateNothing() {
    String offer = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n";
    try (Wire wire = new Wire(server.port())) {
      String answer = wire.say(Wire.upgrade(host(), offer)).answer();
      assertTrue(answer.startsWith("HTTP/1.1 101"), answer);
      assertFalse(answer.toLowerCase(Locale.ROOT).contains("deflate"), answer);
      assertEquals(1002, code(wire.frame(Wire.FIN | Wire.RSV1 | Wire.TEXT, "xxxx")));
    }
    String zipped = "Content-Encoding: gzip\r\n";
    String answer = send("PUT", "/api/params", zipped, "\u001f\u008b\b\0\0\0");
    assertTrue(answer.startsWith("HTTP/1.1 400") && answer.contains("not well-formed"), answer);
  }

  @Test
  void shouldCloseAPageThatTalksNonsense() {
    assertEquals(1008, code(page().frame(Wire.FIN | Wire.TEXT, "{\"type\":")));
    assertEquals(1008, code(page().frame(Wire.FIN | Wire.TEXT, "")));
    assertEquals(1008, code(page().frame(Wire.FIN | Wire.TEXT, "[".repeat(500))));
    assertEquals(
        1008, code(page().frame(Wire.FIN | Wire.TEXT, "{\"type\":\"note\",\"pitch\":1e9}")));
    assertEquals(1003, code(page().frame(Wire.FIN | Wire.BINARY, "\0\1\2")));
    Wire broken = page();
    broken.say(Wire.frameOf(Wire.FIN | Wire.TEXT, new byte[] {(byte) 0xc3, 0x28}));
    assertEquals(1007, code(broken));
    assertEquals(1002, code(page().frame(Wire.FIN | Wire.CONTINUATION, "x")));
    assertEquals(1002, code(page().frame(Wire.FIN | 3, "x")));
    assertEquals(1002, code(page().frame(Wire.PING, "no fragments")));
    assertEquals(1002, code(page().say(new byte[] {(byte) (Wire.FIN | Wire.TEXT), 1, 'x'})));
    await().until(() -> status().path("open").asInt() == 0);
    assertEquals(5, turnedAway("badMessage"));
  }

  @Test
  void shouldRefuseBodiesThatAreNoJson() {
    for (String body :
        List.of(
            "",
            "{",
            "{\"topP\":0.9}}",
            "\0",
            "[".repeat(4000),
            "{\"a\":".repeat(600),
            "{\"topP\":" + "9".repeat(4000) + "}",
            "{\"topP\":0.1,\"topP\":0.2}",
            "<?xml version=\"1.0\"?>")) {
      String answer = send("PUT", "/api/params", "", body);
      assertTrue(answer.startsWith("HTTP/1.1 400"), body + "\n" + answer);
      assertTrue(answer.contains(Answers.PROBLEM), answer);
      assertFalse(answer.contains("Exception"), answer);
    }
  }

  @Test
  void shouldKnowNoMethodsButThoseItNeeds() {
    for (String method : List.of("TRACE", "OPTIONS", "PATCH", "PROPFIND", "BREW")) {
      String answer = send(method, "/api/status", "X-Secret: 1\r\n", "");
      assertRefused(405, "the method must be", answer);
      assertTrue(answer.contains("Allow: GET, HEAD, POST, PUT, DELETE"), answer);
      assertFalse(answer.contains("X-Secret"), answer);
    }
    String tunnel =
        Wire.ask(server.port(), "CONNECT localhost:1 HTTP/1.1\r\nHost: localhost:1\r\n\r\n");
    assertTrue(tunnel.matches("(?s)HTTP/1.1 40[05] .*"), tunnel);
    assertTrue(turnedAway("malformed") >= 6);
  }

  @Test
  void shouldRefuseHeadsThatAreTooLong() {
    String long_ = head("GET", "/api/status", "X: " + "x".repeat(10_000) + "\r\n");
    assertRefused(431, "no request", Wire.ask(server.port(), long_));
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 2000; i++) {
      many.append("X").append(i).append(": x\r\n");
    }
    assertRefused(431, "no request", Wire.ask(server.port(), head("GET", "/", "" + many)));
    assertRefused(414, "1024", Wire.ask(server.port(), head("GET", "/" + "a/".repeat(600), "")));
    assertRefused(
        414, "no request", Wire.ask(server.port(), head("GET", "/" + "a/".repeat(9000), "")));
    assertEquals(4, turnedAway("tooLarge"));
  }

  @Test
  void shouldHangUpOnWhatIsNoHttp() {
    for (String noise :
        List.of(
            "GET /\r\n\r\n",
            "\26\3\1\2\0\1\0\1\374\3\3" + "x".repeat(100) + "\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
            "SSH-2.0-x\r\n\r\n",
            "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: localhost\r\nno colon\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: localhost\r\nA: b\r\n folded\r\n\r\n",
            "\0\0\0\0\r\n\r\n")) {
      Wire wire = wire();
      String answer = wire.say(noise).answer();
      assertTrue(answer.isEmpty() || answer.matches("(?s)HTTP/1.1 (4|505).*"), noise + answer);
      assertTrue(wire.hungUp(), noise);
    }
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  }

  /** Whatever it was, it was refused with a sentence, and the connection is not kept. */
  private static void assertRefused(int status, String detail, String answer) {
    assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
    assertTrue(answer.contains(Answers.PROBLEM), answer);
    assertTrue(answer.contains("\r\nX-Content-Type-Options: nosniff"), answer);
    assertTrue(answer.contains("\r\nConnection: close"), answer);
    JsonNode problem = json(answer);
    assertFalse(problem.path("title").asText().isBlank(), answer);
    assertTrue(problem.path("detail").asText().contains(detail), answer);
    assertFalse(answer.contains("Exception"), answer);
  }

  private static JsonNode json(String answer) {
    try {
      return new ObjectMapper().readTree(answer.substring(answer.indexOf("\r\n\r\n") + 4));
    } catch (IOException e) {
      throw new AssertionError(answer, e);
    }
  }

  private long turnedAway(String why) {
    return status().path("turnedAway").path(why).longValue();
  }

  private JsonNode status() {
    String answer = send("GET", "/api/status", "", "");
    return answer.startsWith("HTTP/1.1 200")
        ? json(answer).path("pages")
        : new ObjectMapper().createObjectNode();
  }

  private List<NoteEvent> heardOf(int pitch) {
    return heard.stream().filter(n -> n.part() == Part.PLAYER && n.pitch() == pitch).toList();
  }

  private static int code(Wire page) {
    String closing = page.closing();
    return closing.isEmpty() ? 0 : Integer.parseInt(closing.substring(0, closing.indexOf(' ')));
  }

  private String send(String method, String path, String headers, String body) {
    String length = body.isEmpty() ? "" : "Content-Length: " + body.length() + "\r\n";
    return Wire.ask(server.port(), head(method, path, headers + length) + body);
  }

  private String head(String method, String path, String headers) {
    String head = method + " " + path + " HTTP/1.1\r\nHost: " + host() + "\r\n";
    return head + authorization + headers + "\r\n";
  }

  private String host() {
    return "127.0.0.1:" + server.port();
  }

  private String token() throws IOException {
    return Files.readString(folder.resolve(WebToken.FILE)).strip();
  }

  private String bearer() throws IOException {
    return "Authorization: Bearer " + token() + "\r\n";
  }

  private Wire wire() {
    return keep(new Wire(server.port()));
  }

  private Wire page() {
    return keep(Wire.page(server.port()));
  }

  private Wire keep(Wire wire) {
    wires.add(wire);
    return wire;
  }

  private List<Path> files() throws IOException {
    try (var all = Files.walk(folder)) {
      return all.sorted().toList();
    }
  }
}

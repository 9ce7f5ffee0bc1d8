package antiphon.control.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.control.RecordingModels;
import antiphon.control.desk.Desk;
import antiphon.live.api.Mode;
import antiphon.live.engine.Engine;
import antiphon.live.engine.FarSide;
import antiphon.live.engine.Sessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that takes everybody for a stranger, as beyond the loopback address. */
class OpenWebServerTest {
  private static final String NAVIGATION = "Accept: text/html,*/*\r\n";

  private Engine engine;
  private Desk desk;
  private WebServer server;

  @TempDir private Path folder;

  @BeforeEach
  void start() throws WebException {
    engine = Sessions.engine(Sessions.settings(Mode.LISTEN), Sessions.stepper(), new FarSide());
    engine.start();
    desk = new Desk(engine, new RecordingModels("pocket"), folder);
    serve(0);
  }

  private void serve(int port) throws WebException {
    server =
        new WebServer(
            new Backstage(engine, desk, new RecordingModels("pocket")),
            new WebSettings("127.0.0.1", port, List.of("rig.local"), folder),
            Limits.USUAL,
            true);
    server.start();
  }

  @AfterEach
  void stop() {
    server.close();
    desk.close();
    engine.close();
  }

  @Test
  void shouldPrintAnAddressThatLetsTheBrowserIn() throws IOException {
    String token = Files.readString(folder.resolve(WebToken.FILE)).strip();
    assertEquals("http://127.0.0.1:" + server.port() + "/?token=" + token, server.url());
    String welcome = get(server.url().substring(server.url().lastIndexOf('/')), NAVIGATION);
    assertTrue(welcome.startsWith("HTTP/1.1 303"), welcome);
    assertTrue(welcome.contains("\r\nLocation: /\r\n"), welcome);
    assertTrue(welcome.contains("\r\nReferrer-Policy: no-referrer\r\n"), welcome);
    assertTrue(welcome.contains("\r\nCache-Control: no-store\r\n"), welcome);
    String cookie = cookie(welcome);
    assertTrue(cookie.matches("antiphon-" + server.port() + "=" + token + ";.*"), cookie);
    for (String property : List.of("Path=/", "HttpOnly", "SameSite=Strict", "Max-Age=31536000")) {
      assertTrue(cookie.contains("; " + property), cookie);
    }
    String shown = "Cookie: " + cookie.substring(0, cookie.indexOf(';')) + "\r\n";
    assertTrue(get("/", shown + NAVIGATION).startsWith("HTTP/1.1 200"));
    assertTrue(get("/app.js", shown).startsWith("HTTP/1.1 200"));
    assertTrue(get("/api/status", shown).startsWith("HTTP/1.1 200"));
    assertTrue(
        Wire.ask(server.port(), Wire.upgrade("localhost", shown)).startsWith("HTTP/1.1 101"));
  }

  @Test
  void shouldLetInWhoFollowsALinkOfAnotherSite() {
    // the browser would not send a strict cookie along while another site leads here
    String path = server.url().substring(server.url().lastIndexOf('/'));
    String welcome = get(path, NAVIGATION + "Sec-Fetch-Site: cross-site\r\n");
    assertTrue(welcome.startsWith("HTTP/1.1 200"), welcome);
    assertTrue(cookie(welcome).contains("SameSite=Strict"), welcome);
    assertTrue(welcome.contains("http-equiv=\"refresh\" content=\"0; url=/\""), welcome);
    assertFalse(welcome.substring(welcome.indexOf("\r\n\r\n")).contains("token"), welcome);
  }

  @Test
  void shouldTellAPersonHowToGetIn() {
    String page = get("/", NAVIGATION);
    assertTrue(page.startsWith("HTTP/1.1 401"), page);
    assertTrue(page.contains("\r\nContent-Type: text/html"), page);
    assertTrue(page.contains("\r\nWWW-Authenticate: Bearer"), page);
    assertTrue(page.contains("when it started"), page);
    assertTrue(get("/?token=wrong", NAVIGATION).contains("when it started"));
  }

  @Test
  void shouldLetMachinesInByTheirHeader() {
    assertTrue(get("/api/status", bearer("Bearer ")).startsWith("HTTP/1.1 200"));
    assertTrue(get("/api/status", bearer("bearer  ")).startsWith("HTTP/1.1 200"));
    assertTrue(get("/api/status", bearer("")).startsWith("HTTP/1.1 401"));
    assertTrue(
        Wire.ask(server.port(), Wire.upgrade("rig.local", bearer("Bearer ")))
            .startsWith("HTTP/1.1 101"));
  }

  @Test
  void shouldBeServedUnderAnyAddressAndTheNamesThatItWasTold() {
    for (String host : List.of("localhost", "rig.local:8330", "127.0.0.1", "192.0.2.7:9000")) {
      assertTrue(get("/api/status", bearer("Bearer "), host).startsWith("HTTP/1.1 200"), host);
    }
    for (String host : List.of("evil.example", "0.0.0.0", "192.0.2.7.evil.example")) {
      assertTrue(get("/api/status", bearer("Bearer "), host).startsWith("HTTP/1.1 403"), host);
    }
  }

  @Test
  void shouldTellBrowsersApartByThePortTheyAskedFor() {
    String path = server.url().substring(server.url().lastIndexOf('/'));
    assertTrue(cookie(get(path, "", "192.0.2.7:9000")).startsWith("antiphon-9000="));
    assertTrue(cookie(get(path, "", "192.0.2.7:9001")).startsWith("antiphon-9001="));
    assertTrue(cookie(get(path, "", "192.0.2.7")).startsWith("antiphon-" + server.port() + "="));
  }

  @Test
  void shouldKnowItsGuestsAgainUntilTheTokenIsDeleted() throws WebException, IOException {
    String before = bearer("Bearer ");
    int port = server.port();
    server.close();
    serve(port);
    assertTrue(get("/api/status", before).startsWith("HTTP/1.1 200"));
    server.close();
    Files.delete(folder.resolve(WebToken.FILE));
    serve(port);
    assertTrue(get("/api/status", before).startsWith("HTTP/1.1 401"));
    assertTrue(get("/api/status", bearer("Bearer ")).startsWith("HTTP/1.1 200"));
  }

  @Test
  void shouldAnswerAHeadWithoutABody() {
    String answer =
        Wire.ask(
            server.port(),
            "HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                + bearer("Bearer ")
                + "\r\n");
    assertTrue(answer.startsWith("HTTP/1.1 200"), answer);
    assertTrue(answer.endsWith("\r\n\r\n"), answer);
  }

  private String bearer(String scheme) {
    return "Authorization: " + scheme + server.url().replaceFirst(".*token=", "") + "\r\n";
  }

  private static String cookie(String answer) {
    return answer.replaceFirst("(?s).*\r\nSet-Cookie: ([^\r]+)\r.*", "$1");
  }

  private String get(String path, String headers) {
    return get(path, headers, "localhost:" + server.port());
  }

  private String get(String path, String headers, String host) {
    return Wire.ask(
        server.port(), "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n" + headers + "\r\n");
  }
}

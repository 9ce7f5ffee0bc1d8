package antiphon.control.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The panels beside the roll, on what a daemon with a rich past tells. */
@Tag("rig")
class PagePanelsIT extends PageCase {
  /** Notes in place of sound; ends when it is told to. */
  private static final String PLAYER =
      """
      export class SessionPlayer {
        play(session, onProgress, onEnd) {
          window.heard = session.notes.length;
          window.end = onEnd;
          onProgress({seconds: 1, totalSeconds: 2});
        }
        stop() {
          window.heard = 0;
        }
      }""";

  @Test
  void shouldShowHowPunctualAntiphonIs() {
    enterRich(1280, 800, ColorScheme.DARK);
    Locator timing = panel("Timing");
    timing.locator(".timing").nth(5).waitFor();
    assertEquals("Lateness", timing.locator(".timing h3").first().textContent());
    assertTrue(
        timing.locator("td").allTextContents().containsAll(List.of("42 µs", "413 µs", "12.3 ms")));
    assertEquals(20, timing.locator(".timing").first().locator("rect").count());
    assertEquals(
        "Lateness, last 10 seconds: half within 42 µs, 99 % within 413 µs",
        timing.locator("svg").first().getAttribute("aria-label"));
    assertTrue(timing.locator("svg").nth(4).getAttribute("aria-label").endsWith("nothing"));
    screenshot("timing-dark");
    panel("Timing");
    assertEquals(0, page.locator(".side:visible").count());
  }

  @Test
  void shouldShowPortsAndTheirState() {
    enterRich(1280, 800, ColorScheme.LIGHT);
    Locator ports = panel("Ports");
    ports.locator("li").nth(3).waitFor();
    String lost = ports.locator("li").nth(2).innerText();
    assertTrue(
        lost.contains("antiphon:out")
            && lost.contains("lost")
            && lost.contains("JACK server is gone"));
    screenshot("ports-light");
  }

  @Test
  void shouldShowTheCardOfAModelAndLetItPlay() {
    enterRich(1280, 800, ColorScheme.LIGHT);
    Locator panel = panel("Models");
    panel.getByRole(AriaRole.BUTTON, named("pocket")).click();
    panel.getByText("OpenScore Lieder Corpus").waitFor();
    String card = panel.innerText();
    for (String fact :
        List.of("2 layers of 256", "1,310,720", "2.6 MB", "CC0 1.0", "1.294", "2026-11-20")) {
      assertTrue(card.contains(fact), fact + " in " + card);
    }
    screenshot("model-light");
    panel.getByText("Let it play").click();
    page.waitForCondition(() -> models.chosen().equals(List.of("pocket")));
  }

  @Test
  void shouldListHearTakeAlongAndDeleteSessions() {
    List<String> asked = new CopyOnWriteArrayList<>();
    prepareRich(1280, 800, ColorScheme.DARK);
    page.route(
        "**/session-player.js",
        route ->
            route.fulfill(
                new Route.FulfillOptions().setContentType("text/javascript").setBody(PLAYER)));
    page.route(
        "**/api/sessions/monday",
        route -> {
          asked.add(route.request().method());
          RichAnswers.afterDeletion(page);
          route.fulfill(new Route.FulfillOptions().setStatus(204));
        });
    page.route(
        "**/api/session/save",
        route -> {
          asked.add(route.request().postData());
          RichAnswers.json(route, "{\"name\":\"a good one\"}");
        });
    page.route(
        "**/api/sessions/monday/midi",
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setContentType("audio/midi")
                    .setHeaders(
                        Map.of(
                            "Content-Type", "audio/midi",
                            "Content-Disposition", "attachment; filename=\"monday.mid\""))
                    .setBody("MThd")));
    enter();
    Locator panel = panel("Sessions");
    panel.getByText("80 yours").waitFor();
    assertEquals(3, panel.locator("a.button").count());
    picture("sessions");

    panel.getByRole(AriaRole.BUTTON, named("Play monday")).click();
    page.waitForCondition(() -> Integer.valueOf(2).equals(page.evaluate("window.heard")));
    assertEquals("0.5", panel.locator("progress:visible").getAttribute("value"));
    page.evaluate("window.end()");
    assertEquals(0, panel.locator("progress:visible").count());
    page.evaluate("window.heard = -1");
    panel.getByRole(AriaRole.BUTTON, named("Play monday")).click();
    page.waitForCondition(() -> Integer.valueOf(2).equals(page.evaluate("window.heard")));
    panel.getByRole(AriaRole.BUTTON, named("Stop monday")).waitFor();
    page.keyboard().press(" ");
    page.waitForCondition(() -> Integer.valueOf(0).equals(page.evaluate("window.heard")));
    panel.getByRole(AriaRole.BUTTON, named("Play monday")).waitFor();

    Download download =
        page.waitForDownload(
            () -> panel.getByRole(AriaRole.LINK, named("Download monday as a MIDI file")).click());
    assertEquals("monday.mid", download.suggestedFilename());

    panel.getByLabel("Name for the session").pressSequentially("a good one");
    panel.getByText("Save now").click();
    page.waitForCondition(() -> asked.contains("{\"name\":\"a good one\"}"));
    assertEquals(0, seen("player"), "typing is not playing");

    panel.getByRole(AriaRole.BUTTON, named("Delete monday")).click();
    assertEquals(1, asked.size(), "the first click asks");
    panel.getByRole(AriaRole.BUTTON, named("Really delete monday?")).press("Enter");
    page.waitForCondition(() -> asked.contains("DELETE"));
    page.waitForCondition(() -> panel.locator(".cards li").count() == 1);
    page.waitForCondition(
        () -> (boolean) page.evaluate("document.activeElement.matches('.cards .delete')"));
  }

  @Test
  void shouldTakeASessionOffTheListThatIsDeletedWhileAnotherIsHeard() {
    prepareRich(1280, 800, ColorScheme.DARK);
    page.route(
        "**/session-player.js",
        route ->
            route.fulfill(
                new Route.FulfillOptions().setContentType("text/javascript").setBody(PLAYER)));
    page.route(
        "**/api/sessions/monday",
        route -> {
          RichAnswers.afterDeletion(page);
          route.fulfill(new Route.FulfillOptions().setStatus(204));
        });
    enter();
    Locator panel = panel("Sessions");
    panel.getByRole(AriaRole.BUTTON, named("Play 2026-11-26 05.15.28")).click();
    page.waitForCondition(() -> Integer.valueOf(2).equals(page.evaluate("window.heard")));
    panel.getByRole(AriaRole.BUTTON, named("Delete monday")).click();
    panel.getByRole(AriaRole.BUTTON, named("Really delete monday?")).click();
    page.waitForCondition(() -> panel.locator(".cards li").count() == 1);
    assertEquals(2, page.evaluate("window.heard"));
  }

  @Test
  void shouldKeepWhatOthersCallThingsWithinThePanelAndAsText() {
    String name = "W".repeat(80);
    String markup = "<img src=x onerror=alert(1)>";
    prepareRich(390, 844, ColorScheme.DARK);
    page.route(
        "**/api/sessions",
        route ->
            RichAnswers.json(
                route,
                """
                {"current":{"seconds":0,"player":0,"partner":0},"sessions":[
                  {"name":"%s","savedAt":"2026-11-23T19:02:00Z","bytes":1,"seconds":1,"player":1,
                   "partner":1,"problem":"%s"}]}"""
                    .formatted(name, markup)));
    page.route(
        "**/api/ports",
        route ->
            RichAnswers.json(
                route,
                """
                {"ports":[{"name":"%s","direction":"in","transport":"%s","state":"lost",
                  "detail":"%s"}]}"""
                    .formatted(name, markup, name)));
    page.route(
        "**/api/models/*",
        route ->
            RichAnswers.json(
                route,
                """
                {"layers":1,"hidden":1,"parameters":1,"bytes":1,"formatVersion":1,"corpora":[
                  {"name":"%1$s","pieces":1,"licence":"%2$s"}],"figures":[{"name":"","value":1},
                  {"name":"%1$s","value":2}],"about":"%2$s %1$s"}"""
                    .formatted(name, markup)));
    desk.saveScene("W".repeat(40), null);
    enter();
    for (String panel : List.of("Settings", "Models", "Sessions", "Ports")) {
      Locator shown = panel(panel);
      page.waitForCondition(() -> shown.innerText().contains("WWWW") || panel.equals("Settings"));
      assertEquals(
          true,
          page.evaluate("(({scrollWidth, clientWidth}) => scrollWidth <= clientWidth)(side)"),
          panel);
      assertEquals(0, shown.locator("img").count(), panel);
    }
  }

  @Test
  void shouldSayWhatADaemonDoesNotTell() {
    prepare(new Browser.NewContextOptions().setViewportSize(1280, 800));
    for (String path : List.of("timing", "ports", "sessions", "models/*")) {
      page.route(
          "**/api/" + path,
          route ->
              route.fulfill(
                  new Route.FulfillOptions()
                      .setStatus(404)
                      .setContentType("application/problem+json")
                      .setBody(
                          "{\"title\":\"Not Found\",\"detail\":\"there is nothing at /api\"}")));
    }
    enter();
    for (String name : List.of("Timing", "Ports", "Sessions", "Models")) {
      Locator panel = panel(name);
      panel.getByText("This Antiphon does not tell of").waitFor();
    }
    // a browser itself says which request was refused
    consoleErrors.removeIf(text -> text.contains("404"));
  }

  @Test
  void shouldShowOnePanelAtATimeOnAPhoneWithPanicAndKeysWithinReach() {
    enterRich(390, 844, ColorScheme.DARK);
    for (String name : List.of("Settings", "Models", "Sound", "Sessions", "Ports", "Timing")) {
      panel(name);
      assertEquals(1, page.locator(".side > section:visible").count(), name);
      assertEquals(0, page.locator("#roll:visible").count(), name);
      assertTrue(fitsItsWidth(), name);
      assertTrue(
          (boolean)
              page.evaluate(
                  "document.querySelector('#panic').getBoundingClientRect().bottom <= innerHeight"
                      + " && document.querySelector('#keyboard').getBoundingClientRect().bottom"
                      + " <= innerHeight"),
          name);
    }
    screenshot("phone-timing");
    page.getByLabel("Close the panel").press("Escape");
    assertEquals(1, page.locator("#roll:visible").count());
    assertEquals("timing", page.evaluate("document.activeElement.getAttribute('aria-controls')"));
  }

  @Test
  void shouldGiveAPanelRoomOnAPhoneOnItsSide() {
    enterRich(640, 400, ColorScheme.DARK);
    Locator panel = panel("Settings");
    assertTrue(page.locator("#keyboard").isHidden());
    assertTrue(page.locator("#panic").isVisible());
    assertTrue((int) page.locator("#side").evaluate("side => side.clientHeight") >= 180);
    page.getByLabel("Close the panel").click();
    assertTrue(panel.isHidden());
    assertTrue(page.locator("#keyboard").isVisible());
  }

  private void prepareRich(int width, int height, ColorScheme scheme) {
    prepare(new Browser.NewContextOptions().setViewportSize(width, height).setColorScheme(scheme));
    RichAnswers.before(page);
  }

  private void enterRich(int width, int height, ColorScheme scheme) {
    prepareRich(width, height, scheme);
    enter();
  }
}

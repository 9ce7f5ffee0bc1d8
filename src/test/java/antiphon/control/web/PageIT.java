package antiphon.control.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Chromium;
import antiphon.control.RecordedModels;
import antiphon.control.desk.Desk;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.engine.Engine;
import antiphon.live.engine.FarSide;
import antiphon.live.engine.Sessions;
import antiphon.music.time.Meter;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page in a browser, played by its keys. */
@Tag("rig")
class PageIT {
  private static final Path SCREENSHOTS = Path.of("target", "page");

  private static Chromium chromium;

  private final FarSide farSide = new FarSide();
  private final List<String> consoleErrors = new CopyOnWriteArrayList<>();
  private final RecordedModels models = new RecordedModels();
  private Engine engine;
  private Desk desk;
  private WebServer server;
  private Page page;

  @TempDir private Path folder;

  @BeforeAll
  static void launch() {
    chromium = new Chromium();
  }

  @AfterAll
  static void quit() {
    chromium.close();
  }

  @BeforeEach
  void start() throws WebException {
    LiveSettings settings =
        new LiveSettings(Mode.CALL_RESPONSE, Meter.COMMON, 120, 7)
            .with(Parameter.TEMPERATURE, 1)
            .with(Parameter.HAND_OVER_BEATS, 0.5)
            .with(Parameter.MAX_ANSWER_BARS, 2);
    engine = Sessions.engine(settings, Sessions.stepper(), farSide);
    engine.start();
    desk = new Desk(engine, models, folder);
    server = new WebServer(engine, desk, models, "127.0.0.1", 0);
    server.start();
  }

  @AfterEach
  void stop() {
    if (page != null) {
      page.context().close();
    }
    server.close();
    desk.close();
    engine.close();
    assertEquals(0, farSide.hanging());
    assertEquals(List.of(), consoleErrors);
  }

  /** Where the page is that the tests open. */
  private String address() {
    return server.url();
  }

  @Test
  void shouldSoundThePlayersKeysAtOnceAndThePartnersAnswer() {
    open(1280, 800, ColorScheme.DARK);
    screenshot("start-dark");
    playPhrase();
    page.waitForCondition(() -> seen("player") == 5);
    assertTrue(peak() > 0.01, "sounds here, peak " + peak());
    page.waitForCondition(() -> seen("partner") > 2);
    screenshot("answer-dark");
    page.waitForCondition(() -> engine.status().sounding() == 0);
  }

  @Test
  void shouldEndAllNotesOnPanicByTheSpaceBarAndByTheButton() {
    open(1280, 800, ColorScheme.LIGHT);
    page.getByLabel("Solo").check();
    page.waitForCondition(() -> engine.status().mode() == Mode.SOLO);
    page.waitForCondition(() -> engine.status().sounding() > 0);
    page.waitForCondition(() -> seen("partner") > 8);
    screenshot("solo-light");
    page.getByLabel("Listen").check();
    page.keyboard().down("a");
    page.keyboard().press(" ");
    page.waitForCondition(() -> farSide.hanging() == 0 && engine.status().sounding() == 0);
    page.keyboard().up("a");
    page.getByRole(AriaRole.BUTTON, panicButton()).click();
    page.waitForCondition(() -> farSide.hanging() == 0);
    assertEquals(0, page.locator(".key.player, .key.partner").count());
  }

  @Test
  void shouldPlayByMouseInAnotherOctaveAndSetTheTemperature() {
    open(1280, 800, ColorScheme.DARK);
    page.waitForCondition(() -> page.locator("#temperature-value").textContent().equals("1.00"));
    page.locator(".key[data-pitch='64']").hover();
    page.mouse().down();
    page.waitForCondition(() -> seen("player") == 1);
    page.waitForCondition(() -> page.locator(".key[data-pitch='64'].player").count() == 1);
    page.mouse().up();
    page.waitForCondition(() -> page.locator(".key.player").count() == 0);
    page.keyboard().press("x");
    page.keyboard().press("a");
    page.waitForCondition(() -> seen("player") == 2);
    page.locator("#temperature").fill("0.5");
    page.waitForCondition(() -> engine.status().parameters().get(Parameter.TEMPERATURE) == 0.5);
  }

  @Test
  void shouldFitAPhone() {
    open(390, 844, ColorScheme.DARK);
    playPhrase();
    page.waitForCondition(() -> seen("partner") > 2);
    screenshot("phone-dark");
    assertTrue(
        (boolean) page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"));
    page.setViewportSize(320, 568);
    assertTrue(
        (boolean) page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"));
    screenshot("phone-small");
    page.getByRole(AriaRole.BUTTON, panicButton()).click();
    page.setViewportSize(844, 390);
    screenshot("phone-landscape");
  }

  @Test
  void shouldSaySoWhenTheDaemonIsGoneAndComeBackWithIt() throws WebException {
    open(1280, 800, ColorScheme.DARK);
    page.keyboard().down("a");
    page.waitForCondition(() -> seen("player") == 1);
    int port = server.port();
    server.close();
    page.waitForCondition(() -> page.locator("#notice").textContent().contains("reached"));
    assertEquals(0, page.locator(".key.player").count());
    server = new WebServer(engine, desk, models, "127.0.0.1", port);
    server.start();
    page.waitForCondition(() -> (boolean) page.evaluate("window.antiphon.ready"));
    page.keyboard().press("s");
    page.waitForCondition(() -> seen("player") == 2);
    // what the browser itself says of a server that is not there
    consoleErrors.removeIf(
        text -> text.contains("net::ERR_CONNECTION") || text.contains("WebSocket connection"));
  }

  @Test
  void shouldNotClipALoudChord() {
    open(1280, 800, ColorScheme.DARK);
    page.keyboard().press("a");
    page.waitForCondition(() -> peak() > 0.01);
    page.locator("#velocity").fill("127");
    page.locator("#volume").fill("100");
    List<String> keys = List.of("a", "d", "g", "h", "k", "s");
    keys.forEach(page.keyboard()::down);
    page.waitForCondition(() -> seen("player") == 1 + keys.size() && peak() > 0.1);
    keys.forEach(page.keyboard()::up);
    page.waitForCondition(() -> page.locator(".key.player").count() == 0);
    assertTrue(peak() < 1, "peak " + peak());
  }

  @Test
  void shouldHaveANameForEveryControl() {
    open(1280, 800, ColorScheme.DARK);
    assertEquals(
        List.of(),
        page.evaluate(
            "[...document.querySelectorAll('button, input')]"
                + ".filter(e => !e.ariaLabel && !e.textContent.trim() && !e.labels?.length)"
                + ".map(e => e.outerHTML)"));
  }

  private void open(int width, int height, ColorScheme scheme) {
    page =
        chromium
            .browser()
            .newContext(
                new Browser.NewContextOptions()
                    .setViewportSize(width, height)
                    .setColorScheme(scheme))
            .newPage();
    page.setDefaultTimeout(20_000);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") || message.type().equals("warning")) {
            consoleErrors.add(message.text() + " at " + message.location());
          }
        });
    page.onPageError(consoleErrors::add);
    page.navigate(address());
    // not waitForFunction: it needs eval, which the page's policy forbids
    page.waitForCondition(() -> (boolean) page.evaluate("!!window.antiphon?.ready"));
  }

  /** Key by key, without a click before. */
  private void playPhrase() {
    for (String key : List.of("a", "d", "g", "h", "g")) {
      page.keyboard().down(key);
      page.waitForTimeout(150);
      page.keyboard().up(key);
    }
  }

  private int seen(String part) {
    return (int) page.evaluate("part => window.antiphon.notesSeen[part]", part);
  }

  private double peak() {
    return ((Number) page.evaluate("window.antiphon.audioPeak()")).doubleValue();
  }

  private static Page.GetByRoleOptions panicButton() {
    return new Page.GetByRoleOptions().setName("Panic: end all notes");
  }

  private void screenshot(String name) {
    page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
  }
}

package antiphon.control.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Chromium;
import antiphon.control.RecordingModels;
import antiphon.control.desk.Binding;
import antiphon.control.desk.Desk;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.api.Scale;
import antiphon.live.engine.Engine;
import antiphon.live.engine.FarSide;
import antiphon.live.engine.Sessions;
import antiphon.music.time.Meter;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
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
  private final RecordingModels models = new RecordingModels("pocket", "studio", "a random one");
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
    server = new WebServer(new Backstage(engine, desk, models), "127.0.0.1", 0);
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
    mode("Solo").check();
    page.waitForCondition(() -> engine.status().mode() == Mode.SOLO);
    page.waitForCondition(() -> engine.status().sounding() > 0);
    page.waitForCondition(() -> seen("partner") > 8);
    screenshot("solo-light");
    mode("Listen").check();
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
    page.waitForCondition(() -> page.getByLabel("Temperature").first().inputValue().equals("1"));
    page.locator(".key[data-pitch='64']").hover();
    page.mouse().down();
    page.waitForCondition(() -> seen("player") == 1);
    page.waitForCondition(() -> page.locator(".key[data-pitch='64'].player").count() == 1);
    page.mouse().up();
    page.waitForCondition(() -> page.locator(".key.player").count() == 0);
    page.keyboard().press("x");
    page.keyboard().press("a");
    page.waitForCondition(() -> seen("player") == 2);
    page.getByLabel("Temperature").first().fill("0.5");
    page.waitForCondition(() -> engine.status().parameters().get(Parameter.TEMPERATURE) == 0.5);
  }

  @Test
  void shouldTurnEveryParameterByAControlMadeFromTheRegistry() {
    open(1280, 800, ColorScheme.DARK);
    openSettings();
    page.locator("summary").last().waitFor();
    screenshot("settings-dark");
    page.getByText("Guard-rails").click();
    for (Parameter parameter : Parameter.values()) {
      assertEquals(1, setting(parameter).count(), parameter.word());
    }
    setting(Parameter.POLYPHONY).locator("input[type=range]").fill("3");
    setting(Parameter.DENSITY).locator("input[type=number]").fill("2.5");
    setting(Parameter.DENSITY).locator("input[type=number]").press("Enter");
    setting(Parameter.SCALE).locator("select").selectOption("dorian");
    setting(Parameter.CHORD_LOCK).locator("input").check();
    page.waitForCondition(
        () ->
            value(Parameter.POLYPHONY) == 3
                && value(Parameter.DENSITY) == 2.5
                && value(Parameter.SCALE) == Scale.DORIAN.ordinal()
                && value(Parameter.CHORD_LOCK) == 1);
    setting(Parameter.POLYPHONY).locator("label").dblclick();
    setting(Parameter.CHORD_LOCK).locator("button.reset").click();
    page.waitForCondition(
        () -> value(Parameter.POLYPHONY) == 0 && value(Parameter.CHORD_LOCK) == 0);
    screenshot("guard-rails-dark");
    desk.set(Parameter.REPETITION, 5); // elsewhere
    page.waitForCondition(
        () ->
            setting(Parameter.REPETITION).locator("input[type=range]").inputValue().equals("5")
                && setting(Parameter.REPETITION)
                    .locator("input[type=number]")
                    .inputValue()
                    .equals("5"));
    setting(Parameter.DENSITY).locator("input[type=number]").fill("99");
    setting(Parameter.DENSITY).locator("input[type=number]").press("Enter");
    page.waitForCondition(
        () -> page.locator("#notice").textContent().contains("density must be 0 to 32, not 99"));
    assertEquals(2.5, value(Parameter.DENSITY));
    // a browser itself says which request was refused
    consoleErrors.removeIf(text -> text.contains("400"));
  }

  @Test
  void shouldDoActionsChooseModelsAndKeepScenes() {
    open(1280, 800, ColorScheme.LIGHT);
    mode("Jam").check();
    page.waitForCondition(() -> engine.status().mode() == Mode.JAM);
    mode("Listen").check();
    page.waitForCondition(() -> engine.status().mode() == Mode.LISTEN);
    page.getByLabel("Model").selectOption("pocket");
    page.waitForCondition(() -> models.chosen().equals(List.of("pocket")));
    openSettings();
    page.locator("summary", new Page.LocatorOptions().setHasText("Scenes")).click();
    page.getByLabel("Name of the scene").pressSequentially("a verse");
    page.getByLabel("Programme number that recalls it, or none").fill("7");
    page.getByText("Save").click();
    page.waitForCondition(() -> desk.scenes().size() == 1);
    assertEquals("a verse", desk.scenes().get(0).name());
    assertEquals(7, desk.scenes().get(0).program());
    assertEquals(0, seen("player"), "typing is not playing");
    desk.set(Parameter.TEMPERATURE, 2);
    page.waitForCondition(() -> value(Parameter.TEMPERATURE) == 2);
    page.locator("button", new Page.LocatorOptions().setHasText("a verse")).click();
    page.waitForCondition(() -> value(Parameter.TEMPERATURE) == 1);
    screenshot("scenes-light");
    page.locator("summary", new Page.LocatorOptions().setHasText("Actions")).click();
    page.locator(".settings .rows button", new Page.LocatorOptions().setHasText("Solo")).click();
    page.waitForCondition(() -> engine.status().mode() == Mode.SOLO);
  }

  @Test
  void shouldLearnAControllerBesideItsControlAndForgetIt() {
    open(1280, 800, ColorScheme.DARK);
    openSettings();
    setting(Parameter.TOP_P).locator("button.learn").click();
    page.waitForCondition(() -> desk.learning().equals(Optional.of("topP")));
    page.waitForCondition(
        () -> setting(Parameter.TOP_P).locator("button.learn").textContent().contains("move"));
    desk.stopLearning();
    desk.bind(new Binding(Binding.Kind.CONTROLLER, 1, 74, "topP"));
    page.waitForCondition(
        () -> setting(Parameter.TOP_P).locator("button.learn").textContent().equals("CC 74 ch 1"));
    page.locator("summary", new Page.LocatorOptions().setHasText("Learnt")).click();
    page.getByLabel("Forget CC 74 ch 1 for Top-p").click();
    page.waitForCondition(() -> desk.bindings().isEmpty());
    page.waitForCondition(
        () -> setting(Parameter.TOP_P).locator("button.learn").textContent().equals("learn"));
    setting(Parameter.TOP_P).locator("button.learn").click();
    page.waitForCondition(() -> desk.learning().isPresent());
    page.keyboard().press("Escape");
    page.waitForCondition(() -> desk.learning().isEmpty());
  }

  @Test
  void shouldFitAPhone() {
    open(390, 844, ColorScheme.DARK);
    playPhrase();
    page.waitForCondition(() -> seen("partner") > 2);
    screenshot("phone-dark");
    assertTrue(
        (boolean) page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"));
    openSettings();
    page.getByText("Guard-rails").click();
    page.getByText("Scenes").click();
    page.locator("#settings").scrollIntoViewIfNeeded();
    assertTrue(
        (boolean) page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"));
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(SCREENSHOTS.resolve("phone-settings.png"))
            .setFullPage(true));
    page.evaluate("scrollTo(0, 0)");
    openSettings(); // and closes them
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
    server = new WebServer(new Backstage(engine, desk, models), "127.0.0.1", port);
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
    openSettings();
    assertEquals(
        List.of(),
        page.evaluate(
            "[...document.querySelectorAll('button, input, select')]"
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

  private Locator setting(Parameter parameter) {
    return page.locator(".setting[data-name=" + parameter.word() + "]");
  }

  private void openSettings() {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Settings")).click();
  }

  private Locator mode(String name) {
    return page.getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setName(name));
  }

  private double value(Parameter parameter) {
    return engine.status().parameters().get(parameter);
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

package antiphon.control.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.control.desk.Binding;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.api.Scale;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocketRoute;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The page in a browser, played by its keys. */
@Tag("rig")
class PageIT extends PageCase {
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
    picture("settings");
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
    setting(Parameter.DENSITY).locator("input[type=number]").blur();
    assertEquals("2.5", setting(Parameter.DENSITY).locator("input[type=number]").inputValue());
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
    page.locator("#model").selectOption("pocket");
    page.waitForCondition(() -> models.chosen().equals(List.of("pocket")));
    openSettings();
    page.locator("summary", new Page.LocatorOptions().setHasText("Scenes")).click();
    page.getByLabel("Name of the scene").fill("a/verse");
    assertEquals(
        false, page.getByLabel("Name of the scene").evaluate("name => name.checkValidity()"));
    page.getByLabel("Name of the scene").fill("");
    page.getByLabel("Name of the scene").pressSequentially("a verse");
    page.getByLabel("Programme number that recalls it, or none").fill("7");
    page.locator("#settings").getByText("Save").click();
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
    Binding other = new Binding(Binding.Kind.CONTROLLER, 1, 75, "topP");
    desk.bind(other);
    page.getByLabel("Forget CC 75 ch 1 for Top-p").waitFor();
    page.getByLabel("Forget CC 74 ch 1 for Top-p").click();
    page.waitForCondition(() -> desk.bindings().equals(List.of(other)));
    page.getByLabel("Forget CC 75 ch 1 for Top-p").click();
    page.getByText("Nothing is bound yet.").waitFor();
    assertTrue(desk.bindings().isEmpty());
    page.waitForCondition(
        () -> setting(Parameter.TOP_P).locator("button.learn").textContent().equals("learn"));
    setting(Parameter.TOP_P).locator("button.learn").click();
    page.waitForCondition(() -> desk.learning().isPresent());
    page.keyboard().press("Escape");
    page.waitForCondition(() -> desk.learning().isEmpty());
  }

  @Test
  void shouldRecallASceneByThePickerAtHand() {
    open(1280, 800, ColorScheme.LIGHT);
    page.waitForCondition(() -> page.locator("#scene").innerText().trim().equals("none saved"));
    desk.set(Parameter.TEMPERATURE, 0.4);
    page.waitForCondition(() -> value(Parameter.TEMPERATURE) == 0.4);
    desk.saveScene("quiet", null);
    desk.set(Parameter.TEMPERATURE, 2);
    page.waitForCondition(() -> value(Parameter.TEMPERATURE) == 2);
    page.waitForCondition(() -> page.locator("#scene option[value=quiet]").count() == 1);
    page.locator("#scene").selectOption("quiet");
    page.waitForCondition(() -> value(Parameter.TEMPERATURE) == 0.4);
    page.waitForCondition(() -> page.locator("#scene").inputValue().equals("quiet"));
  }

  @Test
  void shouldLightWhatCanBeLearntAndLearnWhatIsClicked() {
    open(1280, 800, ColorScheme.DARK);
    page.locator("#learn").click();
    Locator advice = page.locator("#learning");
    page.waitForCondition(() -> advice.textContent().startsWith("Click what a control"));
    page.locator(".at-hand").click();
    page.waitForCondition(() -> desk.learning().equals(Optional.of("temperature")));
    page.waitForCondition(() -> advice.textContent().contains("for Temperature"));
    picture("learn");
    assertEquals(1, value(Parameter.TEMPERATURE), "a click learns and turns nothing");
    desk.stopLearning();
    desk.bind(new Binding(Binding.Kind.CONTROLLER, 1, 74, "temperature"));
    page.waitForCondition(() -> advice.textContent().startsWith("Temperature: CC 74 ch 1"));
    page.locator("#modes label").nth(1).click();
    page.waitForCondition(() -> desk.learning().equals(Optional.of("jam")));
    assertEquals(Mode.CALL_RESPONSE, engine.status().mode(), "a click learns and does nothing");
    page.keyboard().press("Escape");
    page.waitForCondition(() -> desk.learning().isEmpty() && advice.textContent().isEmpty());
    mode("Jam").check();
    page.waitForCondition(() -> engine.status().mode() == Mode.JAM);
  }

  @Test
  void shouldFitAPhone() {
    open(390, 844, ColorScheme.DARK);
    playPhrase();
    page.waitForCondition(() -> seen("partner") > 2);
    screenshot("phone-dark");
    assertTrue(fitsItsWidth());
    openSettings();
    page.locator("summary", new Page.LocatorOptions().setHasText("Guard-rails")).click();
    page.locator("summary", new Page.LocatorOptions().setHasText("Scenes")).click();
    assertTrue(fitsItsWidth());
    screenshot("phone-settings");
    page.getByRole(AriaRole.BUTTON, panicButton()).click();
    openSettings(); // and closes them
    page.setViewportSize(320, 568);
    assertTrue(fitsItsWidth());
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
    assertTrue(page.locator("#clock").isHidden(), "nobody knows how the clock is");
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
  void shouldNoticeThatTheDaemonHasFallenSilent() {
    AtomicBoolean silent = new AtomicBoolean();
    prepare(new Browser.NewContextOptions().setViewportSize(1280, 800));
    page.routeWebSocket(
        "**/ws",
        route -> {
          WebSocketRoute daemon = route.connectToServer();
          daemon.onMessage(
              frame -> {
                if (!silent.get()) {
                  route.send(frame.text());
                }
              });
        });
    enter();
    engine.play(64, 90);
    page.waitForCondition(() -> seen("player") == 1);
    silent.set(true);
    engine.play(64, 0);
    page.waitForCondition(() -> page.locator("#notice").textContent().contains("reached"));
    page.waitForCondition(() -> page.locator(".key.player").count() == 0);
    silent.set(false);
    page.waitForCondition(() -> (boolean) page.evaluate("window.antiphon.ready"));
  }

  @Test
  void shouldSayThatTheTokenIsAnother() throws WebException, IOException {
    server.close();
    server = serving(0, Limits.USUAL, true);
    open(1280, 800, ColorScheme.DARK);
    int port = server.port();
    server.close();
    Files.delete(folder.resolve(WebToken.FILE));
    server = serving(port, Limits.USUAL, true);
    page.waitForCondition(() -> page.locator("#notice").textContent().contains("token"));
    Page another = page.context().newPage();
    another.navigate(server.url());
    page.waitForCondition(() -> (boolean) page.evaluate("window.antiphon.ready"));
    consoleErrors.removeIf(
        text ->
            text.contains("net::ERR_CONNECTION")
                || text.contains("WebSocket connection")
                || text.contains("401"));
  }

  @Test
  void shouldSayThatThereAreTooManyPages() throws WebException {
    server.close();
    server =
        serving(0, new Limits(48, 40, 1, 250, 1000, 1500, 3000, 1 << 18, 5000, 5000, 5000), false);
    open(1280, 800, ColorScheme.DARK);
    Page first = page;
    Page second = page.context().newPage();
    second.navigate(server.url());
    second.waitForCondition(() -> second.locator("#notice").textContent().contains("close one"));
    first.close();
    page = second;
    page.waitForCondition(() -> (boolean) page.evaluate("!!window.antiphon?.ready"));
  }

  private WebServer serving(int port, Limits limits, boolean asking) throws WebException {
    WebServer serving =
        new WebServer(
            new Backstage(engine, desk, models),
            new WebSettings("127.0.0.1", port, List.of(), folder),
            limits,
            asking);
    serving.start();
    return serving;
  }

  @Test
  void shouldNotClipALoudChord() {
    open(1280, 800, ColorScheme.DARK);
    page.keyboard().press("a");
    page.waitForCondition(() -> peak() > 0.01);
    panel("Sound");
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

  private Locator setting(Parameter parameter) {
    return page.locator(".setting[data-name=" + parameter.word() + "]");
  }

  private void openSettings() {
    page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Settings")).click();
  }

  private Locator mode(String name) {
    return page.getByRole(AriaRole.RADIO, new Page.GetByRoleOptions().setName(name));
  }

  private static Page.GetByRoleOptions panicButton() {
    return new Page.GetByRoleOptions().setName("Panic: end all notes");
  }
}

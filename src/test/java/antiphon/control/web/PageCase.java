package antiphon.control.web;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antiphon.Chromium;
import antiphon.Pictures;
import antiphon.control.RecordingModels;
import antiphon.control.desk.Desk;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
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
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * An engine, the server and a browser, anew for each test; at the end the console must be clean.
 */
abstract class PageCase {
  private static Chromium chromium;

  final FarSide farSide = new FarSide();
  final List<String> consoleErrors = new CopyOnWriteArrayList<>();
  final RecordingModels models = new RecordingModels("pocket", "studio", "a random one");
  Engine engine;
  Desk desk;
  WebServer server;
  Page page;

  @TempDir Path folder;

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

  final void open(int width, int height, ColorScheme scheme) {
    open(new Browser.NewContextOptions().setViewportSize(width, height).setColorScheme(scheme));
  }

  final void open(Browser.NewContextOptions options) {
    prepare(options);
    enter();
  }

  /** A page that is not at the server yet, so that answers can be put in its way. */
  final void prepare(Browser.NewContextOptions options) {
    page = chromium.browser().newContext(options).newPage();
    page.setDefaultTimeout(20_000);
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error") || message.type().equals("warning")) {
            consoleErrors.add(message.text() + " at " + message.location());
          }
        });
    page.onPageError(consoleErrors::add);
  }

  final void enter() {
    page.navigate(server.url());
    // not waitForFunction: it needs eval, which the page's policy forbids
    page.waitForCondition(() -> (boolean) page.evaluate("!!window.antiphon?.ready"));
  }

  /** Key by key, without a click before. */
  final void playPhrase() {
    for (String key : List.of("a", "d", "g", "h", "g")) {
      page.keyboard().down(key);
      page.waitForTimeout(150);
      page.keyboard().up(key);
    }
  }

  /** Opens a panel, or closes it when it is open. */
  final Locator panel(String name) {
    page.locator(".rail").getByRole(AriaRole.BUTTON, named(name)).click();
    return page.locator(".side > section:not([hidden])");
  }

  final int seen(String part) {
    return (int) page.evaluate("part => window.antiphon.notesSeen[part]", part);
  }

  final double peak() {
    return ((Number) page.evaluate("window.antiphon.audioPeak()")).doubleValue();
  }

  final double value(Parameter parameter) {
    return engine.status().parameters().get(parameter);
  }

  final boolean fitsItsWidth() {
    return (boolean) page.evaluate("document.documentElement.scrollWidth <= window.innerWidth");
  }

  final void screenshot(String name) {
    Pictures.take(page, name);
  }

  /** A picture for the documentation as well, where one is asked for. */
  final void picture(String name) {
    Pictures.takeForDocumentation(page, name);
  }

  static Locator.GetByRoleOptions named(String name) {
    return new Locator.GetByRoleOptions().setName(name);
  }
}

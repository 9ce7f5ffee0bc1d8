package antiphon.control.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The page for those who do not see it, or have no mouse: axe-core's rules, and the Tab key. */
@Tag("rig")
class PageAccessIT extends PageCase {
  private static final List<String> PANELS =
      List.of("Settings", "Models", "Sound", "Sessions", "Ports", "Timing");

  /** Findings that are serious or critical, a line each. */
  private static final String FINDINGS =
      """
      async () => (await axe.run(document, {resultTypes: ['violations']})).violations
        .filter(({impact}) => impact === 'serious' || impact === 'critical')
        .flatMap(({id, nodes}) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`))""";

  @Test
  void shouldHaveNoSeriousFindingOnADeskInTheDark() throws IOException {
    findNothing(1280, 800, ColorScheme.DARK);
  }

  @Test
  void shouldHaveNoSeriousFindingOnADeskByDay() throws IOException {
    findNothing(1280, 800, ColorScheme.LIGHT);
  }

  @Test
  void shouldHaveNoSeriousFindingOnAPhone() throws IOException {
    findNothing(390, 844, ColorScheme.LIGHT);
  }

  @Test
  void shouldHaveNoSeriousFindingOnAPhoneOnItsSide() throws IOException {
    findNothing(844, 390, ColorScheme.DARK);
  }

  @Test
  void shouldReachEveryControlByTheTabKey() {
    enterRich(1280, 800, ColorScheme.DARK);
    Set<String> reached = new HashSet<>();
    for (int presses = 0; presses < 60; presses++) {
      page.keyboard().press("Tab");
      reached.add(
          Objects.toString(
              page.evaluate(
                  "document.activeElement.id || document.activeElement.getAttribute('aria-controls')"
                      + " || document.activeElement.textContent")));
    }
    for (String control :
        List.of(
            "model", "scene", "learn", "panic", "settings-button", "timing", "velocity", "Loop")) {
      assertTrue(reached.contains(control), control + " in " + reached);
    }
    page.locator("[aria-controls=ports]").focus();
    page.keyboard().press("Enter");
    page.locator("#ports li").first().waitFor();
    page.keyboard().press("Enter");
    assertEquals(0, page.locator(".side:visible").count());
  }

  @Test
  void shouldGiveFingersRoom() {
    prepare(
        new Browser.NewContextOptions()
            .setViewportSize(390, 844)
            .setHasTouch(true)
            .setIsMobile(true));
    RichAnswers.before(page);
    enter();
    for (String name : PANELS) {
      panel(name);
      assertEquals(
          List.of(),
          page.evaluate(
              """
              () => [...document.querySelectorAll('button, select, a')]
                .filter((each) => each.checkVisibility() && !each.matches('.key, .facts select'))
                .filter((each) => each.getBoundingClientRect().height < 39.5)
                .map((each) => `${each.textContent} ${each.getBoundingClientRect().height}`)"""),
          name);
    }
  }

  private void findNothing(int width, int height, ColorScheme scheme) throws IOException {
    enterRich(width, height, scheme);
    try (InputStream script = PageAccessIT.class.getResourceAsStream("/axe.min.js")) {
      page.evaluate(new String(script.readAllBytes(), UTF_8));
    }
    List<String> findings = new ArrayList<>(findings("the roll"));
    page.keyboard().down("a");
    findings.addAll(findings("a key that sounds"));
    page.keyboard().up("a");
    for (String name : PANELS) {
      panel(name);
      page.waitForTimeout(200);
      if (name.equals("Settings")) {
        page.evaluate("document.querySelectorAll('#settings details').forEach(d => d.open = true)");
      }
      findings.addAll(findings(name));
    }
    if (page.locator("#learn:visible").count() > 0) {
      page.locator("#learn").click();
      findings.addAll(findings("learning"));
    }
    assertEquals(List.of(), findings);
  }

  private List<String> findings(String where) {
    List<?> found = (List<?>) page.evaluate(FINDINGS);
    return found.stream().map(each -> where + ": " + each).toList();
  }

  private void enterRich(int width, int height, ColorScheme scheme) {
    prepare(
        new Browser.NewContextOptions()
            .setViewportSize(width, height)
            .setColorScheme(scheme)
            // colours half way between two are not looked at
            .setReducedMotion(ReducedMotion.REDUCE));
    RichAnswers.before(page);
    enter();
  }
}

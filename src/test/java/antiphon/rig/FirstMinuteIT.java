package antiphon.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Chromium;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A new user's first minute: the daemon as it starts without options (but for a free port), a
 * browser, a few keys.
 */
@Tag("rig")
class FirstMinuteIT {
  private static final Pattern WEB = Pattern.compile("web (http://\\S+)");
  private static final int CALLS = 5;
  private static final double AUDIBLE = 0.01;

  @Test
  void shouldSoundAKeyPressedOnThePageAndAnswerIt() throws Exception {
    try (Chromium chromium = new Chromium();
        Program daemon = Distribution.start("run", "--web", "0", "--seed", "7")) {
      Matcher address = WEB.matcher(daemon.awaitErr("antiphon: ready in "));
      assertTrue(address.find());
      List<String> errors = new CopyOnWriteArrayList<>();
      Page page =
          chromium.browser().newPage(new Browser.NewPageOptions().setViewportSize(1280, 800));
      page.onPageError(errors::add);
      page.navigate(address.group(1));
      page.waitForCondition(
          () -> (boolean) page.evaluate("() => !!(window.antiphon && window.antiphon.ready)"));
      playFourKeys(page);
      page.waitForCondition(() -> seen(page, "player") == 4);
      assertTrue(peak(page) > AUDIBLE, "the keys sound");
      page.waitForCondition(() -> seen(page, "partner") > 0);
      for (int call = 1; call < CALLS && seen(page, "partner") <= 2; call++) {
        page.waitForTimeout(4000); // an answer may be a note long
        if (seen(page, "partner") <= 2) {
          playFourKeys(page);
        }
      }
      page.waitForCondition(() -> seen(page, "partner") > 2);
      page.screenshot(
          new Page.ScreenshotOptions().setPath(Path.of("target", "page", "first-minute.png")));
      daemon.terminate();
      assertEquals(143, daemon.awaitExit(Duration.ofSeconds(2)));
      assertTrue(
          daemon.awaitErr("session kept as").contains("notes of the player"),
          "what was played is kept");
      assertEquals(List.of(), errors);
      assertTrue(
          daemon.err().stream().noneMatch(line -> line.contains("Exception")),
          daemon.err().toString());
    }
  }

  private static void playFourKeys(Page page) {
    for (String key : List.of("a", "d", "g", "k")) {
      page.keyboard().down(key);
      page.waitForTimeout(250);
      page.keyboard().up(key);
    }
  }

  private static int seen(Page page, String part) {
    return ((Number) page.evaluate("part => window.antiphon.notesSeen[part]", part)).intValue();
  }

  private static double peak(Page page) {
    return ((Number) page.evaluate("() => window.antiphon.audioPeak()")).doubleValue();
  }
}

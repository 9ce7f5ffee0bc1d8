package antiphon.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Chromium;
import antiphon.Pictures;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sound.midi.MidiEvent;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.Track;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was played on the page of the built daemon: heard again, taken along, kept, deleted. */
@Tag("rig")
class KeptEveningIT {
  private static final Pattern WEB = Pattern.compile("web (http://\\S+)");
  private static final double AUDIBLE = 0.005;

  @TempDir private Path folder;

  @Test
  void shouldKeepWhatWasPlayedAndPlayItWithAnotherModel() throws Exception {
    try (Chromium chromium = new Chromium();
        Program daemon =
            Distribution.start(
                Map.of("XDG_DATA_HOME", folder.toString()), "run", "--web", "0", "--seed", "7")) {
      Matcher address = WEB.matcher(daemon.awaitErr("antiphon: ready in "));
      assertTrue(address.find());
      List<String> errors = new CopyOnWriteArrayList<>();
      Page page =
          chromium.browser().newPage(new Browser.NewPageOptions().setViewportSize(1280, 800));
      page.onPageError(errors::add);
      page.navigate(address.group(1));
      page.waitForCondition(() -> (boolean) page.evaluate("() => !!window.antiphon?.ready"));
      for (String key : List.of("a", "d", "g", "k")) {
        page.keyboard().down(key);
        page.waitForTimeout(250);
        page.keyboard().up(key);
      }
      page.waitForCondition(
          () -> (int) page.evaluate("() => window.antiphon.notesSeen.partner") > 0);

      Locator sessions = panel(page, "Sessions", "#sessions");
      sessions.getByText("4 yours").waitFor();
      Download now =
          page.waitForDownload(
              () -> sessions.getByLabel("Download the session of now as a MIDI file").click());
      assertEquals(List.of(60, 64, 67, 72), onsets(now.path(), 1));
      assertTrue(onsets(now.path(), 2).size() > 0, "Antiphon's answer");
      button(sessions, "Play the session of now").click();
      sessions.locator("progress:visible").waitFor();
      page.waitForCondition(
          () ->
              ((Number) page.evaluate("() => window.antiphon.audioLevel()")).doubleValue()
                  > AUDIBLE);
      button(sessions, "Stop the session of now").click();
      sessions.getByLabel("Name for the session").fill("first evening");
      button(sessions, "Save now").click();
      Download kept =
          page.waitForDownload(
              () -> sessions.getByLabel("Download first evening as a MIDI file").click());
      assertEquals("first evening.mid", kept.suggestedFilename());
      assertEquals(List.of(60, 64, 67, 72), onsets(kept.path(), 1));
      Pictures.take(page, "kept-evening");
      button(sessions, "Delete first evening").click();
      button(sessions, "Really delete first evening?").click();
      sessions.getByText("Nothing is kept yet").waitFor();

      Locator models = panel(page, "Models", "#models");
      button(models, "pocket").click();
      models.getByText("openscore-lieder").first().waitFor();
      Pictures.takeForDocumentation(page, "model");
      models.getByText("Let it play").click();
      models.getByText("This one plays").waitFor();
      assertEquals("pocket", page.locator("#model").inputValue());

      for (String key : List.of("a", "d", "g", "k")) {
        page.keyboard().press(key); // for steps and notes of the last seconds
      }
      Locator ports = panel(page, "Ports", "#ports");
      ports.getByText("Antiphon keeps the beat").waitFor();

      Locator timing = panel(page, "Timing", "#timing");
      timing.getByText("Lateness", new Locator.GetByTextOptions().setExact(true)).waitFor();
      page.waitForCondition(
          () ->
              timing
                  .getByLabel(Pattern.compile("^Step of the model, last 10 seconds: half within"))
                  .isVisible());
      Pictures.takeForDocumentation(page, "timing");
      assertEquals(List.of(), errors);
    }
  }

  private static Locator panel(Page page, String name, String section) {
    button(page.locator(".rail"), name).click();
    return page.locator(section);
  }

  private static Locator button(Locator place, String name) {
    return place.getByRole(
        AriaRole.BUTTON, new Locator.GetByRoleOptions().setName(name).setExact(true));
  }

  /** Pitches in the order in which they begin. */
  private static List<Integer> onsets(Path file, int part) throws Exception {
    Track track = MidiSystem.getSequence(file.toFile()).getTracks()[part];
    List<Integer> pitches = new ArrayList<>();
    for (int i = 0; i < track.size(); i++) {
      MidiEvent event = track.get(i);
      if (event.getMessage() instanceof ShortMessage message
          && message.getCommand() == ShortMessage.NOTE_ON
          && message.getData2() > 0) {
        pitches.add(message.getData1());
      }
    }
    return pitches;
  }
}

package antiphon.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * With a real ALSA sequencer, in a guest: one boot, in which {@code alsa_rig.py} plays with the
 * built daemon; each test then looks at what it has seen.
 */
@Tag("rig")
class AlsaIT {
  private static final Duration LIMIT = Duration.ofMinutes(9);
  private static final Pattern VERDICT = Pattern.compile("VERDICT (\\S+) (ok|failed): (.*)");

  private static Guest.Outcome outcome;

  @BeforeAll
  static void playInTheGuest() throws IOException, InterruptedException {
    outcome =
        Guest.run(
            Guest.recipe("alsa.sh"),
            Map.of(
                "DISTRIBUTION",
                Distribution.folder().toString(),
                "RECIPES",
                Guest.recipe("").toString()),
            LIMIT);
  }

  @Test
  void shouldGetToTheEnd() {
    assertEquals(0, outcome.exitCode(), console());
  }

  @Test
  void shouldShowItsPortsAndConnectThemByPattern() {
    requireVerdict("listed");
  }

  @Test
  void shouldPassOnWhatAplaymidiPlays() {
    requireVerdict("aplaymidi");
  }

  @Test
  void shouldPassOnEveryNoteOfPythonRtmidiInOrder() {
    requireVerdict("echo");
  }

  @Test
  void shouldEndWhatADeviceHeldWhenItIsUnplugged() {
    requireVerdict("source_gone");
  }

  @Test
  void shouldPlayAgainWithinASecondOfADevicesReturn() {
    requireVerdict("plugged_in_again");
  }

  @Test
  void shouldSayOnceThatADeviceHasGoneAndOnceThatItIsBack() {
    requireVerdict("said_once");
    requireVerdict("no_trace");
  }

  @Test
  void shouldLeaveNoNoteHanging() {
    requireVerdict("balanced");
  }

  @Test
  void shouldMakeAConnectionByHandAgainWhenItsProgramIsBackUnderAnotherNumber() {
    requireVerdict("by_hand");
  }

  @Test
  void shouldConnectNobodyTwiceNorGetInTheWayOfWhoConnectsItself() {
    requireVerdict("no_double");
    requireVerdict("self_service");
  }

  @Test
  void shouldForgetAConnectionThatWasCutByHand() {
    requireVerdict("forgotten");
  }

  @Test
  void shouldEndEverythingWhenTheKernelHadNoRoomForWhatCame() {
    requireVerdict("overrun");
  }

  @Test
  void shouldEndEveryNoteOnSigterm() {
    requireVerdict("sigterm");
  }

  @Test
  void shouldBeHeardPlayingAndEndInMidAnswer() {
    requireVerdict("answer");
  }

  private static void requireVerdict(String name) {
    List<Matcher> verdicts =
        outcome.lines().stream()
            .map(VERDICT::matcher)
            .filter(Matcher::find)
            .filter(verdict -> verdict.group(1).equals(name))
            .toList();
    assertEquals(1, verdicts.size(), () -> "verdicts on " + name + "\n" + console());
    assertTrue(
        verdicts.get(0).group(2).equals("ok"),
        () -> name + ": " + verdicts.get(0).group(3) + "\n" + console());
  }

  private static String console() {
    return String.join("\n", outcome.lines());
  }
}

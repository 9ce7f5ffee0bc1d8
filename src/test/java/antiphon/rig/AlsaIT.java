package antiphon.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
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

  private static Guest.Outcome outcome;
  private static Verdicts verdicts;

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
    verdicts = new Verdicts(outcome.lines());
  }

  @Test
  void shouldGetToTheEnd() {
    assertEquals(0, outcome.exitCode(), () -> String.join("\n", outcome.lines()));
  }

  @Test
  void shouldShowItsPortsAndConnectThemByPattern() {
    verdicts.require("listed");
  }

  @Test
  void shouldPassOnWhatAplaymidiPlays() {
    verdicts.require("aplaymidi");
  }

  @Test
  void shouldPassOnEveryNoteOfPythonRtmidiInOrder() {
    verdicts.require("echo");
  }

  @Test
  void shouldEndWhatADeviceHeldWhenItIsUnplugged() {
    verdicts.require("source_gone");
  }

  @Test
  void shouldPlayAgainWithinASecondOfADevicesReturn() {
    verdicts.require("plugged_in_again");
  }

  @Test
  void shouldSayOnceThatADeviceHasGoneAndOnceThatItIsBack() {
    verdicts.require("said_once");
    verdicts.require("no_trace");
  }

  @Test
  void shouldLeaveNoNoteHanging() {
    verdicts.require("balanced");
  }

  @Test
  void shouldMakeAConnectionByHandAgainWhenItsProgramIsBackUnderAnotherNumber() {
    verdicts.require("by_hand");
  }

  @Test
  void shouldConnectNobodyTwiceNorGetInTheWayOfWhoConnectsItself() {
    verdicts.require("no_double");
    verdicts.require("self_service");
  }

  @Test
  void shouldForgetAConnectionThatWasCutByHand() {
    verdicts.require("forgotten");
  }

  @Test
  void shouldEndEverythingWhenTheKernelHadNoRoomForWhatCame() {
    verdicts.require("overrun");
  }

  @Test
  void shouldEndEveryNoteOnSigterm() {
    verdicts.require("sigterm");
  }

  @Test
  void shouldBeHeardPlayingAndEndInMidAnswer() {
    verdicts.require("answer");
  }
}

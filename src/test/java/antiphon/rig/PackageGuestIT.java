package antiphon.rig;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The Debian package on an emulated machine with a kernel of its own: one boot, in which systemd
 * starts the service and {@code src/test/package/guest.py} plays with it through the ALSA
 * sequencer; each test then looks at what it has seen. The machine is some ten times slower than
 * one, so that how soon the service is back is left to {@link PackageIT}.
 */
@Tag("package")
class PackageGuestIT {
  private static final Duration LIMIT = Duration.ofMinutes(9);

  private static Verdicts verdicts;

  @BeforeAll
  static void bootTheMachine() throws IOException, InterruptedException {
    verdicts =
        Verdicts.of(
            List.of(
                Path.of("src", "test", "package", "guest.sh").toString(),
                PackageIT.folder().toString(),
                System.getProperty("antiphon.package"),
                Guest.folder().toString()),
            LIMIT,
            "SYSTEM_TEST_ENDS");
  }

  @Test
  void shouldBootIntoPlaying() {
    verdicts.require("booted");
  }

  @ParameterizedTest
  @ValueSource(strings = {"own_user", "limits", "real_time", "memory_lock"})
  void shouldHaveTheRightsOfARealTimeThreadAsItsOwnUser(String verdict) {
    verdicts.require(verdict);
  }

  @Test
  void shouldAnswerAPlayerOverAlsa() {
    verdicts.require("answers");
  }

  @ParameterizedTest
  @ValueSource(strings = {"silenced", "back", "answers_again"})
  void shouldEndWhatSoundedAndAnswerAgainAfterAKillInMidAnswer(String verdict) {
    verdicts.require(verdict);
  }

  @Test
  void shouldGoWithoutTrace() {
    verdicts.require("gone");
  }
}

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
 * The Debian package in a small Debian of its own, a container whose first program is systemd: one
 * boot, in which {@code src/test/package/inside.sh} installs it, plays with the service, kills it
 * and removes it; each test then looks at what it has seen.
 */
@Tag("package")
class PackageIT {
  private static final Duration LIMIT = Duration.ofMinutes(9);

  private static Verdicts verdicts;

  @BeforeAll
  static void tryThePackage() throws IOException, InterruptedException {
    verdicts =
        Verdicts.of(
            List.of(
                Path.of("src", "test", "package", "boot.sh").toString(),
                folder().toString(),
                System.getProperty("antiphon.package")),
            LIMIT,
            "PACKAGE_TEST_ENDS");
  }

  /** Where the small Debian is kept for the next time. */
  static Path folder() {
    return Path.of(System.getProperty("java.io.tmpdir"), "antiphon-package");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"installed", "started", "archived", "enabled", "own_user", "limits", "hardened"})
  void shouldBootIntoPlayingAsItsOwnUser(String verdict) {
    verdicts.require(verdict);
  }

  @ParameterizedTest
  @ValueSource(strings = {"answers", "journal"})
  void shouldAnswerAPlayerAndLogToTheJournal(String verdict) {
    verdicts.require(verdict);
  }

  @ParameterizedTest
  @ValueSource(strings = {"killed", "answers_again"})
  void shouldBeBackThreeSecondsAfterAKill(String verdict) {
    verdicts.require(verdict);
  }

  @Test
  void shouldKeepWithTheUserWhatIsPlayedBesideTheService() {
    verdicts.require("anybody");
  }

  @Test
  void shouldBeStartedAnewWhenItHangs() {
    verdicts.require("hung");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mistaken", "mended"})
  void shouldStopAtAMistakeInTheConfigurationAndSayWhich(String verdict) {
    verdicts.require(verdict);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stopped", "kept"})
  void shouldStopInOrderAndKeepWhatWasPlayed(String verdict) {
    verdicts.require(verdict);
  }

  @ParameterizedTest
  @ValueSource(strings = {"removed", "nothing_left", "purged", "nothing_left_at_all"})
  void shouldGoWithoutTrace(String verdict) {
    verdicts.require(verdict);
  }
}

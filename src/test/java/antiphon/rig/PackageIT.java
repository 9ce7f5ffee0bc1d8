package antiphon.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
  private static final Pattern VERDICT = Pattern.compile("VERDICT (\\S+) (ok|failed): (.*)");

  private static List<String> console;

  @BeforeAll
  static void tryThePackage() throws IOException, InterruptedException {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"), "antiphon-package");
    Path log = Files.createTempFile("package", ".log");
    try {
      Process boot =
          new ProcessBuilder(
                  Path.of("src", "test", "package", "boot.sh").toString(),
                  folder.toString(),
                  System.getProperty("antiphon.package"))
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      boolean ended = boot.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      boot.descendants().forEach(ProcessHandle::destroyForcibly);
      boot.destroyForcibly();
      console = Files.readAllLines(log);
      assertTrue(ended && console.contains("PACKAGE_TEST_ENDS"), () -> String.join("\n", console));
    } finally {
      Files.delete(log);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"installed", "started", "archived", "enabled", "own_user", "limits"})
  void shouldBootIntoPlayingAsItsOwnUser(String verdict) {
    require(verdict);
  }

  @ParameterizedTest
  @ValueSource(strings = {"answers", "journal"})
  void shouldAnswerAPlayerAndLogToTheJournal(String verdict) {
    require(verdict);
  }

  @ParameterizedTest
  @ValueSource(strings = {"killed", "answers_again"})
  void shouldBeBackThreeSecondsAfterAKill(String verdict) {
    require(verdict);
  }

  @Test
  void shouldBeStartedAnewWhenItHangs() {
    require("hung");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mistaken", "mended"})
  void shouldStopAtAMistakeInTheConfigurationAndSayWhich(String verdict) {
    require(verdict);
  }

  @ParameterizedTest
  @ValueSource(strings = {"stopped", "kept"})
  void shouldStopInOrderAndKeepWhatWasPlayed(String verdict) {
    require(verdict);
  }

  @ParameterizedTest
  @ValueSource(strings = {"removed", "nothing_left", "purged", "nothing_left_at_all"})
  void shouldGoWithoutTrace(String verdict) {
    require(verdict);
  }

  private static void require(String name) {
    List<Matcher> verdicts =
        console.stream()
            .map(VERDICT::matcher)
            .filter(Matcher::matches)
            .filter(verdict -> verdict.group(1).equals(name))
            .toList();
    assertEquals(1, verdicts.size(), () -> name + "\n" + String.join("\n", console));
    assertEquals("ok", verdicts.get(0).group(2), () -> name + ": " + verdicts.get(0).group(3));
  }
}

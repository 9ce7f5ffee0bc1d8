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

/**
 * What a long trial elsewhere has seen: lines {@code VERDICT name ok|failed: what was seen} among
 * all that it printed.
 */
record Verdicts(List<String> console) {
  private static final Pattern VERDICT = Pattern.compile("VERDICT (\\S+) (ok|failed): (.*)");

  Verdicts {
    console = List.copyOf(console);
  }

  /**
   * Runs a trial to its end.
   *
   * @param lastLine what it prints when it has looked at everything
   * @throws AssertionError when it does not get there, or takes longer than the limit
   */
  static Verdicts of(List<String> command, Duration limit, String lastLine)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile("trial", ".log");
    try {
      Process trial =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      boolean ended = trial.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      trial.descendants().forEach(ProcessHandle::destroyForcibly);
      trial.destroyForcibly();
      Verdicts verdicts =
          new Verdicts(Files.readAllLines(log).stream().map(l -> l.replace("\r", "")).toList());
      assertTrue(ended && verdicts.console.contains(lastLine), verdicts::text);
      return verdicts;
    } finally {
      Files.delete(log);
    }
  }

  /** Asserts that there is one verdict of a name, and that it is good. */
  void require(String name) {
    List<Matcher> found =
        console.stream()
            .map(VERDICT::matcher)
            .filter(Matcher::find)
            .filter(verdict -> verdict.group(1).equals(name))
            .toList();
    assertEquals(1, found.size(), () -> "verdicts on " + name + "\n" + text());
    assertEquals(
        "ok", found.get(0).group(2), () -> name + ": " + found.get(0).group(3) + "\n" + text());
  }

  private String text() {
    return String.join("\n", console);
  }
}

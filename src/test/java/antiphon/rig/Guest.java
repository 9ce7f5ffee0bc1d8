package antiphon.rig;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Linux of its own for a script: a machine emulated by QEMU with Debian's kernel, which has the
 * ALSA sequencer and virtual MIDI devices whatever the kernel of the host has. The host's files are
 * its own, and what it writes is lost with it; what a script needs, it takes from there, and what
 * it finds out, it prints. Modules lie in {@code /run/modules}. Booting takes some seconds, and
 * everything in it is about ten times slower than outside.
 *
 * <p>The kernel is fetched once, by apt, to the folder that the system property {@code
 * antiphon.guest} names; by default one in the folder for temporary files.
 */
final class Guest {
  /**
   * What came of a script.
   *
   * @param lines of its console, both streams together
   */
  record Outcome(int exitCode, List<String> lines) {
    Outcome {
      lines = List.copyOf(lines);
    }
  }

  private static final Path RECIPES = Path.of("src", "test", "guest").toAbsolutePath();
  private static final Duration PREPARATION = Duration.ofMinutes(5);
  private static final Pattern EXIT = Pattern.compile("GUEST_EXIT=(\\d+)");

  private Guest() {}

  /** A script or a program of the recipes, for a guest to run. */
  static Path recipe(String name) {
    return RECIPES.resolve(name);
  }

  /** Where a guest's kernel is kept for the next time. */
  static Path folder() {
    return Path.of(
            System.getProperty(
                "antiphon.guest", System.getProperty("java.io.tmpdir") + "/antiphon-guest"))
        .toAbsolutePath();
  }

  /**
   * Boots a guest and runs a script in it, by bash and as root.
   *
   * @param environment variables of the script
   * @throws AssertionError when the guest cannot be booted, or takes longer than the limit
   */
  static Outcome run(Path script, Map<String, String> environment, Duration limit)
      throws IOException, InterruptedException {
    Outcome prepared =
        finished(List.of(recipe("prepare.sh").toString(), folder().toString()), PREPARATION);
    if (prepared.exitCode() != 0) {
      throw new AssertionError("no guest can be made: " + prepared.lines());
    }
    Path wrapper = Files.createTempFile("guest", ".sh");
    try {
      Files.writeString(wrapper, wrapper(script, environment));
      Outcome booted =
          finished(
              List.of(recipe("boot.sh").toString(), folder().toString(), wrapper.toString()),
              limit);
      for (String line : booted.lines()) {
        Matcher exit = EXIT.matcher(line);
        if (exit.find()) {
          return new Outcome(Integer.parseInt(exit.group(1)), booted.lines());
        }
      }
      throw new AssertionError("the guest did not get to its end: " + booted);
    } finally {
      Files.delete(wrapper);
    }
  }

  private static String wrapper(Path script, Map<String, String> environment) {
    StringBuilder text = new StringBuilder();
    environment.forEach(
        (name, value) ->
            text.append("export ").append(name).append("='").append(value).append("'\n"));
    return text.append("exec /bin/bash '").append(script.toAbsolutePath()).append("'\n").toString();
  }

  private static Outcome finished(List<String> command, Duration limit)
      throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines = Collections.synchronizedList(new ArrayList<>());
    Thread reading =
        new Thread(
            () -> {
              try (BufferedReader reader =
                  new BufferedReader(
                      new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                reader.lines().map(line -> line.replace("\r", "")).forEach(lines::add);
              } catch (IOException | java.io.UncheckedIOException e) {
                lines.add("(console closed: " + e.getMessage() + ")");
              }
            });
    reading.setDaemon(true);
    reading.start();
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("not at its end after " + limit + ": " + lines);
      }
      reading.join();
      return new Outcome(process.exitValue(), lines);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}

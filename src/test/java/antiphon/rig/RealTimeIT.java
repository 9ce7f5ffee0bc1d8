package antiphon.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The running daemon's threads, as the kernel has them. */
@Tag("rig")
class RealTimeIT {
  private static final String OUT = "antiphon-out";

  /** Fields of /proc/[pid]/stat after the name, which ends with a bracket (proc(5)). */
  private static final int POLICY_FIELD = 41 - 3;

  private static final int SCHED_FIFO = 1;

  @TempDir Path folder;

  @Test
  void shouldHaveOneThreadWithTheRightsThatItSaysItHas() throws Exception {
    try (Program daemon = start("")) {
      String line = daemon.awaitErr("RealTimeThread: " + OUT);
      assertEquals(line.contains("real-time, priority 4"), policy(daemon, OUT) == SCHED_FIFO, line);
      assertTrue(slackNs(daemon, OUT) <= 1, line);
      assertEquals(0, policy(daemon, "antiphon-mind"));
      assertTrue(slackNs(daemon, "antiphon-mind") > 1);
    }
  }

  @Test
  void shouldKeepItsMemoryFromBeingPagedOutWhereThereIsNoLimitToThat() throws Exception {
    try (Program daemon = start("")) {
      daemon.awaitErr("antiphon: ready in ");
      boolean unlimited = field(daemon, "limits", "Max locked memory").startsWith("unlimited");
      assertEquals(unlimited, !field(daemon, "status", "VmLck:").startsWith("0 kB"));
    }
  }

  @Test
  void shouldStayOrdinaryWhereThatIsWanted() throws Exception {
    try (Program daemon = start("[timing]\nrealtime = \"off\"\nspin_us = 0\n")) {
      daemon.awaitErr("antiphon: ready in ");
      assertEquals(0, policy(daemon, OUT));
      assertTrue(slackNs(daemon, OUT) > 1);
      assertEquals("0 kB", field(daemon, "status", "VmLck:"));
      assertTrue(daemon.err().stream().noneMatch(line -> line.contains("RealTimeThread")));
    }
  }

  private Program start(String configuration) throws IOException {
    Path config = Files.writeString(folder.resolve("test.toml"), configuration);
    return Distribution.start(
        "run", "-c", config.toString(), "--midi", "loopback", "--web", "off", "--seed", "7");
  }

  /** What stands behind a name in a file that the kernel has of the process. */
  private static String field(Program daemon, String file, String name) throws IOException {
    return Files.readAllLines(task(daemon, OUT).resolve(file)).stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()).strip())
        .findFirst()
        .orElseThrow();
  }

  private static int policy(Program daemon, String thread) throws IOException {
    String stat = Files.readString(task(daemon, thread).resolve("stat"));
    return Integer.parseInt(stat.substring(stat.lastIndexOf(')') + 2).split(" ")[POLICY_FIELD]);
  }

  private static long slackNs(Program daemon, String thread) throws IOException {
    String task = task(daemon, thread).getFileName().toString();
    return Long.parseLong(Files.readString(Path.of("/proc", task, "timerslack_ns")).strip());
  }

  /** The thread's folder, as soon as it runs; the launcher may have started Java or become it. */
  private static Path task(Program daemon, String thread) {
    return Awaitility.await(thread)
        .atMost(Duration.ofSeconds(20))
        .ignoreExceptions()
        .until(
            () ->
                daemon.processes().stream()
                    .flatMap(process -> tasks(process).stream())
                    .filter(task -> isNamed(task, thread))
                    .findFirst()
                    .orElse(null),
            task -> task != null);
  }

  private static List<Path> tasks(ProcessHandle process) {
    try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
      return tasks.toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static boolean isNamed(Path task, String name) {
    try {
      return Files.readString(task.resolve("comm")).strip().equals(name);
    } catch (IOException e) {
      return false; // it has ended
    }
  }
}

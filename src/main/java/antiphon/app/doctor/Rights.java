package antiphon.app.doctor;

import antiphon.app.doctor.Check.Verdict;
import antiphon.app.realtime.RealTimeThread;
import antiphon.app.realtime.RealTimeThread.Standing;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * What Linux grants this user that keeps threads in time. Nothing is found on other systems.
 *
 * @param limits as {@code /proc/self/limits} has them
 * @param cpus where the processors are described, {@code /sys/devices/system/cpu}
 */
record Rights(Path limits, Path cpus) {
  private static final String PRIORITY_LIMIT = "Max realtime priority";
  private static final String LOCK_LIMIT = "Max locked memory";
  private static final String UNLIMITED = "unlimited";
  private static final String LIMITS_FILE = "/etc/security/limits.d/audio.conf";
  private static final long MEGABYTE = 1 << 20;

  /** Those of this process. */
  static Rights own() {
    return new Rights(Path.of("/proc/self/limits"), Path.of("/sys/devices/system/cpu"));
  }

  List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    // a thread of its own: what it is granted, it keeps
    CompletableFuture<Optional<Standing>> asked = new CompletableFuture<>();
    new Thread(() -> asked.complete(RealTimeThread.ask()), "antiphon-doctor").start();
    asked
        .join()
        .ifPresent(
            standing -> {
              checks.add(realTime(standing));
              checks.add(slack(standing));
            });
    limit(LOCK_LIMIT).ifPresent(limit -> checks.add(memoryLock(limit)));
    governor().ifPresent(checks::add);
    return checks;
  }

  Check realTime(Standing standing) {
    String limit = limit(PRIORITY_LIMIT).orElse("unknown");
    return standing.realTime()
        ? Check.good(
            "realtime",
            "the thread that sends is a real-time thread, priority "
                + RealTimeThread.PRIORITY
                + " (the user's limit is "
                + limit
                + ")")
        : new Check(
            "realtime",
            Verdict.FAIR,
            "no real-time threads: the user's limit is " + limit,
            raised("rtprio 95"));
  }

  static Check slack(Standing standing) {
    String finding =
        "the system may put off timers of the thread that sends by "
            + standing.timerSlackNs()
            + " ns";
    return standing.timerSlackNs() <= 1
        ? Check.good("slack", finding)
        : new Check(
            "slack",
            Verdict.FAIR,
            finding,
            "the system refuses prctl(PR_SET_TIMERSLACK): run outside of the container or sandbox");
  }

  static Check memoryLock(String limit) {
    if (limit.equals(UNLIMITED)) {
      return Check.good("memlock", "any memory may be locked");
    }
    String finding = Long.parseLong(limit) / MEGABYTE + " MB of memory may be locked";
    return new Check(
        "memlock",
        Verdict.FAIR,
        finding + ", and Antiphon's may be paged out; JACK locks what its clients have",
        raised("memlock unlimited"));
  }

  private static String raised(String limit) {
    return "as root write '@audio - "
        + limit
        + "' into "
        + LIMITS_FILE
        + ", then 'usermod -aG audio NAME', and log in anew";
  }

  /** Empty on other systems; in most virtual machines Linux does not tell. */
  Optional<Check> governor() {
    SortedSet<String> governors = new TreeSet<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(cpus, "cpu[0-9]*")) {
      for (Path cpu : all) {
        Path file = cpu.resolve("cpufreq").resolve("scaling_governor");
        if (Files.isReadable(file)) {
          governors.add(Files.readString(file).strip());
        }
      }
    } catch (IOException e) {
      return Optional.empty();
    }
    if (governors.isEmpty()) {
      return Optional.of(Check.good("governor", "not told by this system"));
    }
    String finding = "the processors' governor is " + String.join(", ", governors);
    return Optional.of(
        governors.equals(new TreeSet<>(List.of("performance")))
            ? Check.good("governor", finding)
            : new Check(
                "governor",
                Verdict.FAIR,
                finding,
                "before a performance: sudo cpupower frequency-set -g performance"));
  }

  /** A soft limit, in its unit, or {@code unlimited}; empty where the system does not say. */
  Optional<String> limit(String name) {
    try {
      return Files.readAllLines(limits).stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(name.length()).strip().split("\\s+")[0])
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}

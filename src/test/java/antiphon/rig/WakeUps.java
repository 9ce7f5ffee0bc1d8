package antiphon.rig;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * How late this machine wakes up who only waits, before all others and on each core, a hundred
 * times a second: measured by cyclictest, of Debian's rt-tests. What a program that plays is late
 * is to be held against that.
 */
final class WakeUps implements AutoCloseable {
  private static final int PRIORITY = 6; // above all of Antiphon's and JACK's
  private static final int PERIOD_US = 10_007; // drifts through whatever else is periodic
  private static final int MOST_US = 100_000;
  private static final int NS_PER_US = 1_000;
  private static final int DIGITS = 3;

  /** How many were so many µs late, on each core. */
  private static final Pattern BIN = Pattern.compile("(\\d{6})((?:\\s+\\d+)+)");

  private final Program cyclictest;
  private final Path bins;

  private WakeUps(Program cyclictest, Path bins) {
    this.cyclictest = cyclictest;
    this.bins = bins;
  }

  /**
   * Begins to wait, and ends by itself.
   *
   * @param folder for what is measured
   */
  static WakeUps during(Duration time, Path folder) throws IOException {
    Path bins = folder.resolve("wake-ups");
    List<String> command =
        List.of(
            "cyclictest",
            "--laptop", // leaves the machine's sleep as it is
            "--quiet",
            "--smp",
            "--priority=" + PRIORITY,
            "--interval=" + PERIOD_US,
            "--distance=0",
            "--histogram=" + MOST_US,
            "--histfile=" + bins,
            "--duration=" + time.toSeconds());
    return new WakeUps(Program.start(Map.of(), command), bins);
  }

  /**
   * Waits for the end.
   *
   * @return what was later than 100 ms not counted; empty where real-time priority is refused
   */
  Optional<Histogram> lateNs() throws IOException, InterruptedException {
    if (cyclictest.awaitExit() != 0) {
      return Optional.empty();
    }
    Histogram lateNs = new Histogram(MOST_US * NS_PER_US, DIGITS);
    for (String line : Files.readAllLines(bins)) {
      Matcher bin = BIN.matcher(line);
      if (bin.matches()) {
        long ns = Long.parseLong(bin.group(1)) * NS_PER_US;
        for (String count : bin.group(2).trim().split("\\s+")) {
          if (Long.parseLong(count) > 0) { // else it would count as the largest
            lateNs.recordValueWithCount(ns, Long.parseLong(count));
          }
        }
      }
    }
    return Optional.of(lateNs);
  }

  @Override
  public void close() {
    cyclictest.close();
  }
}

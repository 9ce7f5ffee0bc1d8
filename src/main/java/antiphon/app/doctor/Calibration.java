package antiphon.app.doctor;

import antiphon.app.config.Configuration;
import antiphon.app.config.Key;
import antiphon.app.config.UsageException;
import antiphon.app.session.PortGroup;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortInfo;
import antiphon.midi.port.PortListener;
import antiphon.music.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * What a loop from an output back to an input has shown.
 *
 * @param pattern what the output was asked for by
 * @param outputs names of the ports that were played to
 * @param inputs names of the ports that were listened to
 * @param transports of the outputs
 * @param knownNs what the transport of the output adds by itself, which Antiphon allows for without
 *     being told
 */
public record Calibration(
    String pattern,
    List<String> outputs,
    List<String> inputs,
    List<String> transports,
    RoundTrips trips,
    long knownNs) {
  private static final double NS_PER_MS = 1e6;
  private static final double TENTH = 10;
  private static final long END_TIMEOUT_MS = 1_000;

  /**
   * Plays notes to the ports that match one pattern, and takes down when they come back by those
   * that match the other. Takes some seconds; Ctrl-C ends the note that sounds.
   *
   * @param transport as on the command line; null for all there are
   * @param out regular expression of the output
   * @param in regular expression of the input
   * @param notes how many
   * @throws UsageException when a pattern matches nothing, or no note comes back
   */
  public static Calibration measure(
      String transport, String out, String in, int notes, long seed, Clock clock) {
    Configuration configuration = new Configuration();
    configuration.override(Key.MIDI, "--midi", transport);
    configuration.override(Key.OUT, "--calibrate", List.of(out));
    configuration.override(Key.IN, "--calibrate", List.of(in));
    configuration.override(Key.FEEDBACK_GUARD, "--calibrate", "off"); // an echo is what is wanted
    PortGroup ports = PortGroup.choose(configuration, clock);
    List<PortGroup.Asked> played = require(ports, PortInfo.Direction.OUT, out);
    List<PortGroup.Asked> heard = require(ports, PortInfo.Direction.IN, in);
    int[] outputs = played.stream().mapToInt(PortGroup.Asked::own).distinct().toArray();
    EchoTrial trial =
        new EchoTrial(clock, untilNs -> restUntil(clock, untilNs), ports, outputs, notes, seed);
    Optional<RoundTrips> trips = play(ports, trial);
    if (trips.isEmpty()) {
      throw new UsageException(
          "no echo came back; check the cable: out "
              + String.join(", ", names(played))
              + ", in "
              + String.join(", ", names(heard)));
    }
    long knownNs = 0;
    for (int output : outputs) {
      knownNs = Math.max(knownNs, ports.routing().latencyNs(output));
    }
    return new Calibration(
        out,
        names(played),
        names(heard),
        played.stream().map(asked -> asked.port().transport()).distinct().toList(),
        trips.get(),
        knownNs);
  }

  /** What is proposed for the output, in tenths: the median, less what is known. */
  public double latencyMs() {
    double restMs = trips.medianMs() - knownNs / NS_PER_MS;
    return Math.max(0, Math.round(restMs * TENTH) / TENTH);
  }

  /** Where the proposal comes from. */
  public String reason() {
    String carried = String.join(", ", transports);
    String known =
        knownNs == 0
            ? "nothing of the median is known to be " + carried + "'s own; all of it"
            : String.format(
                Locale.ROOT,
                "of the median, %.2f ms are %s's own, which Antiphon allows for without being told;"
                    + " the rest",
                knownNs / NS_PER_MS,
                carried);
    return known
        + " is the way there and back: where both take as long, half of it is the output's and half"
        + " the input's";
  }

  /** The proposal as it can stand in the configuration. */
  public String toml() {
    return String.format(
        Locale.ROOT,
        "[midi.ports.measured]%nout = %s%nlatency_ms = %.1f%n",
        quoted(pattern),
        latencyMs());
  }

  private static String quoted(String text) {
    return text.contains("'")
        ? '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
        : "'" + text + "'";
  }

  private static Optional<RoundTrips> play(PortGroup ports, EchoTrial trial) {
    CountDownLatch ended = new CountDownLatch(1);
    Thread stop = new Thread(() -> stop(trial, ended), "antiphon-stop");
    Runtime.getRuntime().addShutdownHook(stop);
    try (ports) {
      ports.open(trial, new Unconcerned());
      return trial.play();
    } finally {
      ended.countDown();
      try {
        Runtime.getRuntime().removeShutdownHook(stop);
      } catch (IllegalStateException e) {
        // it runs
      }
    }
  }

  private static void stop(EchoTrial trial, CountDownLatch ended) {
    trial.stop();
    try {
      ended.await(END_TIMEOUT_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void restUntil(Clock clock, long untilNs) {
    long leftNs = untilNs - clock.nowNs();
    while (leftNs > 0) {
      LockSupport.parkNanos(leftNs);
      leftNs = untilNs - clock.nowNs();
    }
  }

  private static List<PortGroup.Asked> require(
      PortGroup ports, PortInfo.Direction direction, String pattern) {
    List<PortGroup.Asked> asked = ports.asked(direction);
    if (asked.isEmpty()) {
      throw new UsageException(
          "no MIDI "
              + (direction == PortInfo.Direction.IN ? "input" : "output")
              + " matches '"
              + pattern
              + "'; see 'antiphon ports'");
    }
    return asked;
  }

  private static List<String> names(List<PortGroup.Asked> asked) {
    return asked.stream().map(one -> one.port().name()).distinct().toList();
  }

  /** What is lost shows in the figures. */
  private static final class Unconcerned implements PortListener {
    @Override
    public void lost(String what, String reason) {
      // its notes do not come back
    }

    @Override
    public void found(String what) {
      // they do again
    }

    @Override
    public void counted(PortCount what, long count) {
      // not asked for
    }
  }
}

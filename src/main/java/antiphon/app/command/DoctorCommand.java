package antiphon.app.command;

import antiphon.app.bench.Machine;
import antiphon.app.config.Configuration;
import antiphon.app.config.Home;
import antiphon.app.config.Key;
import antiphon.app.config.UsageException;
import antiphon.app.doctor.Calibration;
import antiphon.app.doctor.Check;
import antiphon.app.doctor.Checkup;
import antiphon.app.doctor.RoundTrips;
import antiphon.music.time.SystemClock;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code doctor}: whether this machine is fit for a performance. */
@Command(
    name = "doctor",
    description = "Checks this machine for a performance, and says what would help.",
    footer = {
      "",
      "Examples:",
      "  antiphon doctor --config rig.toml --model studio",
      "  antiphon doctor --calibrate 'midi through' 'midi through'",
      "The second plays soft notes on channel 16 to the output and hears them come back by the input,",
      "through a cable or a program that echoes; it says how long that takes, and what to write into",
      "the configuration."
    })
public final class DoctorCommand implements Callable<Integer> {
  private static final int FEWEST_NOTES = 5;
  private static final int MOST_NOTES = 1_000;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "Configuration to read (default: config/antiphon.toml of the distribution).")
  private Path config;

  @Option(
      names = "--model",
      paramLabel = "NAME|PATH",
      description = "The model that will be played (default: that of the configuration).")
  private String model;

  @Option(
      names = "--calibrate",
      paramLabel = "OUT IN",
      arity = "2",
      hideParamSyntax = true,
      description =
          "Measure the way from ports that match the one regular expression back to those that"
              + " match the other, instead.")
  private List<String> loop;

  @Option(
      names = "--midi",
      paramLabel = "TRANSPORT",
      description = "With --calibrate: alsa, jack, coremidi or java (default: all there are).")
  private String transport;

  @Option(
      names = "--notes",
      paramLabel = "N",
      defaultValue = "50",
      description = "With --calibrate: how many, 5 to 1000 (default: ${DEFAULT-VALUE}).")
  private int notes;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "With --calibrate: of pitches and intervals (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  /**
   * @return 0 when all is well or could be better only, 1 when a performance would suffer
   * @throws UsageException when there is no such model or port, the configuration makes no sense,
   *     or no note comes back
   */
  @Override
  public Integer call() {
    if (loop != null) {
      return calibrate();
    }
    List<Check> checks = look(new Checkup(configuration()));
    if (json) {
      ObjectNode document = new ObjectMapper().createObjectNode();
      Machine.describe(document.putObject("machine"));
      ArrayNode nodes = document.putArray("checks");
      for (Check check : checks) {
        nodes
            .addObject()
            .put("name", check.name())
            .put("verdict", word(check))
            .put("finding", check.finding())
            .put("remedy", check.remedy());
      }
      System.out.println(document.toPrettyString());
    } else {
      for (Check check : checks) {
        System.out.printf("%-5s %-10s %s%n", word(check), check.name(), check.finding());
        if (!check.remedy().isEmpty()) {
          System.out.printf("%17s%s%n", "", check.remedy());
        }
      }
    }
    return checks.stream().anyMatch(c -> c.verdict() == Check.Verdict.BAD) ? 1 : 0;
  }

  private Configuration configuration() {
    Configuration configuration = new Configuration();
    if (config != null) {
      configuration.read(config);
    } else if (Files.isRegularFile(Home.configuration())) {
      configuration.read(Home.configuration());
    }
    configuration.override(Key.MODEL, "--model", model);
    return configuration;
  }

  private static List<Check> look(Checkup checkup) {
    List<Check> checks = new ArrayList<>();
    List<Checkup.Stage> stages = checkup.stages();
    try (ProgressBar bar = ProgressBars.named("doctor").setInitialMax(stages.size()).build()) {
      for (Checkup.Stage stage : stages) {
        bar.setExtraMessage(stage.name());
        checks.addAll(stage.look().get());
        bar.step();
      }
    }
    return checks;
  }

  private int calibrate() {
    if (notes < FEWEST_NOTES || notes > MOST_NOTES) {
      throw new UsageException(
          "--notes must be " + FEWEST_NOTES + " to " + MOST_NOTES + ", not " + notes);
    }
    Calibration found =
        Calibration.measure(transport, loop.get(0), loop.get(1), notes, seed, new SystemClock());
    RoundTrips trips = found.trips();
    if (json) {
      ObjectNode document = new ObjectMapper().createObjectNode();
      Machine.describe(document.putObject("machine"));
      found.outputs().forEach(document.putArray("out")::add);
      found.inputs().forEach(document.putArray("in")::add);
      found.transports().forEach(document.putArray("transports")::add);
      document.put("notes", trips.sent()).put("seed", seed);
      document.put("lost", trips.lost()).put("doubled", trips.doubled());
      document
          .putObject("roundTripMs")
          .put("min", trips.minMs())
          .put("median", trips.medianMs())
          .put("p90", trips.percentileMs(90))
          .put("max", trips.maxMs())
          .put("jitter", trips.jitterMs());
      document
          .put("knownMs", found.knownNs() / 1e6)
          .put("latencyMs", found.latencyMs())
          .put("reason", found.reason())
          .put("toml", found.toml());
      System.out.println(document.toPrettyString());
    } else {
      print(found);
    }
    return trips.lost() > 0 ? 1 : 0;
  }

  private void print(Calibration found) {
    RoundTrips trips = found.trips();
    System.out.printf(
        Locale.ROOT,
        "%d notes (seed %d) to %s, back by %s%n",
        trips.sent(),
        seed,
        String.join(", ", found.outputs()),
        String.join(", ", found.inputs()));
    System.out.printf(
        Locale.ROOT,
        "round trip  least %.2f, median %.2f, 9 of 10 within %.2f, most %.2f ms%n",
        trips.minMs(),
        trips.medianMs(),
        trips.percentileMs(90),
        trips.maxMs());
    System.out.printf(Locale.ROOT, "jitter      %.2f ms (standard deviation)%n", trips.jitterMs());
    System.out.printf("lost        %d, doubled %d%n", trips.lost(), trips.doubled());
    System.out.printf("%s%n%n", found.reason());
    System.out.println("# into config/antiphon.toml; where midi.out has the port already, say");
    System.out.println("# latency_ms in [midi.ports.out] instead");
    System.out.print(found.toml());
  }

  private static String word(Check check) {
    return check.verdict().name().toLowerCase(Locale.ROOT);
  }
}

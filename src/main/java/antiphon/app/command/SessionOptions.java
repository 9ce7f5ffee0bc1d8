package antiphon.app.command;

import antiphon.app.config.Configuration;
import antiphon.app.config.Home;
import antiphon.app.config.Key;
import antiphon.app.config.UsageException;
import antiphon.app.session.SessionPlan;
import antiphon.live.api.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** The options that {@code run} and {@code render} share. */
final class SessionOptions {
  private static final double MAX_SECONDS = 1e9;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "Configuration to read (default: config/antiphon.toml of the distribution).")
  private Path config;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Any key of the configuration, a list as there: --set rtp.allow='[\"a\", \"b\"]'; may be"
              + " repeated. An option of its own wins over it.")
  private List<String> set = List.of();

  @Option(
      names = "--model",
      paramLabel = "NAME|PATH",
      description = "Model in models/, or a folder (default: studio).")
  private String model;

  @Option(
      names = "--mode",
      paramLabel = "MODE",
      description = "call-response, jam, solo or listen (default: call-response).")
  private String mode;

  @Option(
      names = "--tempo",
      paramLabel = "BPM",
      description = "Quarter notes a minute (default: that of --play, else 120).")
  private String tempo;

  @Option(
      names = "--meter",
      paramLabel = "4/4",
      description = "Time signature (default: that of --play, else 4/4).")
  private String meter;

  @Option(
      names = "--clock",
      paramLabel = "SOURCE",
      description = "Whose beat: internal, midi, jack or player (default: internal).")
  private String clock;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "0 plays what is likeliest, 1 as learnt, up to 4 (default: 0.9).")
  private String temperature;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "The same seed and input give the same answer (default: drawn and shown).")
  private String seed;

  @Option(
      names = "--play",
      paramLabel = "FILE.mid",
      description = "Play a file into the input, as a player would.")
  private Path play;

  @Option(
      names = "--record",
      paramLabel = "FILE.mid",
      description = "Write what was played: track 1 the player, track 2 Antiphon.")
  private Path record;

  @Option(names = "--for", paramLabel = "SECONDS", description = "Stop after so long.")
  private Double seconds;

  /** Null for no limit. */
  Double seconds() {
    if (seconds != null && !(seconds > 0 && seconds <= MAX_SECONDS)) {
      throw new UsageException(
          "--for must be more than 0 and at most "
              + (long) MAX_SECONDS
              + " seconds, not "
              + seconds);
    }
    return seconds;
  }

  boolean plays() {
    return play != null;
  }

  Configuration configuration() {
    Configuration configuration = new Configuration();
    if (config != null) {
      configuration.read(config);
    } else if (Files.isRegularFile(Home.configuration())) {
      configuration.read(Home.configuration());
    }
    set.forEach(assignment -> configuration.set(assignment, "--set"));
    configuration.override(Key.MODEL, "--model", model);
    configuration.override(Key.MODE, "--mode", mode);
    configuration.override(Key.TEMPO, "--tempo", tempo);
    configuration.override(Key.METER, "--meter", meter);
    configuration.override(Key.CLOCK, "--clock", clock);
    configuration.override(Parameter.TEMPERATURE, "--temperature", temperature);
    configuration.override(Key.SEED, "--seed", seed);
    return configuration;
  }

  SessionPlan plan(Configuration configuration) {
    return SessionPlan.of(configuration, play, record);
  }

  static void overridePorts(
      Configuration configuration, String transport, List<String> in, List<String> out) {
    configuration.override(Key.MIDI, "--midi", transport);
    configuration.override(Key.IN, "--in", in);
    configuration.override(Key.OUT, "--out", out);
  }
}

package antiphon.app.command;

import antiphon.app.config.Configuration;
import antiphon.app.config.Home;
import antiphon.app.config.Key;
import antiphon.app.config.UsageException;
import antiphon.learn.compose.Opening;
import antiphon.learn.compose.Recall;
import antiphon.learn.compose.SamplingSettings;
import antiphon.live.api.Parameter;
import antiphon.music.note.Score;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.time.Timeline;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options of {@code generate} that say what is drawn from and how. */
final class DrawingOptions {
  /** Not drawn as for a session: the same arguments give the same file. */
  private static final long DEFAULT_SEED = 1;

  @Option(
      names = {"-c", "--config"},
      paramLabel = "FILE",
      description = "Configuration to read (default: config/antiphon.toml of the distribution).")
  private Path config;

  @Option(
      names = "--model",
      paramLabel = "NAME|PATH",
      description = "Model in models/, or a folder (default: studio).")
  private String model;

  @Option(
      names = "--tempo",
      paramLabel = "BPM",
      description =
          "Quarter notes a minute (default: that of the prompt or first piece, else 120).")
  private String tempo;

  @Option(
      names = "--meter",
      paramLabel = "4/4",
      description = "Time signature (default: that of the prompt or pieces, else 4/4).")
  private String meter;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "0 plays what is likeliest, 1 as learnt, up to 4 (default: 0.9).")
  private String temperature;

  @Option(
      names = "--time-temperature",
      paramLabel = "X",
      description = "Of durations and rests, in multiples of --temperature (default: 1).")
  private String timeTemperature;

  @Option(
      names = "--velocity-temperature",
      paramLabel = "X",
      description = "Of velocities, in multiples of --temperature (default: 1).")
  private String velocityTemperature;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description = "Share of likelihood that is kept, 0.01 to 1 (default: 0.95).")
  private String topP;

  @Option(
      names = "--top-k",
      paramLabel = "N",
      description = "How many of the likeliest tokens are kept; 0 keeps all (default: 0).")
  private String topK;

  @Option(
      names = "--recall",
      paramLabel = "X",
      defaultValue = "0",
      description =
          "Takes up the prompt's figures: this share of each draw, 0 to 1, is what followed in the prompt at moments like "
              + "this one, as the model hears it (default: ${DEFAULT-VALUE}).")
  private double recallShare;

  @Option(
      names = "--recall-sharpness",
      paramLabel = "X",
      defaultValue = "" + Recall.DEFAULT_SHARPNESS,
      description =
          "How alike the moments must be for --recall; 0 takes all alike (default: ${DEFAULT-VALUE}).")
  private double recallSharpness;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Another seed gives other music (default: 1).")
  private String seed;

  private Configuration configuration;

  /** Read once. */
  Configuration configuration() {
    if (configuration == null) {
      configuration = new Configuration();
      if (config != null) {
        configuration.read(config);
      } else if (Files.isRegularFile(Home.configuration())) {
        configuration.read(Home.configuration());
      }
      configuration.override(Key.MODEL, "--model", model);
      configuration.override(Key.TEMPO, "--tempo", tempo);
      configuration.override(Key.METER, "--meter", meter);
      configuration.override(Parameter.TEMPERATURE, "--temperature", temperature);
      configuration.override(Parameter.TIME_TEMPERATURE, "--time-temperature", timeTemperature);
      configuration.override(
          Parameter.VELOCITY_TEMPERATURE, "--velocity-temperature", velocityTemperature);
      configuration.override(Parameter.TOP_P, "--top-p", topP);
      configuration.override(Parameter.TOP_K, "--top-k", topK);
      configuration.override(Key.SEED, "--seed", seed);
    }
    return configuration;
  }

  SamplingSettings sampling() {
    return new SamplingSettings(
        configuration().number(Parameter.TEMPERATURE),
        configuration().number(Parameter.TIME_TEMPERATURE),
        configuration().number(Parameter.VELOCITY_TEMPERATURE),
        configuration().number(Parameter.TOP_P),
        (int) configuration().number(Parameter.TOP_K),
        recall());
  }

  /**
   * @throws UsageException when it is out of range
   */
  Recall recall() {
    try {
      return new Recall(recallShare, recallSharpness);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--" + e.getMessage(), e);
    }
  }

  long seed() {
    return configuration().has(Key.SEED) ? configuration().integer(Key.SEED) : DEFAULT_SEED;
  }

  /** Where nothing is given to begin with. */
  Opening silence() {
    return Opening.silence(
        configuration().number(Key.TEMPO),
        MeterMap.of(configuration().value(Key.METER, Meter.class)));
  }

  /** A piece in the meter that was asked for, or its own. */
  Score inMeter(Score score) {
    return meter == null
        ? score
        : new Score(
            score.notes(),
            score.tempoBpm(),
            MeterMap.of(configuration().value(Key.METER, Meter.class)));
  }

  /** A piece at the tempo that was asked for, or its own as far as that can be played. */
  Score atTempo(Score score) {
    double bpm =
        tempo != null
            ? configuration().number(Key.TEMPO)
            : Math.max(Timeline.MIN_TEMPO_BPM, Math.min(Timeline.MAX_TEMPO_BPM, score.tempoBpm()));
    return new Score(score.notes(), bpm, score.meters());
  }
}

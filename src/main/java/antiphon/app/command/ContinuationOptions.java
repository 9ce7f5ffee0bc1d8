package antiphon.app.command;

import antiphon.app.config.Configuration;
import antiphon.app.config.Key;
import antiphon.app.config.UsageException;
import antiphon.learn.compose.SamplingSettings;
import antiphon.learn.corpus.Split;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;

/** Which prompts {@code evaluate} has continued, and how. */
final class ContinuationOptions {
  @Option(
      names = "--prompts",
      paramLabel = "FOLDER",
      split = ",",
      description = "Corpus folder with prompts.tsv: measure continuations (repeatable).")
  private List<Path> folders = new ArrayList<>();

  @Option(
      names = "--split",
      paramLabel = "test|valid",
      defaultValue = "test",
      description = "Which prompts; choose settings by valid (default: ${DEFAULT-VALUE}).")
  private String split;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "3",
      description = "Samples for each prompt (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      split = ",",
      description = "Of the draw; several, to compare them (default: play.temperature's).")
  private List<Double> temperatures = new ArrayList<>();

  @Option(
      names = "--time-temperature",
      paramLabel = "T",
      split = ",",
      description = "In multiples of the temperature; several, to compare them.")
  private List<Double> timeTemperatures = new ArrayList<>();

  @Option(
      names = "--top-p",
      paramLabel = "P",
      split = ",",
      description = "Of the draw; several, to compare them (default: play.top_p's).")
  private List<Double> topPs = new ArrayList<>();

  @Option(
      names = "--report",
      paramLabel = "FILE.md",
      description = "Write all tables as one Markdown page.")
  private Path report;

  boolean isAsked() {
    return !folders.isEmpty();
  }

  List<Path> folders() {
    return folders;
  }

  /**
   * @throws UsageException when it is neither test nor valid
   */
  Split split() {
    for (Split known : List.of(Split.TEST, Split.VALID)) {
      if (known.name().toLowerCase(Locale.ROOT).equals(split)) {
        return known;
      }
    }
    throw new UsageException("--split must be test or valid, not '" + split + "'");
  }

  int seeds() {
    if (seeds < 1 || seeds > 1000) {
      throw new UsageException("--seeds must be 1 to 1000, not " + seeds);
    }
    return seeds;
  }

  /** Every combination of the values given. */
  List<SamplingSettings> settings() {
    Configuration defaults = new Configuration();
    List<SamplingSettings> settings = new ArrayList<>();
    try {
      for (double temperature : orDefault(temperatures, defaults.number(Key.TEMPERATURE))) {
        for (double time : orDefault(timeTemperatures, defaults.number(Key.TIME_TEMPERATURE))) {
          for (double topP : orDefault(topPs, defaults.number(Key.TOP_P))) {
            settings.add(new SamplingSettings(temperature, time, 1, topP, 0));
          }
        }
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
    return settings;
  }

  /** Null where no page is wanted. */
  Path report() {
    return report;
  }

  /** The settings as they would be typed. */
  String asArguments() {
    SamplingSettings setting = settings().get(0);
    String text =
        String.format(
            Locale.ROOT,
            "--split %s --seeds %d --temperature %s --top-p %s",
            split,
            seeds,
            setting.temperature(),
            setting.topP());
    return setting.timeTemperature() == 1
        ? text
        : text + " --time-temperature " + setting.timeTemperature();
  }

  private static List<Double> orDefault(List<Double> values, double defaultValue) {
    return values.isEmpty() ? List.of(defaultValue) : values;
  }
}

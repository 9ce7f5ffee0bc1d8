package antiphon.app.command;

import antiphon.app.config.Configuration;
import antiphon.app.config.UsageException;
import antiphon.learn.compose.Recall;
import antiphon.learn.compose.SamplingSettings;
import antiphon.live.api.Parameter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** How {@code evaluate --prompts} draws, and where it writes. */
final class ContinuationOptions {
  private static final int MOST_SEEDS = 1000;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "3",
      description = "With --prompts: samples for each (default: ${DEFAULT-VALUE}).")
  private int seeds;

  @Option(
      names = "--temperature",
      paramLabel = "T",
      split = ",",
      description =
          "With --prompts: of the draw, or several to compare (default: as play.temperature).")
  private List<Double> temperatures = new ArrayList<>();

  @Option(
      names = "--time-temperature",
      paramLabel = "T",
      split = ",",
      description = "With --prompts: in multiples of it, or several to compare (default: 1).")
  private List<Double> timeTemperatures = new ArrayList<>();

  @Option(
      names = "--top-p",
      paramLabel = "P",
      split = ",",
      description = "With --prompts: of the draw, or several to compare (default: as play.top_p).")
  private List<Double> topPs = new ArrayList<>();

  @Option(
      names = "--recall",
      paramLabel = "X",
      split = ",",
      description =
          "With --prompts: share of what is recalled from the prompt, or several to compare (default: 0).")
  private List<Double> recalls = new ArrayList<>();

  @Option(
      names = "--recall-sharpness",
      paramLabel = "X",
      split = ",",
      description =
          "With --prompts: how alike the moments must be, or several to compare (default: 45).")
  private List<Double> recallSharpnesses = new ArrayList<>();

  @Option(
      names = "--report",
      paramLabel = "FILE.md",
      description = "With --prompts: write all tables as one Markdown page.")
  private Path page;

  @Option(
      names = "--include",
      paramLabel = "FILE.json",
      split = ",",
      description = "With --report: what evaluate --json has printed of a corpus or of rolls.")
  private List<Path> included = new ArrayList<>();

  /**
   * @throws UsageException when it is out of range
   */
  int seeds() {
    if (seeds < 1 || seeds > MOST_SEEDS) {
      throw new UsageException("--seeds must be 1 to " + MOST_SEEDS + ", not " + seeds);
    }
    return seeds;
  }

  /**
   * Every combination of the values given.
   *
   * @throws UsageException when one is out of range, when there are several and a page is wanted,
   *     or when there is nowhere to write the page to
   */
  List<SamplingSettings> settings() {
    Configuration defaults = new Configuration();
    List<SamplingSettings> settings = new ArrayList<>();
    try {
      for (double temperature : orDefault(temperatures, defaults.number(Parameter.TEMPERATURE))) {
        for (double time :
            orDefault(timeTemperatures, defaults.number(Parameter.TIME_TEMPERATURE))) {
          for (double topP : orDefault(topPs, defaults.number(Parameter.TOP_P))) {
            for (Recall recall : recalls()) {
              settings.add(new SamplingSettings(temperature, time, 1, topP, 0, recall));
            }
          }
        }
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
    if (settings.size() > 1 && page != null) {
      throw new UsageException(
          "--report takes one temperature and one top-p; leave it out to compare several");
    }
    if (page != null && !Files.isDirectory(page.toAbsolutePath().getParent())) {
      throw new UsageException("no folder to write " + page + " to; check --report");
    }
    return settings;
  }

  private List<Recall> recalls() {
    List<Recall> combinations = new ArrayList<>();
    for (double share : orDefault(recalls, Recall.NONE.share())) {
      for (double sharpness : orDefault(recallSharpnesses, Recall.DEFAULT_SHARPNESS)) {
        combinations.add(new Recall(share, sharpness));
      }
    }
    return combinations;
  }

  /** Null where no page is wanted. */
  Path page() {
    return page;
  }

  List<Path> included() {
    return included;
  }

  private static List<Double> orDefault(List<Double> values, double defaultValue) {
    return values.isEmpty() ? List.of(defaultValue) : values;
  }
}

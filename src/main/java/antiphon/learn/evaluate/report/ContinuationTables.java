package antiphon.learn.evaluate.report;

import antiphon.learn.evaluate.continuation.Bars;
import antiphon.learn.evaluate.continuation.CorpusFigures;
import antiphon.learn.evaluate.continuation.Estimate;
import antiphon.learn.evaluate.continuation.Measure;
import antiphon.learn.evaluate.continuation.Source;
import antiphon.learn.evaluate.continuation.Verdict;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Figures of continuations as Markdown. */
public final class ContinuationTables {
  private static final Set<Measure> LIKENESS =
      EnumSet.range(Measure.F1_AT_4, Measure.LENGTH_OVERLAP);
  private static final Set<Measure> REST =
      EnumSet.range(Measure.DENSITY_DISTANCE, Measure.LONG_SILENCES);
  private static final Set<Measure> OF_A_SWEEP =
      EnumSet.of(
          Measure.F1_AT_4,
          Measure.F1_AT_4_BEST,
          Measure.F1_AT_10,
          Measure.IN_KEY,
          Measure.PITCH_CLASS_OVERLAP,
          Measure.LENGTH_OVERLAP,
          Measure.DENSITY_DISTANCE,
          Measure.NOTES_PER_QUARTER,
          Measure.POLYPHONY_RATIO,
          Measure.MELODY_IN_TRAINING,
          Measure.BAR_LOOP);

  private static final double WHOLE = 1e-9;

  private ContinuationTables() {}

  /** All measures of all sources, in two tables. */
  public static String of(CorpusFigures corpus) {
    return table(corpus, LIKENESS) + "\n" + table(corpus, REST);
  }

  /** Settings one under the other, corpus by corpus, rivals below them; then what each fails. */
  public static String sweep(List<SettingFigures> settings) {
    List<String> heading = new ArrayList<>(List.of("corpus", "setting"));
    OF_A_SWEEP.forEach(measure -> heading.add(measure.heading()));
    MarkdownTable table = new MarkdownTable(heading);
    List<CorpusFigures> corpora = settings.get(0).corpora();
    for (int i = 0; i < corpora.size(); i++) {
      for (SettingFigures setting : settings) {
        CorpusFigures corpus = setting.corpora().get(i);
        table.add(row(corpus, Source.MODEL, setting.words()));
      }
      for (Source source : EnumSet.complementOf(EnumSet.of(Source.MODEL))) {
        table.add(row(corpora.get(i), source, source.word()));
      }
    }
    MarkdownTable bars = new MarkdownTable(List.of("setting", "bars failed", "which"));
    for (SettingFigures setting : settings) {
      List<Verdict> failed =
          Bars.judge(setting.corpora()).stream().filter(verdict -> !verdict.passed()).toList();
      bars.add(
          List.of(
              setting.words(),
              String.valueOf(failed.size()),
              failed.stream()
                  .map(verdict -> verdict.corpus() + ", " + verdict.bar())
                  .collect(Collectors.joining("; "))));
    }
    return table + "\n" + bars;
  }

  public static String of(List<Verdict> verdicts) {
    MarkdownTable table =
        new MarkdownTable(List.of("corpus", "bar", "model", "bound", "", "goal (truth − 0.05)"));
    for (Verdict verdict : verdicts) {
      table.add(
          List.of(
              verdict.corpus(),
              verdict.bar(),
              plain(verdict.value()),
              (verdict.atLeast() ? "≥ " : "≤ ") + plain(verdict.bound()),
              verdict.passed() ? "pass" : "**fail**",
              verdict.hasGoal() ? verdict.goalMet() ? "met" : "not met" : ""));
    }
    return table.toString();
  }

  private static List<String> row(CorpusFigures corpus, Source source, String name) {
    List<String> cells = new ArrayList<>(List.of(corpus.corpus(), name));
    OF_A_SWEEP.forEach(measure -> cells.add(plain(corpus.of(source, measure).mean())));
    return cells;
  }

  private static String table(CorpusFigures corpus, Set<Measure> measures) {
    List<String> heading = new ArrayList<>(List.of(corpus.corpus()));
    measures.forEach(measure -> heading.add(measure.heading()));
    MarkdownTable table = new MarkdownTable(heading);
    for (Source source : Source.values()) {
      List<String> cells = new ArrayList<>(List.of(source.word()));
      measures.forEach(measure -> cells.add(cell(measure, corpus.of(source, measure))));
      table.add(cells);
    }
    return table.toString();
  }

  private static String cell(Measure measure, Estimate estimate) {
    if (measure.isCount()) {
      return String.valueOf(Math.round(estimate.total()));
    }
    String text = plain(estimate.mean()) + " ± " + plain(estimate.standardError());
    return measure == Measure.MELODY_IN_TRAINING || measure == Measure.RUNS_IN_TRAINING
        ? text + ", most " + plain(estimate.greatest())
        : text;
  }

  /** Three places, or none where the value is whole. */
  static String plain(double value) {
    double rounded = Math.rint(value);
    return Math.abs(value - rounded) < WHOLE
        ? Long.toString((long) rounded)
        : String.format(Locale.ROOT, "%.3f", value);
  }
}

package antiphon.app.command;

import antiphon.app.config.UsageException;
import antiphon.learn.compose.SamplingSettings;
import antiphon.learn.evaluate.continuation.Bars;
import antiphon.learn.evaluate.continuation.CorpusFigures;
import antiphon.learn.evaluate.continuation.Estimate;
import antiphon.learn.evaluate.continuation.Verdict;
import antiphon.learn.evaluate.report.ContinuationTables;
import antiphon.learn.evaluate.report.EvaluationPage;
import antiphon.learn.evaluate.report.SettingFigures;
import antiphon.music.note.Part;
import antiphon.net.Manifest;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Shows what came of a run: as text, as JSON, as a page.
 *
 * @param settings one or more
 * @param likelihoods to show on the page before the continuations
 */
record ContinuationReport(
    ContinuationRun run, List<SettingFigures> settings, List<PrintedLikelihood> likelihoods) {
  /** Tables and verdicts of a single setting, or a comparison of several. */
  String text() {
    if (settings.size() > 1) {
      return ContinuationTables.sweep(settings);
    }
    StringBuilder text = new StringBuilder();
    List<CorpusFigures> corpora = settings.get(0).corpora();
    for (CorpusFigures corpus : corpora) {
      text.append(ContinuationTables.of(corpus)).append('\n');
    }
    return text.append(ContinuationTables.of(Bars.judge(corpora))).toString();
  }

  ObjectNode json() {
    ObjectNode document =
        new ObjectMapper()
            .createObjectNode()
            .put("model", run.bundle().manifest().name())
            .put("weightsSha256", run.bundle().manifest().weights().sha256())
            .put("split", word(run.split()))
            .put("part", word(run.prompter()))
            .put("seeds", run.options().seeds());
    for (SettingFigures figures : settings) {
      SamplingSettings setting = figures.setting();
      ObjectNode node =
          document
              .withArray("settings")
              .addObject()
              .put("temperature", setting.temperature())
              .put("timeTemperature", setting.timeTemperature())
              .put("topP", setting.topP())
              .put("recall", setting.recall().share())
              .put("recallSharpness", setting.recall().sharpness());
      for (CorpusFigures corpus : figures.corpora()) {
        add(corpus, node.withArray("corpora").addObject());
      }
      for (Verdict verdict : Bars.judge(figures.corpora())) {
        node.withArray("bars")
            .addObject()
            .put("bar", verdict.bar())
            .put("corpus", verdict.corpus())
            .put("value", verdict.value())
            .put(verdict.atLeast() ? "atLeast" : "atMost", verdict.bound())
            .put("passed", verdict.passed());
      }
    }
    return document;
  }

  /**
   * Writes the page of the one setting.
   *
   * @throws UsageException when the page cannot be written
   */
  void writePage() {
    Manifest manifest = run.bundle().manifest();
    EvaluationPage page =
        new EvaluationPage(
            String.format(
                "`%s` (%d × %d)",
                manifest.name(),
                manifest.architecture().layers(),
                manifest.architecture().hidden()),
            manifest.weights().sha256());
    likelihoods.forEach(likelihood -> page.command(likelihood.command()));
    page.likelihoods(likelihoods.stream().map(PrintedLikelihood::figure).toList());
    page.command(command());
    page.continuations(
        String.format(
            "Prompts from the %s pieces, heard as the %s's, and %d samples of the partner's answer to each; %s.",
            word(run.split()),
            word(run.prompter()),
            run.options().seeds(),
            settings.get(0).words()),
        settings.get(0).corpora());
    Path file = run.options().page();
    try {
      Files.writeString(file, page.markdown());
    } catch (IOException e) {
      throw new UsageException("the page cannot be written to " + file + "; check --report", e);
    }
  }

  /** How to make the page again, files and folders by their last names. */
  private String command() {
    SamplingSettings setting = settings.get(0).setting();
    StringBuilder line = new StringBuilder("antiphon evaluate");
    line.append(" --model ").append(run.bundle().manifest().name());
    run.folders().forEach(folder -> line.append(" --prompts ").append(name(folder)));
    line.append(" --split ").append(word(run.split()));
    if (run.prompter() != Part.PARTNER) {
      line.append(" --part ").append(word(run.prompter()));
    }
    line.append(" --seeds ").append(run.options().seeds());
    line.append(" --temperature ").append(setting.temperature());
    if (setting.timeTemperature() != 1) {
      line.append(" --time-temperature ").append(setting.timeTemperature());
    }
    line.append(" --top-p ").append(setting.topP());
    if (setting.recall().share() > 0) {
      line.append(" --recall ").append(setting.recall().share());
      line.append(" --recall-sharpness ").append(setting.recall().sharpness());
    }
    run.options().included().forEach(file -> line.append(" --include ").append(name(file)));
    return line.append(" --report ").append(name(run.options().page())).toString();
  }

  private static Path name(Path path) {
    return path.toAbsolutePath().normalize().getFileName();
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private static void add(CorpusFigures corpus, ObjectNode node) {
    node.put("corpus", corpus.corpus()).put("prompts", corpus.prompts());
    ObjectNode sources = node.putObject("sources");
    corpus
        .figures()
        .forEach(
            (source, measures) -> {
              ObjectNode ofSource = sources.putObject(source.word());
              measures.forEach(
                  (measure, estimate) -> add(estimate, ofSource.putObject(measure.word())));
            });
  }

  private static void add(Estimate estimate, ObjectNode node) {
    node.put("mean", estimate.mean())
        .put("standardError", estimate.standardError())
        .put("greatest", estimate.greatest())
        .put("total", estimate.total());
  }
}

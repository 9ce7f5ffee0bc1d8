package antiphon.app.command;

import antiphon.app.config.UsageException;
import antiphon.learn.evaluate.continuation.Bars;
import antiphon.learn.evaluate.continuation.CorpusFigures;
import antiphon.learn.evaluate.continuation.Estimate;
import antiphon.learn.evaluate.continuation.Verdict;
import antiphon.learn.evaluate.report.ContinuationTables;
import antiphon.learn.evaluate.report.ContinuationTables.SettingFigures;
import antiphon.learn.evaluate.report.EvaluationPage;
import antiphon.learn.evaluate.report.LikelihoodFigure;
import antiphon.net.Manifest;
import antiphon.net.ModelBundle;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** Shows what came of continuations: as text, as JSON, as a page. */
final class ContinuationReport {
  private final ContinuationOptions options;
  private final ModelBundle bundle;
  private final List<SettingFigures> settings;

  /**
   * @param settings one or more
   */
  ContinuationReport(
      ContinuationOptions options, ModelBundle bundle, List<SettingFigures> settings) {
    this.options = options;
    this.bundle = bundle;
    this.settings = settings;
  }

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
            .put("model", bundle.manifest().name())
            .put("weightsSha256", bundle.manifest().weights().sha256())
            .put("split", options.split().name().toLowerCase(Locale.ROOT))
            .put("seeds", options.seeds());
    for (SettingFigures setting : settings) {
      ObjectNode node =
          document.withArray("settings").addObject().put("setting", setting.setting());
      for (CorpusFigures corpus : setting.corpora()) {
        add(corpus, node.withArray("corpora").addObject());
      }
      for (Verdict verdict : Bars.judge(setting.corpora())) {
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
   * Writes the page of one setting.
   *
   * @param likelihoods to show before the continuations
   * @throws UsageException when there are several settings, or the file cannot be written
   */
  void writePage(List<LikelihoodFigure> likelihoods) {
    if (settings.size() != 1) {
      throw new UsageException(
          "--report takes one temperature and one top-p; leave it out to compare");
    }
    Manifest manifest = bundle.manifest();
    EvaluationPage page =
        new EvaluationPage(
            String.format(
                "`%s` (%d × %d)",
                manifest.name(),
                manifest.architecture().layers(),
                manifest.architecture().hidden()),
            manifest.weights().sha256());
    page.command(command());
    page.likelihoods(likelihoods);
    page.continuations(
        String.format(
            "Prompts of 16 quarter notes from the %s pieces, each continued for 16, %d samples; %s.",
            options.split().name().toLowerCase(Locale.ROOT),
            options.seeds(),
            settings.get(0).setting()),
        settings.get(0).corpora());
    Path file = options.report();
    try {
      Files.writeString(file, page.markdown());
    } catch (IOException e) {
      throw new UsageException("the page cannot be written to " + file + "; check --report", e);
    }
  }

  /** How to make the page again, with folders by their last names. */
  private String command() {
    StringBuilder line =
        new StringBuilder("antiphon evaluate --model ").append(bundle.manifest().name());
    for (Path folder : options.folders()) {
      line.append(" --prompts ").append(folder.toAbsolutePath().normalize().getFileName());
    }
    return line.append(' ').append(options.asArguments()).toString();
  }

  private static void add(CorpusFigures corpus, ObjectNode node) {
    node.put("corpus", corpus.corpus()).put("prompts", corpus.prompts());
    corpus
        .figures()
        .forEach(
            (source, measures) -> {
              ObjectNode ofSource =
                  node.withObjectProperty("sources").withObjectProperty(source.word());
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

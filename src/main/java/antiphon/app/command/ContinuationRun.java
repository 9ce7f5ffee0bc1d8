package antiphon.app.command;

import antiphon.app.config.UsageException;
import antiphon.app.session.ModelShelf;
import antiphon.learn.compose.SamplingSettings;
import antiphon.learn.evaluate.continuation.AnswerMeter;
import antiphon.learn.evaluate.continuation.ContinuationEvaluation;
import antiphon.learn.evaluate.continuation.CorpusFigures;
import antiphon.learn.evaluate.continuation.Estimate;
import antiphon.learn.evaluate.continuation.Measure;
import antiphon.learn.evaluate.continuation.ModelContinuer;
import antiphon.learn.evaluate.continuation.PromptReader;
import antiphon.learn.evaluate.continuation.PromptReader.Prompts;
import antiphon.learn.evaluate.continuation.Source;
import antiphon.learn.evaluate.continuation.TopLines;
import antiphon.learn.evaluate.report.ContinuationTables.SettingFigures;
import antiphon.net.LstmStepper;
import antiphon.net.ModelBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;

/** Has a model go on from prompts, in every setting asked for. */
final class ContinuationRun {
  private final ContinuationOptions options;
  private final ModelBundle bundle;

  ContinuationRun(ContinuationOptions options, ModelBundle bundle) {
    this.options = options;
    this.bundle = bundle;
  }

  /**
   * @throws UsageException when there are no prompts to be had
   */
  List<SettingFigures> run() {
    List<SamplingSettings> settings = options.settings();
    int seeds = options.seeds();
    TopLines.Builder training = new TopLines.Builder();
    List<Prompts> corpora = new ArrayList<>();
    try {
      for (Path folder : ProgressBar.wrap(options.folders(), ProgressBars.named("read"))) {
        corpora.add(PromptReader.read(folder, options.split(), training));
      }
    } catch (IOException e) {
      throw new UsageException(e.getMessage(), e);
    }
    LstmStepper stepper = ModelShelf.stepper(bundle.weights(), ModelShelf.AUTO);
    ContinuationEvaluation evaluation =
        new ContinuationEvaluation(new AnswerMeter(training.build()), seeds);
    List<Map<Source, Map<Measure, Estimate>>> rivals =
        corpora.stream().map(corpus -> evaluation.rivals(corpus.prompts())).toList();
    List<SettingFigures> figures = new ArrayList<>();
    int prompts = corpora.stream().mapToInt(corpus -> corpus.prompts().size()).sum();
    try (ProgressBar bar =
        ProgressBars.named("continue").setInitialMax((long) prompts * settings.size()).build()) {
      for (SamplingSettings setting : settings) {
        ModelContinuer continuer = new ModelContinuer(stepper, setting);
        List<CorpusFigures> ofSetting = new ArrayList<>();
        for (int i = 0; i < corpora.size(); i++) {
          Prompts corpus = corpora.get(i);
          Map<Source, Map<Measure, Estimate>> all = new EnumMap<>(rivals.get(i));
          all.put(Source.MODEL, evaluation.model(corpus.prompts(), continuer, bar::step));
          ofSetting.add(new CorpusFigures(corpus.corpus(), corpus.prompts().size(), all));
        }
        figures.add(new SettingFigures(describe(setting), ofSetting));
      }
    }
    return figures;
  }

  /** How the samples were drawn, for a page. */
  String describe(SamplingSettings setting) {
    String text =
        String.format(
            Locale.ROOT, "temperature %s, top-p %s", setting.temperature(), setting.topP());
    return setting.timeTemperature() == 1
        ? text
        : text + ", time temperature × " + setting.timeTemperature();
  }
}

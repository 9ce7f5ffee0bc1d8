package antiphon.app.command;

import antiphon.app.config.UsageException;
import antiphon.learn.compose.SamplingSettings;
import antiphon.learn.corpus.Split;
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
import antiphon.learn.evaluate.report.SettingFigures;
import antiphon.music.note.Part;
import antiphon.net.LstmStepper;
import antiphon.net.ModelBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import me.tongfei.progressbar.ProgressBar;

/**
 * What {@code evaluate --prompts} is to do, and doing it.
 *
 * @param prompter whose the prompts are; the answers are the partner's
 */
record ContinuationRun(
    ModelBundle bundle,
    List<Path> folders,
    Split split,
    Part prompter,
    ContinuationOptions options) {
  /**
   * Has the model go on from all prompts in every setting.
   *
   * @throws UsageException when there are no prompts to be had, or an option is out of range
   */
  ContinuationReport report(LstmStepper stepper) {
    List<SamplingSettings> settings = options.settings();
    int seeds = options.seeds();
    List<PrintedLikelihood> likelihoods =
        options.included().stream().map(PrintedLikelihood::read).toList();
    TopLines.Builder training = new TopLines.Builder();
    List<Prompts> corpora = new ArrayList<>();
    try (ProgressBar bar = ProgressBars.named("read").setInitialMax(folders.size()).build()) {
      for (Path folder : folders) {
        corpora.add(PromptReader.read(folder, split, training));
        bar.step();
      }
    } catch (IOException e) {
      throw new UsageException(e.getMessage(), e);
    }
    ContinuationEvaluation evaluation =
        new ContinuationEvaluation(new AnswerMeter(training.build()), seeds);
    List<Map<Source, Map<Measure, Estimate>>> rivals =
        corpora.stream().map(corpus -> evaluation.rivals(corpus.prompts())).toList();
    long answers =
        corpora.stream().mapToLong(corpus -> corpus.prompts().size()).sum() * settings.size();
    List<SettingFigures> figures = new ArrayList<>();
    try (ProgressBar bar = ProgressBars.named("continue").setInitialMax(answers).build()) {
      for (SamplingSettings setting : settings) {
        ModelContinuer continuer = new ModelContinuer(stepper, setting, prompter);
        List<CorpusFigures> ofSetting = new ArrayList<>();
        for (int i = 0; i < corpora.size(); i++) {
          Prompts corpus = corpora.get(i);
          Map<Source, Map<Measure, Estimate>> all = new EnumMap<>(rivals.get(i));
          all.put(Source.MODEL, evaluation.model(corpus.prompts(), continuer, bar::step));
          ofSetting.add(new CorpusFigures(corpus.corpus(), corpus.prompts().size(), all));
        }
        figures.add(new SettingFigures(setting, ofSetting));
      }
    }
    return new ContinuationReport(this, figures, likelihoods);
  }
}

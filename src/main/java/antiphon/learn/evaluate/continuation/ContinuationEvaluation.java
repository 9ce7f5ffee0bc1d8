package antiphon.learn.evaluate.continuation;

import antiphon.music.note.Note;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Has prompts continued, by a model and by its rivals, and measures all of it. Prompts are worked
 * on in parallel; the figures do not depend on that.
 */
public final class ContinuationEvaluation {
  private static final int COPIED_QUARTERS = 4;

  /** So many other pieces, spread over the list of prompts, stand in for each continuation. */
  private static final int OTHER_PIECES = 3;

  private final AnswerMeter meter;
  private final int samples;

  /**
   * @param samples of the model for each prompt, 1 or more
   */
  public ContinuationEvaluation(AnswerMeter meter, int samples) {
    this.meter = meter;
    this.samples = samples;
  }

  /**
   * The figures of all sources.
   *
   * @param prompts of at least two pieces
   * @param promptDone called, by any thread, after each prompt
   */
  public CorpusFigures evaluate(
      String corpus, List<ContinuationPrompt> prompts, Continuer continuer, Runnable promptDone) {
    Map<Source, Map<Measure, Estimate>> figures = new EnumMap<>(Source.class);
    figures.put(Source.MODEL, model(prompts, continuer, promptDone));
    figures.putAll(rivals(prompts));
    return new CorpusFigures(corpus, prompts.size(), figures);
  }

  /** The figures of a model alone. */
  public Map<Measure, Estimate> model(
      List<ContinuationPrompt> prompts, Continuer continuer, Runnable promptDone) {
    return gather(
        prompts,
        index -> {
          ContinuationPrompt prompt = prompts.get(index);
          List<Answer> answers =
              IntStream.rangeClosed(1, samples)
                  .mapToObj(sample -> continuer.goOn(prompt, prompt.seed(sample)))
                  .toList();
          promptDone.run();
          return answers;
        });
  }

  /** The figures of all sources but the model. */
  public Map<Source, Map<Measure, Estimate>> rivals(List<ContinuationPrompt> prompts) {
    Map<Source, Map<Measure, Estimate>> figures = new EnumMap<>(Source.class);
    figures.put(
        Source.TRUTH, gather(prompts, index -> List.of(Answer.of(prompts.get(index).truth()))));
    figures.put(
        Source.COPY_BEST_PERIOD,
        gather(prompts, index -> List.of(Copying.atBestPeriod(prompts.get(index)))));
    figures.put(
        Source.COPY_LAST_4,
        gather(prompts, index -> List.of(Copying.ofLast(COPIED_QUARTERS, prompts.get(index)))));
    figures.put(Source.OTHER_PIECE, gather(prompts, index -> others(prompts, index)));
    return figures;
  }

  /** What is continued truly in other pieces, a quarter of the list apart. */
  static List<Answer> others(List<ContinuationPrompt> prompts, int index) {
    List<Answer> others = new ArrayList<>();
    String file = prompts.get(index).file();
    for (int i = 1; i <= OTHER_PIECES; i++) {
      int other = (index + i * prompts.size() / (OTHER_PIECES + 1)) % prompts.size();
      while (prompts.get(other).file().equals(file)) {
        other = (other + 1) % prompts.size();
      }
      List<Note> truth = prompts.get(other).truth();
      others.add(Answer.of(truth));
    }
    return others;
  }

  private interface Answers {
    List<Answer> to(int promptIndex);
  }

  private Map<Measure, Estimate> gather(List<ContinuationPrompt> prompts, Answers answers) {
    List<List<Map<Measure, Double>>> measured =
        IntStream.range(0, prompts.size())
            .parallel()
            .mapToObj(
                index ->
                    answers.to(index).stream()
                        .map(answer -> meter.measure(prompts.get(index), answer))
                        .toList())
            .toList();
    Map<Measure, Estimate> estimates = new EnumMap<>(Measure.class);
    for (Measure measure : Measure.values()) {
      List<double[]> samplesOfPrompts =
          measured.stream()
              .map(
                  ofPrompt ->
                      ofPrompt.stream().mapToDouble(values -> values.get(measure)).toArray())
              .toList();
      estimates.put(measure, Estimate.of(samplesOfPrompts, measure.isOfTheBest()));
    }
    return estimates;
  }
}

package antiphon.learn.evaluate.continuation;

import java.util.Map;

/**
 * What came out for the prompts of one corpus.
 *
 * @param figures for every source all measures
 */
public record CorpusFigures(
    String corpus, int prompts, Map<Source, Map<Measure, Estimate>> figures) {
  public Estimate of(Source source, Measure measure) {
    return figures.get(source).get(measure);
  }
}

package antiphon.learn.evaluate.continuation;

import java.util.ArrayList;
import java.util.List;

/** What a model's continuations must reach. */
public final class Bars {
  static final double MOST_DENSITY_DISTANCE = 0.4;
  static final double MOST_FOUND_MEAN = 0.05;
  static final double MOST_FOUND = 0.5;
  static final int LEAST_CORPORA_ABOVE_COPYING = 2;

  private static final double GOAL_BELOW_TRUTH = 0.05;

  private static final Measure[] BETWEEN_TRUTH_AND_OTHER = {
    Measure.IN_KEY, Measure.PITCH_CLASS_OVERLAP, Measure.LENGTH_OVERLAP
  };

  private static final Measure[] NONE_ALLOWED = {
    Measure.ILLEGAL_TOKENS, Measure.HANGING_NOTES, Measure.OVERLONG_NOTES, Measure.LONG_SILENCES
  };

  private Bars() {}

  /**
   * All verdicts, those of each corpus and then, where there are enough corpora, those over all.
   */
  public static List<Verdict> judge(List<CorpusFigures> corpora) {
    List<Verdict> verdicts = new ArrayList<>();
    for (CorpusFigures corpus : corpora) {
      judge(corpus, verdicts);
    }
    if (corpora.size() >= LEAST_CORPORA_ABOVE_COPYING) {
      verdicts.add(aboveCopying("mean of the samples", Measure.F1_AT_4, corpora));
      verdicts.add(aboveCopying("best of the samples", Measure.F1_AT_4_BEST, corpora));
    }
    return verdicts;
  }

  private static void judge(CorpusFigures corpus, List<Verdict> verdicts) {
    String name = corpus.corpus();
    for (Measure measure : BETWEEN_TRUTH_AND_OTHER) {
      double truth = corpus.of(Source.TRUTH, measure).mean();
      double other = corpus.of(Source.OTHER_PIECE, measure).mean();
      verdicts.add(
          Verdict.least(
              measure.heading() + ": at least midway from other piece to truth",
              name,
              corpus.of(Source.MODEL, measure).mean(),
              (truth + other) / 2,
              truth - GOAL_BELOW_TRUTH));
    }
    verdicts.add(
        Verdict.most(
            "density: distance from the prompt's",
            name,
            corpus.of(Source.MODEL, Measure.DENSITY_DISTANCE).mean(),
            MOST_DENSITY_DISTANCE));
    Estimate found = corpus.of(Source.MODEL, Measure.MELODY_IN_TRAINING);
    verdicts.add(
        Verdict.most("melody in one training piece: mean", name, found.mean(), MOST_FOUND_MEAN));
    verdicts.add(
        Verdict.most("melody in one training piece: most", name, found.greatest(), MOST_FOUND));
    for (Measure measure : NONE_ALLOWED) {
      verdicts.add(
          Verdict.most(measure.heading(), name, corpus.of(Source.MODEL, measure).total(), 0));
    }
  }

  private static Verdict aboveCopying(String which, Measure measure, List<CorpusFigures> corpora) {
    long above =
        corpora.stream()
            .filter(
                corpus ->
                    corpus.of(Source.MODEL, measure).mean()
                        > corpus.of(Source.COPY_BEST_PERIOD, Measure.F1_AT_4).mean())
            .count();
    return Verdict.least(
        "F1@4, " + which + ": corpora above copy best period",
        "all",
        above,
        LEAST_CORPORA_ABOVE_COPYING);
  }
}

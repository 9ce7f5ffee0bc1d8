package antiphon.learn.evaluate.report;

import antiphon.learn.evaluate.continuation.Bars;
import antiphon.learn.evaluate.continuation.CorpusFigures;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** One Markdown page of all that was measured of a model. */
public final class EvaluationPage {
  private static final String DEFINITIONS =
      """
      ### What the columns say

      Means over prompts ± standard error; a prompt with several samples counts by their mean, in columns with "best" by its best.
      Everything is heard as one part; the model answers on the grid, the others stand as in the files.

      - **F1@4, F1@10**: MIREX Patterns for Prediction, cardinality score. Of the true and the generated points (onset, pitch) up to
        4 or 10 quarter notes after the prompt, those that one translation brings together.
      - **in key**: notes in the major or natural minor scale (MusPy) that holds most of the prompt's sounding time.
      - **pitch classes, durations**: overlap of the histograms of continuation and prompt, by number of notes; durations in twelfths
        of a quarter note, the longest bin four quarter notes and more.
      - **density**: |ln((notes + 1) / (notes of the prompt + 1))|, both being equally long.
      - **polyphony**: pitches that sound while any does, beside the same of the prompt.
      - **melody in training**: of the different runs of 12 intervals in the top line (the highest note of each onset, where no higher
        one still sounds), the greatest share found in any one training piece of all these corpora, in whatever key. Runs of fewer than
        four different pitches are not counted as found. **repeated notes too**: they are.
      - **bar ≥ 4 ×**: share of continuations in which one bar (onsets, pitches, lengths) stands four times or more. A continuation
        of 16 quarter notes in 4/4 has four bars.
      - **illegal tokens** go against the grammar, **hanging notes** are begun and not ended by the end, **overlong notes** last more
        than 8 quarter notes, **long silences** more than 2 bars: totals. The generator itself sees to the last two.

      **Copy best period** repeats the end of the prompt at that period of 1 to 12 quarter notes at which most of the notes of its last
      10 quarter notes repeat earlier ones. **Other piece** is the true continuation of three prompts from other files, a quarter of the
      list apart. The bars of key and overlap lie midway between other piece and truth.
      """;

  private final String model;
  private final String weightsSha256;
  private final List<String> commands = new ArrayList<>();
  private final List<LikelihoodFigure> likelihoods = new ArrayList<>();
  private final List<CorpusFigures> continuations = new ArrayList<>();
  private String settings = "";

  /**
   * @param model its name and size, in words
   * @param weightsSha256 in hexadecimal
   */
  public EvaluationPage(String model, String weightsSha256) {
    this.model = model;
    this.weightsSha256 = weightsSha256;
  }

  /** Adds a command that made the page. */
  public void command(String line) {
    commands.add(line);
  }

  /** Adds likelihoods; those of one unit make one table, in the order given. */
  public void likelihoods(List<LikelihoodFigure> figures) {
    likelihoods.addAll(figures);
  }

  /**
   * Adds continuations.
   *
   * @param howDrawn split, samples and settings, in words
   */
  public void continuations(String howDrawn, List<CorpusFigures> figures) {
    settings = howDrawn;
    continuations.addAll(figures);
  }

  public String markdown() {
    StringBuilder page = new StringBuilder("# Evaluation\n\n");
    page.append("Model ").append(model).append(", weights SHA-256 `").append(weightsSha256);
    page.append("`. Made by\n\n```sh\n").append(String.join("\n", commands)).append("\n```\n");
    appendLikelihoods(page);
    if (!continuations.isEmpty()) {
      appendContinuations(page);
    }
    return page.toString();
  }

  private void appendLikelihoods(StringBuilder page) {
    if (likelihoods.isEmpty()) {
      return;
    }
    page.append("\n## Likelihood\n\nLower is better.\n");
    Map<String, List<LikelihoodFigure>> byUnit = new LinkedHashMap<>();
    for (LikelihoodFigure figure : likelihoods) {
      byUnit.computeIfAbsent(figure.unit(), unit -> new ArrayList<>()).add(figure);
    }
    byUnit.forEach(
        (unit, figures) -> {
          MarkdownTable table =
              new MarkdownTable(
                  List.of(
                      "data",
                      "model",
                      unit,
                      "bar",
                      "",
                      "others, and by how much the model is above or below"));
          figures.forEach(figure -> table.add(row(figure)));
          page.append('\n').append(table);
        });
  }

  private static List<String> row(LikelihoodFigure figure) {
    List<String> rivals =
        figure.rivals().stream()
            .map(
                rival ->
                    String.format(
                        Locale.ROOT,
                        "%s %.3f (%+.1f %%)",
                        rival.name(),
                        rival.value(),
                        100 * (figure.value() / rival.value() - 1)))
            .toList();
    boolean judged = Double.isFinite(figure.atMost());
    return List.of(
        figure.data(),
        figure.model(),
        ContinuationTables.plain(figure.value())
            + (figure.standardError() > 0
                ? " ± " + ContinuationTables.plain(figure.standardError())
                : ""),
        judged ? "≤ " + ContinuationTables.plain(figure.atMost()) : "",
        !judged ? "" : figure.value() <= figure.atMost() ? "pass" : "**fail**",
        String.join("; ", rivals));
  }

  private void appendContinuations(StringBuilder page) {
    page.append("\n## Continuations\n\n").append(settings).append("\n\n### Bars\n\n");
    page.append(ContinuationTables.of(Bars.judge(continuations)));
    for (CorpusFigures corpus : continuations) {
      page.append("\n### ").append(corpus.corpus()).append(", ");
      page.append(corpus.prompts()).append(" prompts\n\n").append(ContinuationTables.of(corpus));
    }
    page.append('\n').append(DEFINITIONS);
  }
}

package antiphon.app.command;

import antiphon.learn.corpus.Corpus;
import antiphon.learn.corpus.CorpusSummary;
import antiphon.learn.corpus.SkipReason;
import antiphon.learn.corpus.Split;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What is in a corpus, what was left out of it and why, as people read it. */
final class CorpusTable {
  private static final int EXAMPLES = 3;
  private static final int LICENCE_COLUMNS = 80;
  private static final String ROW = "  %-19s %6s  %s%n";

  private final Corpus corpus;
  private final CorpusSummary summary;
  private final boolean all;

  /**
   * @param all whether every file is named and not only some
   */
  CorpusTable(Corpus corpus, boolean all) {
    this.corpus = corpus;
    this.summary = CorpusSummary.of(corpus);
    this.all = all;
  }

  /** One line on what there is, and a table of what was left out and of what is remarkable. */
  void print(PrintStream out) {
    out.printf(
        "%s: %d pieces to train on, %d to validate on, %d for tests; licence: %s%n",
        corpus.name(),
        corpus.of(Split.TRAIN).size(),
        corpus.of(Split.VALID).size(),
        corpus.of(Split.TEST).size(),
        shortened(corpus.licence()));
    if (corpus.fromBothEnds()) {
      out.println("  fewer than ten files: the last tenth of each is for validation");
    }
    if (!summary.sessions().isEmpty()) {
      out.printf(ROW, "of these", "files", "for example");
      rows(out, "recorded sessions", summary.sessions());
      out.println("  of recorded sessions the player's part is learnt, of Antiphon's own nothing");
    }
    if (!corpus.skipped().isEmpty()) {
      out.printf(ROW, "left out", "files", "for example");
      leftOut().forEach((reason, files) -> rows(out, reason.toString(), files));
    }
    if (!summary.offGrid().isEmpty() || summary.drumNotes() + summary.unfinishedNotes() > 0) {
      out.println("  kept all the same");
      List<String> offGrid =
          summary.offGrid().stream()
              .map(
                  file ->
                      String.format(
                          Locale.ROOT,
                          "%s has %.0f %% of its onsets there",
                          file.name(),
                          100 * file.share()))
              .toList();
      rows(out, "beside the grid", offGrid);
      if (summary.drumNotes() > 0) {
        out.printf(ROW, "without drums", "", grouped(summary.drumNotes()) + " notes on channel 10");
      }
      if (summary.unfinishedNotes() > 0) {
        out.printf(
            ROW, "ended", "", grouped(summary.unfinishedNotes()) + " notes that had no note-off");
      }
    }
  }

  /** The figures of a corpus: what there is to learn from, and how the parts were found. */
  void printFigures(PrintStream out) {
    out.printf("  %-8s %7s %11s %14s %11s%n", "for", "pieces", "notes", "quarter notes", "tokens");
    for (Map.Entry<Split, CorpusSummary.Share> entry : new TreeMap<>(summary.shares()).entrySet()) {
      CorpusSummary.Share share = entry.getValue();
      out.printf(
          "  %-8s %7s %11s %14s %11s%n",
          entry.getKey().name().toLowerCase(Locale.ROOT),
          grouped(share.pieces()),
          grouped(share.notes()),
          grouped(Math.round(share.quarters())),
          grouped(CorpusSummary.tokens(corpus, entry.getKey())));
    }
    out.printf(
        "  the tune: told by name in %d, by height in %d, by hand in %d (one track); key given in %d%n",
        summary.tunesByName(), summary.tunesByHeight(), summary.tunesByHand(), summary.keysGiven());
  }

  private Map<SkipReason, List<String>> leftOut() {
    Map<SkipReason, List<String>> leftOut = new EnumMap<>(SkipReason.class);
    for (Corpus.Skipped file : corpus.skipped()) {
      leftOut
          .computeIfAbsent(file.reason(), reason -> new ArrayList<>())
          .add((all ? file.name() : shortName(file.name())) + " " + file.detail());
    }
    return leftOut;
  }

  private void rows(PrintStream out, String heading, List<String> files) {
    int shown = all ? files.size() : Math.min(EXAMPLES, files.size());
    for (int i = 0; i < shown; i++) {
      out.printf(ROW, i == 0 ? heading : "", i == 0 ? grouped(files.size()) : "", files.get(i));
    }
    if (shown < files.size()) {
      out.printf(ROW, "", "", "and " + (files.size() - shown) + " more; --verbose names all");
    }
  }

  private static String shortName(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }

  private static String shortened(String licence) {
    return licence.length() <= LICENCE_COLUMNS
        ? licence
        : licence.substring(0, LICENCE_COLUMNS).stripTrailing() + "...";
  }

  private static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }
}

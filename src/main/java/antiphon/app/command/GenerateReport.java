package antiphon.app.command;

import antiphon.learn.compose.Continuation;
import antiphon.learn.compose.JoinTerm;
import antiphon.learn.compose.SeedChoice;
import antiphon.learn.compose.SeedSearch;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What {@code generate} tells about its choices and its files, in words and as JSON. */
final class GenerateReport {
  private final ObjectNode document;
  private final PrintStream words;
  private final List<String> wrote = new ArrayList<>();

  GenerateReport(ObjectNode document, PrintStream words) {
    this.document = document;
    this.words = words;
  }

  void chose(List<SeedChoice> choices, long pairs) {
    ArrayNode seeds = document.putArray("seeds");
    document.put("pairsCompared", pairs);
    char letter = 'A';
    for (SeedChoice choice : choices) {
      words.printf(
          Locale.ROOT,
          "seed %c: %s, bars %d to %d, %s, %.0f bpm, %s%n",
          letter++,
          choice.name(),
          choice.firstBar(),
          choice.lastBar(),
          choice.meter(),
          choice.tempoBpm(),
          choice.semitones() == 0
              ? choice.key()
              : String.format("transposed by %+d to %s", choice.semitones(), choice.key()));
      ObjectNode node = seeds.addObject();
      node.put("file", choice.name())
          .put("firstBar", choice.firstBar())
          .put("lastBar", choice.lastBar())
          .put("meter", choice.meter())
          .put("tempoBpm", choice.tempoBpm())
          .put("key", choice.key())
          .put("semitones", choice.semitones());
      if (!choice.terms().isEmpty()) {
        explain(choice);
        node.put("cost", choice.cost());
        ObjectNode terms = node.putObject("terms");
        choice.terms().forEach((term, value) -> terms.put(word(term), value));
      }
    }
    words.printf(
        Locale.ROOT,
        "  the best of %,d pairs of windows in 12 keys; the model was asked about the best %d of each join%n",
        pairs,
        SeedSearch.ASKED);
  }

  private void explain(SeedChoice choice) {
    List<String> terms = new ArrayList<>();
    for (Map.Entry<JoinTerm, Double> term : choice.terms().entrySet()) {
      terms.add(
          String.format(
              Locale.ROOT,
              "%s %.2f × %.1f",
              word(term.getKey()),
              term.getValue(),
              term.getKey().weight()));
    }
    words.printf(
        Locale.ROOT, "  joins at a cost of %.2f: %s%n", choice.cost(), String.join(", ", terms));
  }

  void wrote(Path file, long seed, int quarters, Continuation continuation) {
    int notes = continuation.score().notes().size();
    wrote.add(
        String.format(
            Locale.ROOT,
            "antiphon: wrote %s: %d notes composed in %d quarter notes, seed %d; held to the limit: %d notes, %d silences",
            file,
            notes,
            quarters,
            seed,
            continuation.notesAtLimit(),
            continuation.silencesAtLimit()));
    document
        .withArray("files")
        .addObject()
        .put("file", file.toString())
        .put("seed", seed)
        .put("quarters", quarters)
        .put("notes", notes)
        .put("tokens", continuation.tokens().length)
        .put("notesAtLimit", continuation.notesAtLimit())
        .put("silencesAtLimit", continuation.silencesAtLimit());
  }

  /** Once no progress bar is in the way. */
  void tell() {
    wrote.forEach(words::println);
  }

  private static String word(JoinTerm term) {
    return term.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}

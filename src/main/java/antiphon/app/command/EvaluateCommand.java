package antiphon.app.command;

import antiphon.app.session.ModelShelf;
import antiphon.learn.corpus.Corpus;
import antiphon.learn.corpus.CorpusPiece;
import antiphon.learn.corpus.Split;
import antiphon.learn.corpus.TokenWindow;
import antiphon.learn.evaluate.SequenceScorer;
import antiphon.music.note.Part;
import antiphon.net.ModelBundle;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evaluate}: how well a model expects music. */
@Command(
    name = "evaluate",
    description = {
      "Scores a model: nats (natural logarithms of likelihood) an event, a note and a quarter note; lower is better.",
      "Each piece is heard whole, as the partner's. Where a corpus has a test.txt, only that is scored."
    },
    footer = {"", "Example:", "  antiphon evaluate --model first --corpus my-midi-files --json"})
public final class EvaluateCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      paramLabel = "NAME|PATH",
      defaultValue = "first",
      description = "Model in models/, or a folder (default: ${DEFAULT-VALUE}).")
  private String model;

  @Option(
      names = "--corpus",
      paramLabel = "PATH",
      required = true,
      description = "Folder, .zip or list file of MIDI files.")
  private Path path;

  @Mixin private CorpusOptions reading = new CorpusOptions();

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Override
  public Integer call() {
    ModelBundle bundle = ModelShelf.load(model);
    List<CorpusPiece> pieces = pieces();
    SequenceScorer scorer =
        new SequenceScorer(ModelShelf.stepper(bundle.weights(), ModelShelf.AUTO));
    for (CorpusPiece piece : ProgressBar.wrap(pieces, ProgressBars.named("evaluate"))) {
      scorer.add(TokenWindow.of(piece.piece().asPart(Part.PARTNER), Integer.MAX_VALUE));
    }
    ObjectNode document =
        new ObjectMapper()
            .createObjectNode()
            .put("model", bundle.manifest().name())
            .put("pieces", pieces.size())
            .put("notes", scorer.notes())
            .put("events", scorer.events())
            .put("nllNatsPerEvent", scorer.natsPerEvent())
            .put("nllNatsPerNote", scorer.natsPerNote())
            .put("nllNatsPerBeat", scorer.natsPerBeat())
            .put("accuracyTop1", scorer.accuracyTop1());
    if (json) {
      System.out.println(document);
    } else {
      document
          .properties()
          .forEach(
              field -> System.out.printf("%-16s %s%n", field.getKey(), field.getValue().asText()));
    }
    return 0;
  }

  private List<CorpusPiece> pieces() {
    Corpus corpus = reading.readWhole(List.of(path)).get(0);
    List<CorpusPiece> tests = corpus.of(Split.TEST);
    return tests.isEmpty() ? corpus.pieces() : tests;
  }
}

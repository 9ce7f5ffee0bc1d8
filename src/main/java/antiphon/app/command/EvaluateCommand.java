package antiphon.app.command;

import antiphon.app.config.UsageException;
import antiphon.app.session.ModelShelf;
import antiphon.learn.corpus.Corpus;
import antiphon.learn.corpus.CorpusPiece;
import antiphon.learn.corpus.Roll;
import antiphon.learn.corpus.RollReader;
import antiphon.learn.corpus.Split;
import antiphon.learn.corpus.TokenWindow;
import antiphon.learn.evaluate.CanonicalFigures;
import antiphon.learn.evaluate.CanonicalNotes;
import antiphon.learn.evaluate.CanonicalScorer;
import antiphon.learn.evaluate.RatioOfSums;
import antiphon.learn.evaluate.RollFigures;
import antiphon.learn.evaluate.RollScorer;
import antiphon.learn.evaluate.SequenceScorer;
import antiphon.music.note.Part;
import antiphon.net.LstmStepper;
import antiphon.net.ModelBundle;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.function.Function;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code evaluate}: how well a model expects music. */
@Command(
    name = "evaluate",
    description = {
      "Scores a model in nats (natural logarithms of likelihood); lower is better.",
      "A corpus: an event, a note and a quarter note, each piece heard whole as one part's; as the model"
          + " says them, and of canonical notes, which models with other tokens can be compared by"
          + " (velocities and who speaks not counted).",
      "Piano rolls: a frame, exactly, comparable with what is published for them.",
      "Or has the model go on from the fixed prompts of corpora, and measures that beside how the pieces go on, beside"
          + " copying, and beside other pieces."
    },
    footer = {
      "",
      "Examples:",
      "  antiphon evaluate --model studio --corpus my-midi-files --json",
      "  antiphon evaluate --model models/mine --rolls bl2012-rolls.zip#nottingham --split valid",
      "  antiphon evaluate --prompts corpora/openhymnal --split valid --temperature 0.8,0.9 --top-p 0.9,1",
      "  antiphon evaluate --prompts corpora/openhymnal,corpora/ewld-pd --report evaluation.md"
    })
public final class EvaluateCommand implements Callable<Integer> {
  @Option(
      names = "--model",
      paramLabel = "NAME|PATH",
      defaultValue = "studio",
      description = "Model in models/, or a folder (default: ${DEFAULT-VALUE}).")
  private String model;

  @ArgGroup(multiplicity = "1")
  private Source source;

  /** What is scored. */
  static final class Source {
    @Option(
        names = "--corpus",
        paramLabel = "PATH",
        required = true,
        description = "Folder, .zip or list file of MIDI files.")
    private Path corpus;

    @Option(
        names = "--rolls",
        paramLabel = "FILE",
        required = true,
        description = {
          "Piano rolls: a .txt, a folder with test.txt, or rolls.zip#nottingham.",
          "A line is a sequence: frames such as 60,64,67 or - with a space between."
        })
    private Path rolls;

    @Option(
        names = "--prompts",
        paramLabel = "FOLDER",
        required = true,
        split = ",",
        description = "Corpus folder with prompts.tsv, or several: have the model go on from them.")
    private List<Path> prompts;
  }

  @Option(
      names = "--split",
      paramLabel = "train|valid|test",
      description = "What is scored (default: test where there is such, or else everything).")
  private String split;

  @Option(
      names = "--part",
      paramLabel = "partner|player",
      defaultValue = "partner",
      description = "Whose a corpus or a prompt is (default: ${DEFAULT-VALUE}).")
  private String part;

  @Option(
      names = "--frame-clocks",
      paramLabel = "N",
      description =
          "Length of a frame, 24 a quarter note (default: 24 for jsb..., 12 for nottingham...).")
  private Integer frameClocks;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      defaultValue = ModelShelf.AUTO,
      description =
          "How a step is computed: auto, bfloat16, float32, plain or dl4j (default: ${DEFAULT-VALUE}).")
  private String engine;

  @Mixin private ContinuationOptions continuation;

  @Mixin private CorpusOptions reading = new CorpusOptions();

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  private String scored;

  @Override
  public Integer call() {
    ModelBundle bundle = ModelShelf.load(model);
    if (source.prompts != null) {
      return goOnFromPrompts(bundle);
    }
    Path data = source.corpus != null ? source.corpus : source.rolls;
    ObjectNode document =
        new ObjectMapper()
            .createObjectNode()
            .put("model", bundle.manifest().name())
            .put("data", data.toAbsolutePath().normalize().getFileName().toString());
    try {
      if (source.corpus != null) {
        List<CorpusPiece> pieces = pieces();
        scoreCorpus(pieces, ModelShelf.stepper(bundle.weights(), engine), document);
      } else {
        List<Roll> rolls = rolls();
        scoreRolls(rolls, ModelShelf.stepper(bundle.weights(), engine), document);
      }
    } catch (IOException e) {
      throw new UsageException(e.getMessage(), e);
    }
    document.put("split", scored);
    if (json) {
      System.out.println(document);
    } else {
      document
          .properties()
          .forEach(
              field -> System.out.printf("%-60s %s%n", field.getKey(), field.getValue().asText()));
    }
    return 0;
  }

  private int goOnFromPrompts(ModelBundle bundle) {
    ContinuationRun run =
        new ContinuationRun(
            bundle,
            source.prompts,
            split == null ? Split.TEST : word(Split.class, "--split", split),
            part(),
            continuation);
    ContinuationReport report = run.report(ModelShelf.stepper(bundle.weights(), engine));
    if (continuation.page() != null) {
      report.writePage();
    }
    System.out.println(json ? report.json().toString() : report.text());
    return 0;
  }

  private void scoreCorpus(List<CorpusPiece> pieces, LstmStepper stepper, ObjectNode document) {
    Part speaker = part();
    SequenceScorer tokens = new SequenceScorer(stepper);
    CanonicalScorer scorer = new CanonicalScorer(stepper);
    CanonicalFigures canonical = new CanonicalFigures();
    CanonicalFigures velocitiesKnown = new CanonicalFigures();
    for (CorpusPiece piece : ProgressBar.wrap(pieces, ProgressBars.named("evaluate"))) {
      tokens.add(TokenWindow.of(piece.piece().asPart(speaker), Integer.MAX_VALUE));
      for (CanonicalNotes.Velocity velocity : CanonicalNotes.Velocity.values()) {
        CanonicalFigures figures =
            velocity == CanonicalNotes.Velocity.SAME ? canonical : velocitiesKnown;
        figures.add(scorer.score(CanonicalNotes.of(piece.piece(), speaker, velocity), velocity));
      }
    }
    document
        .put("pieces", pieces.size())
        .put("notes", tokens.notes())
        .put("events", tokens.events())
        .put("nllNatsPerEvent", tokens.natsPerEvent())
        .put("nllNatsPerNote", tokens.natsPerNote())
        .put("nllNatsPerBeat", tokens.natsPerBeat())
        .put("accuracyTop1", tokens.accuracyTop1())
        .put("part", speaker.name().toLowerCase(Locale.ROOT))
        .put("canonicalNotes", (long) canonical.natsPerNote().weight())
        .put("canonicalEvents", (long) canonical.natsPerEvent().weight())
        .put("canonicalQuarters", canonical.natsPerQuarter().weight());
    put(document, "canonicalNatsPerNote", canonical.natsPerNote());
    put(document, "canonicalNatsPerEvent", canonical.natsPerEvent());
    put(document, "canonicalNatsPerQuarter", canonical.natsPerQuarter());
    put(document, "canonicalNatsPerNoteGivenVelocities", velocitiesKnown.natsPerNote());
  }

  private void scoreRolls(List<Roll> rolls, LstmStepper stepper, ObjectNode document) {
    RollScorer scorer = new RollScorer(stepper);
    RollFigures figures = new RollFigures();
    for (Roll roll : ProgressBar.wrap(rolls, ProgressBars.named("evaluate"))) {
      figures.add(scorer.score(roll));
    }
    document
        .put("sequences", rolls.size())
        .put("frameClocks", rolls.get(0).frameClocks())
        .put("frames", (long) figures.natsPerFrameBoulangerLewandowski().weight());
    put(document, "nllNatsPerFrame", figures.natsPerFrame());
    put(document, "nllNatsPerFrameOfSequences", figures.natsPerFrameOfSequences());
    put(
        document,
        "nllNatsPerFrameBoulangerLewandowski",
        figures.natsPerFrameBoulangerLewandowski());
    put(
        document,
        "nllNatsPerFrameBoulangerLewandowskiOfSequences",
        figures.natsPerFrameBoulangerLewandowskiOfSequences());
  }

  /** A figure, null where there is none, and where there are two pieces or more its error. */
  private static void put(ObjectNode document, String name, RatioOfSums figure) {
    document.put(name, figure.weight() > 0 ? Double.valueOf(figure.ratio()) : null);
    double error = figure.standardError();
    if (!Double.isNaN(error)) {
      document.put(name + "StandardError", error);
    }
  }

  private List<CorpusPiece> pieces() {
    Corpus corpus = reading.readWhole(List.of(source.corpus)).get(0);
    if (corpus.pieces().get(0).kind() == CorpusPiece.Kind.ROLL) {
      throw new UsageException(source.corpus + " holds piano rolls; score them with --rolls");
    }
    return chosen(corpus.pieces(), CorpusPiece::split);
  }

  private List<Roll> rolls() throws IOException {
    if (frameClocks != null && !Roll.isFrameLength(frameClocks)) {
      throw new UsageException(
          "--frame-clocks must be 2, 3, 4, 6, 8, 12, 16, 24 or 48, not " + frameClocks);
    }
    OptionalInt clocks = frameClocks == null ? OptionalInt.empty() : OptionalInt.of(frameClocks);
    return chosen(RollReader.readRolls(source.rolls, clocks), Roll::split);
  }

  private <T> List<T> chosen(List<T> all, Function<T, Split> splitOf) {
    Split wanted = split == null ? Split.TEST : word(Split.class, "--split", split);
    List<T> found = all.stream().filter(item -> splitOf.apply(item) == wanted).toList();
    if (found.isEmpty() && split != null) {
      throw new UsageException("there is nothing to score for --split " + split);
    }
    scored = found.isEmpty() ? "all" : wanted.name().toLowerCase(Locale.ROOT);
    return found.isEmpty() ? all : found;
  }

  private Part part() {
    return word(Part.class, "--part", part);
  }

  private static <E extends Enum<E>> E word(Class<E> type, String option, String text) {
    for (E value : type.getEnumConstants()) {
      if (value.name().toLowerCase(Locale.ROOT).equals(text)) {
        return value;
      }
    }
    String words =
        String.join(
            ", ",
            Arrays.stream(type.getEnumConstants())
                .map(value -> value.name().toLowerCase(Locale.ROOT))
                .toList());
    throw new UsageException(option + " must be one of " + words + ", not '" + text + "'");
  }
}

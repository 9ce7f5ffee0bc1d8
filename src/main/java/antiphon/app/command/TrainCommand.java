package antiphon.app.command;

import antiphon.app.config.TrainingLibraries;
import antiphon.app.config.UsageException;
import antiphon.app.session.ModelShelf;
import antiphon.learn.corpus.Corpus;
import antiphon.learn.train.LocalSite;
import antiphon.learn.train.Trainer;
import antiphon.learn.train.TrainingEngine;
import antiphon.learn.train.TrainingPlan;
import antiphon.learn.train.TrainingProgress;
import antiphon.learn.train.TrainingSite;
import antiphon.music.time.SystemClock;
import antiphon.net.LstmSpec;
import antiphon.net.LstmWeights;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code train}: a model bundle from MIDI files. */
@Command(
    name = "train",
    description = "Learns a model from MIDI files.",
    footer = {
      "",
      "Examples:",
      "  antiphon train --corpus my-midi-files --out models/mine --hidden 128 --epochs 30",
      "  antiphon train --corpus my-midi-files --out models/mine --resume --epochs 60",
      "  antiphon train --from studio --corpus two-pieces --out models/mine",
      "  antiphon train --corpus rolls.zip#nottingham --out models/tunes --layers 1 --hidden 256",
      "  antiphon train --corpus my-midi-files --dry-run",
      "  antiphon-train --corpus my-midi-files --out models/mine --engine spark --master local[4]",
      "Ctrl-C stops after the batch at hand; --resume goes on from there."
    })
public final class TrainCommand implements Callable<Integer> {
  private static final double DEFAULT_EPOCHS = 20;
  private static final double DEFAULT_ADAPTING_EPOCHS = 40;
  private static final int DEFAULT_LAYERS = 2;
  private static final int DEFAULT_HIDDEN = 256;
  private static final int DEFAULT_AVERAGE_EVERY = 4;
  private static final String LOCAL = "local";

  @Option(
      names = "--corpus",
      paramLabel = "PATH",
      required = true,
      description = "Folder, .zip, list file or one .mid; may be given several times.")
  private List<Path> corpora = List.of();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where the bundle goes; needed unless it is a --dry-run.")
  private Path out;

  @Mixin private CorpusOptions reading = new CorpusOptions();

  @Option(
      names = "--dry-run",
      description = "Only tell what the files hold, what is left out and why.")
  private boolean dryRun;

  @Option(names = "--resume", description = "Go on with the training in DIR.")
  private boolean resume;

  @Option(
      names = "--epochs",
      paramLabel = "N",
      description =
          "How often as many tokens as the files hold are heard (default: 20, with --from 40 at most).")
  private Double epochs;

  @Option(
      names = "--hours",
      paramLabel = "H",
      defaultValue = "0",
      description = "Stop after so many hours; 0 for no limit (default: ${DEFAULT-VALUE}).")
  private double hours;

  @Option(
      names = "--layers",
      paramLabel = "N",
      description = "LSTM layers (default: 2, or those of what is resumed).")
  private Integer layers;

  @Option(
      names = "--hidden",
      paramLabel = "N",
      description = "Units a layer, a multiple of 4 (default: 256, or those of what is resumed).")
  private Integer hidden;

  @Option(
      names = "--transpose",
      paramLabel = "12|0",
      defaultValue = "12",
      description =
          "12 to hear each piece in every key, 0 to leave it in its own (default: ${DEFAULT-VALUE}).")
  private int transpose;

  @Option(
      names = "--from",
      paramLabel = "NAME|PATH",
      description =
          "Adapt this model instead of beginning anew; its last validation figure decides when to stop.")
  private String from;

  @Option(
      names = "--learning-rate",
      paramLabel = "R",
      description = "Of Adam, at its highest (default: 0.002, with --from 0.001).")
  private Double learningRate;

  @Option(
      names = "--dropout",
      paramLabel = "P",
      description = "Share of a layer's inputs left out at random (default: 0.1, with --from 0.2).")
  private Double dropout;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description =
          "Windows learnt from at once: fewer learn more from as many tokens, more are faster (default: 16).")
  private Integer batch;

  @Option(
      names = "--freeze",
      paramLabel = "N",
      defaultValue = "0",
      description = "Leave the N lowest layers as they are (default: ${DEFAULT-VALUE}).")
  private int frozenLayers;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of all that is random (default: ${DEFAULT-VALUE}).")
  private long seed;

  @Option(
      names = "--engine",
      paramLabel = "local|spark",
      defaultValue = LOCAL,
      description =
          "Train in this JVM, or on Apache Spark with bin/antiphon-train (default: ${DEFAULT-VALUE}).")
  private String engine;

  @Option(
      names = "--master",
      paramLabel = "URL",
      description =
          "Spark: local[N] for N threads here, spark://HOST:PORT for a cluster (default: local[*]).")
  private String master;

  @Option(
      names = "--learners",
      paramLabel = "N",
      description =
          "Spark: copies of the network that share each batch (default: one a core of the cluster).")
  private Integer learners;

  @Option(
      names = "--average-every",
      paramLabel = "N",
      description = "Spark: batches between two averagings of the copies (default: 4).")
  private Integer averageEvery;

  @Override
  public Integer call() throws IOException {
    if (dryRun) {
      reading.printFigures(reading.read(corpora));
      return 0;
    }
    TrainingLibraries.require("train");
    if (out == null) {
      throw new UsageException("--out DIR is missing: where the model goes");
    }
    if (transpose != 0 && transpose != 12) {
      throw new UsageException("--transpose must be 12 or 0, not " + transpose);
    }
    if (from != null && (layers != null || hidden != null)) {
      throw new UsageException(
          "--from brings the size of the network; leave --layers and --hidden away");
    }
    if (hidden != null && hidden % 4 != 0) {
      throw new UsageException("--hidden must be a multiple of 4, not " + hidden);
    }
    if (resume && !Trainer.canResume(out)) {
      throw new UsageException(
          "there is no training to resume in " + out + "; leave --resume away to begin one");
    }
    if (!resume && Trainer.wouldOverwrite(out)) {
      throw new UsageException(
          out + " holds a model already; give --resume to go on with it, or another --out");
    }
    try (TrainingSite site = site()) {
      return train(site);
    }
  }

  private int train(TrainingSite site) throws IOException {
    Trainer trainer = trainer(site);
    PrintStream log = System.err;
    log.printf(Locale.ROOT, "seed %d%n", seed);
    AtomicBoolean stop = new AtomicBoolean();
    CountDownLatch finished = new CountDownLatch(1);
    Thread hook = new Thread(() -> stopAndWait(stop, finished), "antiphon-train-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    TrainingProgress progress;
    try (ProgressBar bar = progressBar(resume ? Trainer.progressOf(out) : TrainingProgress.START)) {
      progress =
          trainer.train(
              resume,
              stop::get,
              (seen, planned, speed, train, valid) ->
                  show(bar, seen, planned, speed, train, valid));
    } finally {
      finished.countDown();
    }
    TrainingProgress.Point last = progress.history().get(progress.history().size() - 1);
    log.printf(
        Locale.ROOT,
        "%s: %d tokens heard in %.0f s, best validation %.4f nats an event, now %.4f (%.1f %% right)%n",
        stop.get() ? "stopped" : "done",
        progress.tokensSeen(),
        progress.seconds(),
        progress.bestValidNats(),
        last.validNats(),
        100 * last.validAccuracy());
    log.println("model: " + out);
    return 0;
  }

  private TrainingSite site() {
    boolean local = engine.equals(LOCAL);
    if (local && (master != null || learners != null || averageEvery != null)) {
      throw new UsageException(
          "--master, --learners and --average-every belong to --engine spark; add that");
    }
    if (local) {
      return LocalSite.HERE;
    }
    if (!engine.equals("spark")) {
      throw new UsageException("--engine must be local or spark, not " + engine);
    }
    TrainingEngine found =
        TrainingEngine.named(engine)
            .orElseThrow(
                () ->
                    new UsageException(
                        "Spark is not part of this distribution; build it with"
                            + " 'mvn -P spark package -DskipTests' and use"
                            + " target/antiphon-train/bin/antiphon-train"));
    try {
      return found.open(
          new TrainingEngine.Setting(
              master == null ? "local[*]" : master,
              learners == null ? 0 : learners,
              averageEvery == null ? DEFAULT_AVERAGE_EVERY : averageEvery));
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  private Trainer trainer(TrainingSite site) throws IOException {
    List<Corpus> read = reading.read(corpora, site::read);
    try {
      Optional<LstmWeights> initial =
          Optional.ofNullable(from).map(name -> ModelShelf.load(name).weights());
      int keys = transpose == 12 ? 12 : 1;
      TrainingPlan plan =
          initial.isEmpty()
              ? TrainingPlan.of(spec(), epochs == null ? DEFAULT_EPOCHS : epochs, hours, keys, seed)
              : TrainingPlan.adapting(
                  initial.get().spec(),
                  epochs == null ? DEFAULT_ADAPTING_EPOCHS : epochs,
                  hours,
                  keys,
                  seed);
      plan =
          plan.withLearning(
              learningRate == null ? plan.learningRate() : learningRate,
              dropout == null ? plan.retain() : 1 - dropout,
              frozenLayers);
      if (batch != null) {
        plan = plan.withBatches(batch);
      }
      return new Trainer(plan, read, initial, out, new SystemClock(), site);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  /**
   * What was asked for or, when a training is resumed, what it has; asking for another size then is
   * a mistake.
   */
  private LstmSpec spec() throws IOException {
    if (!resume) {
      return LstmSpec.ofVocabulary(
          layers == null ? DEFAULT_LAYERS : layers, hidden == null ? DEFAULT_HIDDEN : hidden);
    }
    LstmSpec trained = Trainer.specOf(out);
    if (layers != null && layers != trained.layers()
        || hidden != null && hidden != trained.hidden()) {
      throw new UsageException(
          out
              + " holds "
              + trained.layers()
              + " layers of "
              + trained.hidden()
              + "; resume without --layers and --hidden, or train into another --out");
    }
    return trained;
  }

  private static ProgressBar progressBar(TrainingProgress start) {
    return ProgressBars.named("train")
        .setUnit("k tokens", 1000)
        .continuousUpdate()
        .startsFrom(start.tokensSeen(), Duration.ofSeconds((long) start.seconds()))
        .build();
  }

  private static void show(
      ProgressBar bar, long seen, long planned, double speed, double train, double valid) {
    bar.maxHint(planned);
    bar.stepTo(seen);
    bar.setExtraMessage(
        String.format(Locale.ROOT, " %.0f tokens/s, loss %.3f, valid %.3f", speed, train, valid));
  }

  private static void stopAndWait(AtomicBoolean stop, CountDownLatch finished) {
    stop.set(true);
    try {
      finished.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package antiphon.learn.train;

import antiphon.learn.corpus.Augmentation;
import antiphon.learn.corpus.Corpus;
import antiphon.learn.corpus.Split;
import antiphon.learn.corpus.TokenWindow;
import antiphon.learn.corpus.WindowSource;
import antiphon.learn.evaluate.SequenceScorer;
import antiphon.music.time.Clock;
import antiphon.net.LstmSpec;
import antiphon.net.LstmWeights;
import antiphon.net.Manifest;
import antiphon.net.ModelBundle;
import antiphon.net.StepKind;
import antiphon.net.Steppers;
import antiphon.net.dl4j.Dl4jNetworks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Trains one network. It can be stopped at any batch; what it had learnt by the last batch is in
 * the folder when {@link #train} returns, and a {@code --resume} goes on from there with the same
 * batches. If it is killed, at most the last minutes are lost: it resumes from its last checkpoint.
 */
public final class Trainer {
  /** Told of every batch. */
  @FunctionalInterface
  public interface Listener {
    /**
     * @param tokensPlanned what the plan comes to in the end
     * @param validNats the last validation figure, NaN before the first
     */
    void batch(
        long tokensSeen,
        long tokensPlanned,
        double tokensPerSecond,
        double trainNats,
        double validNats);
  }

  /** Tokens a note comes to, about: onset, end, and its share of the rest. */
  private static final double TOKENS_PER_NOTE = 2.6;

  private static final double TIMING_DEVIATION_TICKS = 12;
  private static final int MIN_VALID_WINDOWS = 12;
  private static final int MAX_VALID_WINDOWS = 96;
  private static final int VALID_WINDOW_TOKENS = 384;
  private static final double SECONDS_PER_CHECKPOINT = 240;
  private static final double CHECKPOINT_SHARE = 0.05; // of the time
  private static final long VALID_SEED = 20_240_501;
  private static final double SMOOTHING = 0.98;
  private static final double SECONDS_PER_HOUR = 3600;

  private final TrainingPlan plan;
  private final List<Corpus> corpora;
  private final TrainingFolder folder;
  private final Clock clock;
  private final BatchLearner learner;
  private final List<TokenWindow> validWindows;
  private final long tokensPlanned;
  private final Optional<LstmWeights> initial;

  /**
   * @param corpora with at least one piece to train on and one to validate on among them
   * @param initial what to begin with in place of random weights, of the plan's spec
   * @throws IOException when the folder cannot be made
   */
  public Trainer(
      TrainingPlan plan,
      List<Corpus> corpora,
      Optional<LstmWeights> initial,
      Path folder,
      Clock clock)
      throws IOException {
    this(plan, corpora, initial, folder, clock, LocalSite.HERE);
  }

  /**
   * As above, but somewhere else.
   *
   * @throws IOException when the folder cannot be made
   */
  public Trainer(
      TrainingPlan plan,
      List<Corpus> corpora,
      Optional<LstmWeights> initial,
      Path folder,
      Clock clock,
      TrainingSite site)
      throws IOException {
    this.plan = plan;
    this.initial = initial;
    this.corpora = List.copyOf(corpora);
    this.folder = new TrainingFolder(folder);
    this.clock = clock;
    learner = site.learner(plan, this.corpora);
    validWindows = validWindows();
    long notes = windows(plan, this.corpora).notes();
    tokensPlanned = Math.max(1, (long) (notes * TOKENS_PER_NOTE * plan.epochs()));
  }

  /** What training batches are drawn from. */
  public static WindowSource windows(TrainingPlan plan, List<Corpus> corpora) {
    return new WindowSource(
        corpora, Split.TRAIN, new Augmentation(plan.keys(), TIMING_DEVIATION_TICKS));
  }

  /** The size of the network whose training a folder holds; there may be no bundle of it yet. */
  public static LstmSpec specOf(Path folder) throws IOException {
    MultiLayerNetwork network = new TrainingFolder(folder).readNetwork();
    return LstmSpec.ofVocabulary(network.getnLayers() - 1, network.layerSize(0));
  }

  /** Whether a folder holds a training that can be gone on with. */
  public static boolean canResume(Path folder) {
    return TrainingFolder.hasCheckpoint(folder);
  }

  /**
   * How far the training in a folder has come.
   *
   * @throws IOException when there is none that can be resumed
   */
  public static TrainingProgress progressOf(Path folder) throws IOException {
    return new TrainingFolder(folder).readProgress();
  }

  /** Whether a folder holds a model already. */
  public static boolean wouldOverwrite(Path folder) {
    return TrainingFolder.hasBundle(folder) || TrainingFolder.hasCheckpoint(folder);
  }

  /**
   * Trains until the plan is done or {@code stop} says so.
   *
   * @return the figures at the end
   */
  public TrainingProgress train(boolean resume, BooleanSupplier stop, Listener listener)
      throws IOException {
    MultiLayerNetwork network = resume ? folder.readNetwork() : newNetwork();
    TrainingProgress progress =
        resume ? folder.readProgress().withBest(folder.bestValidNats()) : TrainingProgress.START;
    if (!resume) {
      folder.write(network, progress); // there is never a bundle without a training to go on with
    }
    Run run = new Run(progress.tokensSeen(), progress.seconds(), clock.nowNs());
    double secondsAtCheckpoint = progress.seconds();
    double checkpointSeconds = 0;
    while (true) {
      double done = done(progress);
      boolean last = done >= 1 || stop.getAsBoolean();
      boolean due = last || validationsDue(done) > validationsDue(doneAtLastValidation(progress));
      if (due) {
        progress = validate(network, progress, plan.learningRateAt(done));
        last |= outOfPatience(progress);
      }
      double sinceCheckpoint = progress.seconds() - secondsAtCheckpoint;
      if (last
          || (due || learner.checkpointsEachLesson())
              && sinceCheckpoint * CHECKPOINT_SHARE > checkpointSeconds
          || sinceCheckpoint > SECONDS_PER_CHECKPOINT) {
        double before = run.seconds(clock.nowNs());
        folder.write(network, progress);
        checkpointSeconds = run.seconds(clock.nowNs()) - before;
        secondsAtCheckpoint = progress.seconds();
      }
      if (due) {
        folder.writeHistory(progress);
      }
      if (last) {
        return progress;
      }
      BatchLearner.Lesson lesson =
          learner.learn(network, progress.batches(), plan.learningRateAt(done));
      double nats = lesson.natsPerEvent();
      double before = progress.trainNats();
      double kept = Math.pow(SMOOTHING, lesson.batches());
      progress =
          progress.at(
              progress.batches() + lesson.batches(),
              progress.tokensSeen() + lesson.tokens(),
              run.seconds(clock.nowNs()),
              Double.isNaN(before) ? nats : kept * before + (1 - kept) * nats);
      listener.batch(
          progress.tokensSeen(),
          (long) (progress.tokensSeen() / done(progress)),
          (progress.tokensSeen() - run.tokensBefore()) / (progress.seconds() - run.secondsBefore()),
          progress.trainNats(),
          progress.validNats());
    }
  }

  /** Sets it but for what the plan leaves as it is. */
  public static void setLearningRate(MultiLayerNetwork network, TrainingPlan plan, double rate) {
    network.setLearningRate(rate);
    for (int layer = 0; layer < plan.frozenLayers(); layer++) {
      network.setLearningRate(layer, 0);
    }
  }

  /** How many validations there should have been: one after each share of the plan. */
  private int validationsDue(double done) {
    return (int) (done * plan.validations() + 1e-9);
  }

  private boolean outOfPatience(TrainingProgress progress) {
    return plan.patience() > 0 && progress.validationsWithoutBetter() >= plan.patience();
  }

  /** Where this run began. */
  private record Run(long tokensBefore, double secondsBefore, long startNs) {
    double seconds(long nowNs) {
      return secondsBefore + (nowNs - startNs) / 1e9;
    }
  }

  /** How much of the plan is done: the greater of tokens and time. */
  private double done(TrainingProgress progress) {
    return done(progress.tokensSeen(), progress.seconds());
  }

  private double doneAtLastValidation(TrainingProgress progress) {
    List<TrainingProgress.Point> history = progress.history();
    if (history.isEmpty()) {
      return 0;
    }
    TrainingProgress.Point last = history.get(history.size() - 1);
    return done(last.tokensSeen(), last.seconds());
  }

  private double done(long tokensSeen, double seconds) {
    double byTokens = (double) tokensSeen / tokensPlanned;
    double byTime = plan.hours() > 0 ? seconds / (plan.hours() * SECONDS_PER_HOUR) : 0;
    return Math.max(byTokens, byTime);
  }

  private MultiLayerNetwork newNetwork() {
    MultiLayerNetwork network =
        Dl4jNetworks.buildFused(
            plan.spec(),
            new Dl4jNetworks.Learning(
                new Adam(plan.learningRate()),
                plan.retain(),
                TrainingPlan.CLIP_NORM,
                plan.segmentTokens(),
                plan.seed()));
    initial.ifPresent(weights -> Dl4jNetworks.load(network, weights));
    return network;
  }

  private TrainingProgress validate(
      MultiLayerNetwork network, TrainingProgress progress, double learningRate)
      throws IOException {
    LstmWeights weights = Dl4jNetworks.weightsOf(network, plan.spec());
    StepKind kind =
        Steppers.obstacle(StepKind.FLOAT32, plan.spec()).isEmpty()
            ? StepKind.FLOAT32
            : StepKind.PLAIN;
    SequenceScorer scorer = new SequenceScorer(Steppers.create(kind, weights));
    validWindows.forEach(scorer::add);
    TrainingProgress.Point point =
        new TrainingProgress.Point(
            progress.tokensSeen(),
            progress.seconds(),
            progress.trainNats(),
            scorer.natsPerEvent(),
            scorer.accuracyTop1(),
            learningRate);
    TrainingProgress after = progress.with(point);
    if (point.validNats() < progress.bestValidNats()) {
      writeBundle(weights, point);
    }
    return after;
  }

  private void writeBundle(LstmWeights weights, TrainingProgress.Point point) throws IOException {
    List<Manifest.Corpus> sources = new ArrayList<>();
    for (Corpus corpus : corpora) {
      sources.add(
          new Manifest.Corpus(
              corpus.name(),
              corpus.licence(),
              corpus.of(Split.TRAIN).size(),
              corpus.of(Split.VALID).size()));
    }
    Path path = folder.path().toAbsolutePath();
    ModelBundle.write(
        path,
        path.getFileName().toString(),
        weights,
        new Manifest.Training(sources, point.tokensSeen(), plan.keys(), plan.seed()),
        Map.of(
            TrainingFolder.VALID_NATS,
            point.validNats(),
            "validAccuracyTop1",
            point.validAccuracy()),
        true);
  }

  private List<TokenWindow> validWindows() {
    WindowSource source = new WindowSource(corpora, Split.VALID, Augmentation.NONE);
    Random random = new Random(VALID_SEED);
    List<TokenWindow> windows = new ArrayList<>();
    long twice = (long) (2 * source.notes() * TOKENS_PER_NOTE / VALID_WINDOW_TOKENS);
    long count = Math.max(MIN_VALID_WINDOWS, Math.min(MAX_VALID_WINDOWS, twice));
    for (int i = 0; i < count; i++) {
      windows.add(source.draw(random, VALID_WINDOW_TOKENS));
    }
    return windows;
  }
}

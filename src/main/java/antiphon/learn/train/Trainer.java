package antiphon.learn.train;

import antiphon.learn.corpus.Augmentation;
import antiphon.learn.corpus.Corpus;
import antiphon.learn.corpus.CorpusPiece;
import antiphon.learn.corpus.Split;
import antiphon.learn.corpus.TokenWindow;
import antiphon.learn.corpus.WindowSource;
import antiphon.learn.evaluate.SequenceScorer;
import antiphon.music.time.Clock;
import antiphon.net.LstmWeights;
import antiphon.net.Manifest;
import antiphon.net.ModelBundle;
import antiphon.net.PlainLstmStepper;
import antiphon.net.dl4j.Dl4jNetworks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BooleanSupplier;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Adam;

/**
 * Trains one network. Between two validations it can be stopped at any batch; what it had learnt by
 * the last batch is in the folder when {@link #train} returns, and a {@code --resume} goes on from
 * there with the same batches.
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
  private static final int VALID_WINDOWS = 96;
  private static final int VALID_WINDOW_TOKENS = 384;
  private static final int VALIDATIONS_PER_PLAN = 24;
  private static final long VALID_SEED = 20_240_501;
  private static final double SMOOTHING = 0.98;
  private static final double SECONDS_PER_HOUR = 3600;

  private final TrainingPlan plan;
  private final List<Corpus> corpora;
  private final TrainingFolder folder;
  private final Clock clock;
  private final BatchMaker batches;
  private final List<TokenWindow> validWindows;
  private final long tokensPlanned;

  /**
   * @param corpora with at least one piece to train on and one to validate on among them
   * @throws IOException when the folder cannot be made
   */
  public Trainer(TrainingPlan plan, List<Corpus> corpora, Path folder, Clock clock)
      throws IOException {
    this.plan = plan;
    this.corpora = List.copyOf(corpora);
    this.folder = new TrainingFolder(folder);
    this.clock = clock;
    WindowSource source =
        new WindowSource(
            pieces(Split.TRAIN), new Augmentation(plan.keys(), TIMING_DEVIATION_TICKS));
    batches = new BatchMaker(source, plan);
    validWindows = validWindows();
    tokensPlanned = Math.max(1, (long) (source.notes() * TOKENS_PER_NOTE * plan.epochs()));
  }

  /** Whether a folder holds a training that can be gone on with. */
  public static boolean canResume(Path folder) {
    return TrainingFolder.hasCheckpoint(folder);
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
    TrainingProgress progress = resume ? folder.readProgress() : TrainingProgress.START;
    Run run = new Run(progress.tokensSeen(), progress.seconds(), clock.nowNs());
    long batch = progress.batches();
    long tokensSeen = progress.tokensSeen();
    double trainNats = Double.NaN;
    double validNats = Double.NaN;
    long nextValidation = tokensSeen + tokensPlanned / VALIDATIONS_PER_PLAN;
    while (true) {
      double seconds = run.seconds(clock.nowNs());
      double done = done(tokensSeen, seconds);
      boolean last = done >= 1 || stop.getAsBoolean();
      if (last || tokensSeen >= nextValidation) {
        TrainingProgress.Point point =
            validate(network, tokensSeen, seconds, trainNats, plan.learningRateAt(done));
        boolean best = point.validNats() < progress.bestValidNats();
        progress = progress.with(batch, tokensSeen, seconds, point);
        folder.write(network, progress);
        if (best) {
          writeBundle(network, point);
        }
        validNats = point.validNats();
        nextValidation = tokensSeen + tokensPlanned / VALIDATIONS_PER_PLAN;
        if (last) {
          return progress;
        }
      }
      network.setLearningRate(plan.learningRateAt(done));
      DataSet windows = batches.batch(batch++);
      network.fit(windows);
      double nats = natsPerEvent(network, windows);
      trainNats = Double.isNaN(trainNats) ? nats : SMOOTHING * trainNats + (1 - SMOOTHING) * nats;
      tokensSeen += windows.getFeaturesMaskArray().sumNumber().longValue();
      double perSecond =
          (tokensSeen - run.tokensBefore()) / (run.seconds(clock.nowNs()) - run.secondsBefore());
      listener.batch(
          tokensSeen,
          (long) (tokensSeen / Math.max(done(tokensSeen, run.seconds(clock.nowNs())), 1e-9)),
          perSecond,
          trainNats,
          validNats);
    }
  }

  /**
   * DL4J's score is the sum over the last segment, a window: here it is made a mean over its
   * tokens.
   */
  private double natsPerEvent(MultiLayerNetwork network, DataSet windows) {
    INDArray mask = windows.getLabelsMaskArray();
    INDArray segment =
        mask.get(
            NDArrayIndex.all(),
            NDArrayIndex.interval(plan.windowTokens() - plan.segmentTokens(), plan.windowTokens()));
    return network.score() * plan.batchWindows() / Math.max(1, segment.sumNumber().doubleValue());
  }

  /** Where this run began. */
  private record Run(long tokensBefore, double secondsBefore, long startNs) {
    double seconds(long nowNs) {
      return secondsBefore + (nowNs - startNs) / 1e9;
    }
  }

  /** How much of the plan is done: the greater of tokens and time. */
  private double done(long tokensSeen, double seconds) {
    double byTokens = (double) tokensSeen / tokensPlanned;
    double byTime = plan.hours() > 0 ? seconds / (plan.hours() * SECONDS_PER_HOUR) : 0;
    return Math.max(byTokens, byTime);
  }

  private MultiLayerNetwork newNetwork() {
    return Dl4jNetworks.build(
        plan.spec(),
        new Dl4jNetworks.Learning(
            new Adam(plan.learningRate()),
            plan.retain(),
            TrainingPlan.CLIP_NORM,
            plan.segmentTokens(),
            plan.seed()));
  }

  private TrainingProgress.Point validate(
      MultiLayerNetwork network,
      long tokensSeen,
      double seconds,
      double trainNats,
      double learningRate) {
    SequenceScorer scorer =
        new SequenceScorer(new PlainLstmStepper(Dl4jNetworks.weightsOf(network, plan.spec())));
    validWindows.forEach(scorer::add);
    return new TrainingProgress.Point(
        tokensSeen, seconds, trainNats, scorer.natsPerEvent(), scorer.accuracyTop1(), learningRate);
  }

  private void writeBundle(MultiLayerNetwork network, TrainingProgress.Point point)
      throws IOException {
    LstmWeights weights = Dl4jNetworks.weightsOf(network, plan.spec());
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
        Map.of("validNatsPerEvent", point.validNats(), "validAccuracyTop1", point.validAccuracy()),
        true);
  }

  private List<TokenWindow> validWindows() {
    WindowSource source = new WindowSource(pieces(Split.VALID), Augmentation.NONE);
    Random random = new Random(VALID_SEED);
    List<TokenWindow> windows = new ArrayList<>();
    for (int i = 0; i < VALID_WINDOWS; i++) {
      windows.add(source.draw(random, VALID_WINDOW_TOKENS));
    }
    return windows;
  }

  private List<CorpusPiece> pieces(Split split) {
    return corpora.stream().flatMap(corpus -> corpus.of(split).stream()).toList();
  }
}

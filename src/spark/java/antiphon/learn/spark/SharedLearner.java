package antiphon.learn.spark;

import antiphon.learn.train.BatchLearner;
import antiphon.learn.train.Trainer;
import antiphon.learn.train.TrainingPlan;
import antiphon.music.time.Clock;
import antiphon.music.time.SystemClock;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.CollectionAccumulator;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Copies of a network that learn at the same time, each from its share of every batch, and are
 * averaged after some batches: as many updates on as many tokens as one network alone would have.
 *
 * <p>Adam divides a step by the noise of its gradient, and that of an nth of a batch is √n times that of
 * the whole. What is common to the learners, which is what averaging leaves, would be
 * smaller by as much; hence the larger learning rate.
 */
final class SharedLearner implements BatchLearner {
  private static final Logger LOG = LoggerFactory.getLogger(SharedLearner.class);
  private static final int ATTEMPTS = 3;

  private final JavaSparkContext context;
  private final TrainingPlan plan;
  private final double stepScale;
  private final int learners;
  private final int batchesAlone;
  private final CollectionAccumulator<LearnerTask.Report> reports;
  private final LearnerTask task;
  private final AveragingRound round;
  private final Clock clock = new SystemClock();
  private long rounds;
  private long roundsNs;
  private long learningNs; // of the slowest learner of each round

  /**
   * @param plan a learner's share
   * @param wholeWindows windows of a whole batch
   */
  SharedLearner(
      JavaSparkContext context,
      TrainingPlan plan,
      int wholeWindows,
      Broadcast<Material> material,
      int learners,
      int batchesAlone) {
    this.context = context;
    this.plan = plan;
    stepScale = Math.sqrt((double) wholeWindows / plan.batchWindows());
    this.learners = learners;
    this.batchesAlone = batchesAlone;
    reports = context.sc().collectionAccumulator("batches");
    task = new LearnerTask(material, reports);
    round = new AveragingRound(learners, plan.batchWindows(), batchesAlone, task);
  }

  @Override
  public Lesson learn(MultiLayerNetwork network, long firstBatch, double learningRate)
      throws IOException {
    Trainer.setLearningRate(network, plan, learningRate * stepScale);
    List<String> numbers = new ArrayList<>();
    for (int i = 0; i < learners * batchesAlone; i++) {
      numbers.add(Long.toString(firstBatch + i));
    }
    JavaRDD<String> shares = context.parallelize(numbers, learners);
    SparkDl4jMultiLayer shared = new SparkDl4jMultiLayer(context, network, round);
    int iterations = network.getIterationCount();
    long startNs = clock.nowNs();
    for (int attempt = 1; ; attempt++) {
      reports.reset();
      try {
        round.run(shared, shares, task);
        break;
      } catch (Exception e) { // Spark's are checked, and its methods do not say so
        if (attempt == ATTEMPTS || context.sc().isStopped()) {
          throw new IOException("Spark gave up on batch " + firstBatch + ": " + e.getMessage(), e);
        }
        LOG.warn("A round failed and is tried again: {}", e.getMessage());
      }
    }
    // DL4J counts batches here; Adam's bias correction needs updates, one a segment
    network.setIterationCount(
        iterations + batchesAlone * (plan.windowTokens() / plan.segmentTokens()));
    requireFinite(network.params());
    Lesson lesson = lesson(firstBatch, numbers.size());
    rounds++;
    roundsNs += clock.nowNs() - startNs;
    return lesson;
  }

  @Override
  public boolean checkpointsEachLesson() {
    return true;
  }

  long rounds() {
    return rounds;
  }

  /** How the time was spent, for a user who wonders whether more learners would help. */
  String account() {
    return String.format(
        Locale.ROOT,
        "Spark: %d rounds of %d learners, %.2f s each, of it %.2f s sending, starting and averaging",
        rounds,
        learners,
        roundsNs / 1e9 / rounds,
        (roundsNs - learningNs) / 1e9 / rounds);
  }

  /** A task that was run twice reports twice. */
  private Lesson lesson(long firstBatch, int batches) {
    Map<Long, LearnerTask.Report> byNumber = new TreeMap<>();
    reports.value().forEach(report -> byNumber.put(report.number(), report));
    long[] busyNs = new long[learners];
    long tokens = 0;
    double nats = 0;
    for (LearnerTask.Report report : byNumber.values()) {
      tokens += report.tokens();
      busyNs[(int) (report.number() - firstBatch) / batchesAlone] += report.ns();
      nats += report.natsPerEvent() * report.tokens();
    }
    learningNs += Arrays.stream(busyNs).max().orElse(0);
    return new Lesson(batches, tokens, nats / tokens);
  }

  private static void requireFinite(INDArray weights) throws IOException {
    if (!Double.isFinite(weights.sumNumber().doubleValue())) {
      throw new IOException("the weights are no numbers any more; train with a lower learning rate");
    }
  }
}

package antiphon.learn.spark;

import antiphon.learn.corpus.Corpus;
import antiphon.learn.corpus.CorpusReader;
import antiphon.learn.corpus.PieceCache;
import antiphon.learn.corpus.PieceParcel;
import antiphon.learn.train.BatchLearner;
import antiphon.learn.train.TrainingEngine;
import antiphon.learn.train.TrainingPlan;
import antiphon.learn.train.TrainingSite;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.hadoop.util.ShutdownHookManager;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A Spark cluster, or threads of this JVM, for the length of a training. */
final class SparkSite implements TrainingSite {
  private static final Pattern MASTER =
      Pattern.compile("local(\\[(\\*|[1-9]\\d*)(,\\d+)?\\])?|spark://\\S+:\\d+");

  /** Below this a batch is too small to be worth a learner's time. */
  private static final int MIN_SHARE_WINDOWS = 4;

  private static final Logger LOG = LoggerFactory.getLogger(SparkSite.class);
  /** Files differ in size; smaller parts even that out. */
  private static final int PARTS_A_CORE = 4;

  private static final int BEFORE_SPARKS_OWN = 1_000;
  private static final long PATIENCE_SECONDS = 120;

  private final JavaSparkContext context;
  private final TrainingEngine.Setting setting;
  private SharedLearner learner;
  private final CountDownLatch closed = new CountDownLatch(1);

  private SparkSite(JavaSparkContext context, TrainingEngine.Setting setting) {
    this.context = context;
    this.setting = setting;
    // Ctrl-C ends the training, which ends Spark; Spark must not go first
    ShutdownHookManager.get()
        .addShutdownHook(
            this::awaitClosed, BEFORE_SPARKS_OWN, PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * What a user has set by {@code -Dspark...} wins over what is set here.
   *
   * @throws IllegalArgumentException with a sentence for the user when the master cannot be reached
   */
  static SparkSite open(TrainingEngine.Setting setting) {
    if (!MASTER.matcher(setting.master()).matches()) {
      throw new IllegalArgumentException(
          "--master must be local, local[N] or spark://HOST:PORT, not " + setting.master());
    }
    SparkConf conf = new SparkConf().setMaster(setting.master()).setAppName("antiphon train");
    conf.setIfMissing("spark.ui.enabled", "false");
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    conf.setIfMissing("spark.serializer", "org.apache.spark.serializer.JavaSerializer");
    conf.setIfMissing("spark.locality.wait", "0");
    conf.setIfMissing("spark.executor.memory", "1g");
    conf.setIfMissing(
        "spark.executor.extraJavaOptions",
        "-Dorg.bytedeco.javacpp.maxbytes=2g -Dorg.bytedeco.javacpp.maxphysicalbytes=4g");
    conf.setIfMissing("spark.executorEnv.OMP_NUM_THREADS", "1");
    conf.setIfMissing("spark.executorEnv.OMP_WAIT_POLICY", "PASSIVE");
    // an executor that dies is counted as a failure of its task; the job shall outlive several
    conf.setIfMissing("spark.task.maxFailures", "8");
    if (setting.master().startsWith("local")) {
      conf.setIfMissing("spark.driver.host", "127.0.0.1");
      conf.setIfMissing("spark.driver.bindAddress", "127.0.0.1");
    }
    try {
      return new SparkSite(new JavaSparkContext(conf), setting);
    } catch (Exception e) { // Spark's are checked, and its methods do not say so
      throw new IllegalArgumentException(
          "Spark does not start with --master " + setting.master() + ": " + e.getMessage(), e);
    }
  }

  /** Files are found here, read by the cluster, and made a corpus of here. */
  @Override
  public List<Corpus> read(List<Path> paths, PieceCache cache) throws IOException {
    return CorpusReader.read(paths, cache.readBy(this::readAll));
  }

  private List<byte[]> readAll(List<byte[]> files) {
    if (files.isEmpty()) {
      return List.of();
    }
    int parts = Math.min(files.size(), PARTS_A_CORE * context.defaultParallelism());
    return context.parallelize(files, parts).map(PieceParcel::read).collect();
  }

  @Override
  public BatchLearner learner(TrainingPlan plan, List<Corpus> corpora) {
    int learners = setting.learners() > 0 ? setting.learners() : context.defaultParallelism();
    TrainingPlan share = share(plan, learners);
    learner =
        new SharedLearner(
            context,
            share,
            plan.batchWindows(),
            context.broadcast(new Material(corpora, share)),
            learners,
            setting.batchesAlone());
    return learner;
  }

  /** A learner's part of every batch. */
  static TrainingPlan share(TrainingPlan plan, int learners) {
    int windows = (plan.batchWindows() + learners - 1) / learners;
    return plan.withBatches(Math.max(MIN_SHARE_WINDOWS, windows));
  }

  @Override
  public void close() {
    if (learner != null && learner.rounds() > 0) {
      LOG.info(learner.account());
    }
    try {
      context.close();
    } finally {
      closed.countDown();
    }
  }

  private void awaitClosed() {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

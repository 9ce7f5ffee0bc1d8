package antiphon.learn.spark;

import antiphon.learn.train.BatchMaker;
import antiphon.music.time.SystemClock;
import java.io.Serializable;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.CollectionAccumulator;
import org.deeplearning4j.core.loader.DataSetLoader;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.spark.api.TrainingHook;
import org.nd4j.common.loader.Source;
import org.nd4j.linalg.dataset.DataSet;

/**
 * A learner's side of a round: makes the batch of a number, and reports how it went. Everything
 * random follows from the number, so that a task which is tried again elsewhere gives the same
 * weights. One copy a task.
 */
final class LearnerTask implements DataSetLoader, TrainingHook {
  /**
   * @param number of the batch
   * @param ns nanoseconds from the drawing of its windows to the last update
   */
  record Report(long number, long tokens, double natsPerEvent, long ns) implements Serializable {}

  private static final long serialVersionUID = 1L;

  private final Broadcast<Material> material;
  private final CollectionAccumulator<Report> reports;
  private transient long number;
  private transient long startNs;

  LearnerTask(Broadcast<Material> material, CollectionAccumulator<Report> reports) {
    this.material = material;
    this.reports = reports;
  }

  /**
   * @param source its path is the batch's number
   */
  @Override
  public DataSet load(Source source) {
    startNs = new SystemClock().nowNs();
    String path = source.getPath();
    number = Long.parseLong(path);
    Material shared = material.value();
    DataSet windows = shared.batches().batch(number);
    BatchMaker.seedDropout(shared.plan(), number);
    return windows;
  }

  @Override
  public void preUpdate(org.nd4j.linalg.dataset.api.DataSet batch, Model model) {
    // all is in the report afterwards
  }

  @Override
  public void postUpdate(org.nd4j.linalg.dataset.api.DataSet batch, Model model) {
    DataSet windows = (DataSet) batch;
    reports.add(
        new Report(
            number,
            BatchMaker.tokens(windows),
            BatchMaker.natsPerEvent((MultiLayerNetwork) model, windows, material.value().plan()),
            new SystemClock().nowNs() - startNs));
  }

  @Override
  public void preUpdate(org.nd4j.linalg.dataset.api.MultiDataSet batch, Model model) {
    throw new UnsupportedOperationException("batches are of one input");
  }

  @Override
  public void postUpdate(org.nd4j.linalg.dataset.api.MultiDataSet batch, Model model) {
    throw new UnsupportedOperationException("batches are of one input");
  }
}

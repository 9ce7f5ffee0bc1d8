package antiphon.learn.train;

import antiphon.learn.corpus.TokenWindow;
import antiphon.learn.corpus.WindowSource;
import java.util.Random;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Windows as {@link antiphon.net.dl4j.Dl4jNetworks#buildFused} takes them: indices [batch, 2,
 * time], sparse labels [batch, 1, time] and a mask of the labels [batch, time]. The batch of a
 * number is always the same.
 */
public final class BatchMaker {
  private final WindowSource source;
  private final TrainingPlan plan;

  public BatchMaker(WindowSource source, TrainingPlan plan) {
    this.source = source;
    this.plan = plan;
  }

  public DataSet batch(long number) {
    Random random = new Random(plan.seed() * 1_000_003 + number);
    int batch = plan.batchWindows();
    int time = plan.windowTokens();
    float[] indices = new float[batch * 2 * time];
    float[] labels = new float[batch * time];
    float[] mask = new float[batch * time];
    for (int row = 0; row < batch; row++) {
      TokenWindow window = source.draw(random, time);
      for (int step = 0; step < window.steps(); step++) {
        indices[row + batch * 2 * step] = window.inputs()[step];
        indices[row + batch * (1 + 2 * step)] = plan.spec().tokens() + window.positions()[step];
        labels[row + batch * step] = window.targets()[step];
        mask[row + batch * step] = 1;
      }
    }
    return new DataSet(
        Nd4j.create(indices, new long[] {batch, 2, time}, 'f'),
        Nd4j.create(labels, new long[] {batch, 1, time}, 'f'),
        null,
        Nd4j.create(mask, new long[] {batch, time}, 'f'));
  }

  /** Tokens in a batch, padding not counted. */
  public static long tokens(DataSet windows) {
    return windows.getLabelsMaskArray().sumNumber().longValue();
  }

  /** Makes dropout in what follows a function of the plan's seed and the number of a batch. */
  public static void seedDropout(TrainingPlan plan, long number) {
    Nd4j.getRandom().setSeed(plan.seed() * 1_000_003 + number);
  }

  /**
   * How surprised a network was by the last segment of the windows that it has just learnt from.
   * DL4J's score is the sum over the segment, a window: here it is made a mean over its tokens.
   */
  public static double natsPerEvent(MultiLayerNetwork network, DataSet windows, TrainingPlan plan) {
    INDArray segment =
        windows
            .getLabelsMaskArray()
            .get(
                NDArrayIndex.all(),
                NDArrayIndex.interval(
                    plan.windowTokens() - plan.segmentTokens(), plan.windowTokens()));
    return network.score() * plan.batchWindows() / Math.max(1, segment.sumNumber().doubleValue());
  }
}

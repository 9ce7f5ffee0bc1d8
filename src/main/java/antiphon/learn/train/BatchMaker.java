package antiphon.learn.train;

import antiphon.learn.corpus.TokenWindow;
import antiphon.learn.corpus.WindowSource;
import antiphon.net.LstmSpec;
import java.util.Random;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/**
 * Windows as DL4J takes them: features [batch, tokens + positions, time] with two ones a step,
 * sparse labels [batch, 1, time] and a mask [batch, time]. The batch of a number is always the
 * same.
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
    LstmSpec spec = plan.spec();
    int batch = plan.batchWindows();
    int time = plan.windowTokens();
    int inputs = spec.inputs(0);
    float[] features = new float[batch * inputs * time];
    float[] labels = new float[batch * time];
    float[] mask = new float[batch * time];
    for (int row = 0; row < batch; row++) {
      TokenWindow window = source.draw(random, time);
      for (int step = 0; step < window.steps(); step++) {
        features[row + batch * (window.inputs()[step] + inputs * step)] = 1;
        features[row + batch * (spec.tokens() + window.positions()[step] + inputs * step)] = 1;
        labels[row + batch * step] = window.targets()[step];
        mask[row + batch * step] = 1;
      }
    }
    INDArray maskArray = Nd4j.create(mask, new long[] {batch, time}, 'f');
    return new DataSet(
        Nd4j.create(features, new long[] {batch, inputs, time}, 'f'),
        Nd4j.create(labels, new long[] {batch, 1, time}, 'f'),
        maskArray,
        maskArray);
  }

  /** Tokens in a batch, padding not counted. */
  public static long tokens(DataSet windows) {
    return windows.getFeaturesMaskArray().sumNumber().longValue();
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

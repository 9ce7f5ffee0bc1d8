package antiphon.learn.train;

import antiphon.learn.corpus.TokenWindow;
import antiphon.learn.corpus.WindowSource;
import java.util.Random;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Windows as {@link antiphon.net.dl4j.Dl4jNetworks#buildFused} takes them: indices [batch, 2,
 * time], sparse labels [batch, 1, time] and a mask of the labels [batch, time]. The batch of a
 * number is always the same.
 */
final class BatchMaker {
  private final WindowSource source;
  private final TrainingPlan plan;

  BatchMaker(WindowSource source, TrainingPlan plan) {
    this.source = source;
    this.plan = plan;
  }

  DataSet batch(long number) {
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
}

package antiphon.learn.train;

import antiphon.music.time.Clock;
import antiphon.net.LstmSpec;
import antiphon.net.dl4j.Dl4jNetworks;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleConsumer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;

/**
 * How fast this machine learns: the same network by the fused layer and by DL4J's own, in turn, on
 * random tokens (which cost what music costs).
 */
public final class TrainingSpeed {
  private static final long SEED = 1;
  private static final int WARM_UP_ROUNDS = 2;

  private final TrainingPlan plan;
  private final Clock clock;
  private final MultiLayerNetwork fused;
  private final MultiLayerNetwork dl4j;
  private final DataSet indices;
  private final DataSet oneHot;

  /**
   * @param fusedTokensPerSecond median over the batches
   * @param dl4jTokensPerSecond the same by DL4J's own {@code LSTM} layer
   */
  public record Result(
      int batchWindows,
      int segmentTokens,
      int rounds,
      double fusedTokensPerSecond,
      double dl4jTokensPerSecond) {
    public double ratio() {
      return fusedTokensPerSecond / dl4jTokensPerSecond;
    }
  }

  public TrainingSpeed(LstmSpec spec, int batchWindows, Clock clock) {
    this.clock = clock;
    plan = TrainingPlan.of(spec, 1, 0, 1, SEED).withBatches(batchWindows);
    Dl4jNetworks.Learning learning =
        new Dl4jNetworks.Learning(
            new Adam(plan.learningRate()),
            plan.retain(),
            TrainingPlan.CLIP_NORM,
            plan.segmentTokens(),
            SEED);
    fused = Dl4jNetworks.buildFused(spec, learning);
    dl4j = Dl4jNetworks.build(spec, learning);
    int batch = plan.batchWindows();
    int time = plan.segmentTokens();
    Random random = new Random(SEED);
    INDArray index = Nd4j.create(new long[] {batch, 2, time}, 'f');
    INDArray ones = Nd4j.create(new long[] {batch, spec.inputs(0), time}, 'f');
    INDArray labels = Nd4j.create(new long[] {batch, 1, time}, 'f');
    for (int row = 0; row < batch; row++) {
      for (int step = 0; step < time; step++) {
        int token = random.nextInt(spec.tokens());
        int position = spec.tokens() + random.nextInt(spec.positions());
        index.putScalar(row, 0, step, token);
        index.putScalar(row, 1, step, position);
        ones.putScalar(row, token, step, 1);
        ones.putScalar(row, position, step, 1);
        labels.putScalar(row, 0, step, random.nextInt(spec.tokens()));
      }
    }
    INDArray mask = Nd4j.ones(batch, time);
    indices = new DataSet(index, labels, null, mask);
    oneHot = new DataSet(ones, labels, null, mask);
  }

  /**
   * @param progress told how much of the time has passed, 0 to 1
   */
  public Result run(double seconds, DoubleConsumer progress) {
    for (int round = 0; round < WARM_UP_ROUNDS; round++) {
      fused.fit(indices);
      dl4j.fit(oneHot);
    }
    List<Double> fusedSpeeds = new ArrayList<>();
    List<Double> dl4jSpeeds = new ArrayList<>();
    long startNs = clock.nowNs();
    double passed;
    do {
      fusedSpeeds.add(tokensPerSecond(fused, indices));
      dl4jSpeeds.add(tokensPerSecond(dl4j, oneHot));
      passed = (clock.nowNs() - startNs) / 1e9;
      progress.accept(Math.min(1, passed / seconds));
    } while (passed < seconds);
    return new Result(
        plan.batchWindows(),
        plan.segmentTokens(),
        fusedSpeeds.size(),
        median(fusedSpeeds),
        median(dl4jSpeeds));
  }

  private double tokensPerSecond(MultiLayerNetwork network, DataSet batch) {
    long startNs = clock.nowNs();
    network.fit(batch);
    return plan.batchWindows() * plan.segmentTokens() * 1e9 / (clock.nowNs() - startNs);
  }

  private static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }
}

package antiphon.net.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.net.LstmSpec;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleSupplier;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.learning.config.Sgd;

class FusedLstmTest {
  private static final LstmSpec SPEC = new LstmSpec(13, 5, 2, 24);
  private static final int BATCH = 3;
  private static final double RATE = 0.02;
  private static final int STEPS = 12;

  @TempDir Path folder;

  @Test
  void shouldGiveTheOutputOfDl4jsLayer() {
    MultiLayerNetwork plain = Dl4jNetworks.build(SPEC, learning(STEPS));
    MultiLayerNetwork fused = twin(plain, STEPS);
    Music music = new Music(5);
    assertClose(plain.output(music.oneHot), fused.output(music.indices), 2e-6);
  }

  @Test
  void shouldGiveTheGradientOfDl4jsLayer() {
    MultiLayerNetwork plain = Dl4jNetworks.build(SPEC, learning(STEPS));
    MultiLayerNetwork fused = twin(plain, STEPS);
    Music music = new Music(6);
    plain.fit(music.oneHotSet());
    fused.fit(music.indexSet());
    assertEquals(plain.score(), fused.score(), 1e-5);
    assertClose(plain.getFlattenedGradients(), fused.getFlattenedGradients(), 1e-6 * RATE * STEPS);
    assertTrue(fused.getFlattenedGradients().norm2Number().doubleValue() > 0.1 * RATE);
  }

  /**
   * The gradient of a later segment, whose state is carried over: differences decide. DL4J's own
   * layer gives another one there, though with the same state and the same loss.
   */
  @Test
  void shouldHaveTheGradientThatDifferencesShowWhenTheStateIsCarriedOver() {
    int half = STEPS / 2;
    MultiLayerNetwork plain = Dl4jNetworks.build(SPEC, learning(half));
    MultiLayerNetwork fused = twin(plain, half);
    Music music = new Music(4);
    music.mask.assign(1);
    INDArray before = fused.params().dup();
    plain.fit(music.oneHotSet());
    fused.fit(music.indexSet());
    assertEquals(plain.score(), fused.score(), 1e-4, "the loss of the second half");

    INDArray step = fused.getFlattenedGradients().dup(); // rate · gradient of the second half
    INDArray between = fused.params().add(step.reshape(before.shape()));
    fused.params().assign(before);
    fused.rnnTimeStep(music.indicesBetween(0, half));
    List<Map<String, INDArray>> carried = new ArrayList<>();
    for (int layer = 0; layer < SPEC.layers(); layer++) {
      carried.add(fused.rnnGetPreviousState(layer));
    }
    fused.params().assign(between);
    assertDifferences(
        fused,
        step,
        () -> {
          for (int layer = 0; layer < SPEC.layers(); layer++) {
            fused.rnnSetPreviousState(layer, carried.get(layer));
          }
          return music.loss(fused.rnnTimeStep(music.indicesBetween(half, STEPS)), half);
        });
  }

  @Test
  void shouldHaveTheGradientThatDifferencesShow() {
    MultiLayerNetwork fused = twin(Dl4jNetworks.build(SPEC, learning(STEPS)), STEPS);
    Music music = new Music(7);
    DataSet set = music.indexSet();
    fused.fit(set);
    INDArray step = fused.getFlattenedGradients().dup(); // rate · gradient
    fused.params().addi(step.reshape(fused.params().shape()));
    assertDifferences(fused, step, () -> fused.score(set));
  }

  @Test
  void shouldStepByStepGiveWhatItGivesAtOnce() {
    MultiLayerNetwork fused = twin(Dl4jNetworks.build(SPEC, learning(STEPS)), STEPS);
    Music music = new Music(9);
    INDArray atOnce = fused.output(music.indices);
    for (int step = 0; step < STEPS; step++) {
      INDArray one = fused.rnnTimeStep(music.indicesBetween(step, step + 1));
      for (int row = 0; row < BATCH; row++) {
        for (int token = 0; token < SPEC.tokens(); token++) {
          assertEquals(atOnce.getDouble(row, token, step), one.getDouble(row, token, 0), 2e-6);
        }
      }
    }
  }

  @Test
  void shouldComeBackFromAFileAsItWas() throws IOException {
    MultiLayerNetwork fused = twin(Dl4jNetworks.build(SPEC, learning(5)), 5);
    Music music = new Music(10);
    fused.fit(music.indexSet());
    File file = folder.resolve("network.zip").toFile();
    ModelSerializer.writeModel(fused, file, true);
    MultiLayerNetwork back = ModelSerializer.restoreMultiLayerNetwork(file, true);
    assertEquals(fused.getLayerWiseConfigurations(), back.getLayerWiseConfigurations());
    fused.fit(music.indexSet());
    back.fit(music.indexSet());
    assertEquals(fused.params(), back.params());
  }

  private static Dl4jNetworks.Learning learning(int segment) {
    return new Dl4jNetworks.Learning(new Sgd(RATE), 1, 100, segment, 3);
  }

  private static MultiLayerNetwork twin(MultiLayerNetwork plain, int segment) {
    MultiLayerNetwork fused = Dl4jNetworks.buildFused(SPEC, learning(segment));
    fused.params().assign(plain.params());
    return fused;
  }

  private static void assertDifferences(
      MultiLayerNetwork network, INDArray step, DoubleSupplier loss) {
    Random random = new Random(8);
    float width = 1e-2f;
    for (int i = 0; i < 150; i++) {
      long index = random.nextInt((int) network.numParams());
      float value = network.params().getFloat(index);
      network.params().putScalar(index, value + width);
      double above = loss.getAsDouble();
      network.params().putScalar(index, value - width);
      double below = loss.getAsDouble();
      network.params().putScalar(index, value);
      double expected = (above - below) / (2 * width);
      assertEquals(
          expected, step.getDouble(index) / RATE, 2e-3 + 0.02 * Math.abs(expected), "" + index);
    }
  }

  private static void assertClose(INDArray expected, INDArray actual, double tolerance) {
    double difference = expected.sub(actual).amaxNumber().doubleValue();
    assertTrue(difference <= tolerance, "off by " + difference);
  }

  /** A batch of random tokens at random positions, both as ones and as indices. */
  private static final class Music {
    private final INDArray oneHot = Nd4j.create(BATCH, SPEC.inputs(0), STEPS);
    private final INDArray indices = Nd4j.create(BATCH, 2, STEPS);
    private final INDArray labels = Nd4j.create(BATCH, 1, STEPS);
    private final INDArray mask = Nd4j.ones(BATCH, STEPS);

    Music(long seed) {
      Random random = new Random(seed);
      for (int row = 0; row < BATCH; row++) {
        for (int step = 0; step < STEPS; step++) {
          int token = random.nextInt(SPEC.tokens());
          int position = SPEC.tokens() + random.nextInt(SPEC.positions());
          oneHot.putScalar(row, token, step, 1);
          oneHot.putScalar(row, position, step, 1);
          indices.putScalar(row, 0, step, token);
          indices.putScalar(row, 1, step, position);
          labels.putScalar(row, 0, step, random.nextInt(SPEC.tokens()));
        }
      }
      mask.putScalar(0, STEPS - 1, 0); // the first ends early
    }

    INDArray indicesBetween(int from, int to) {
      return indices
          .get(NDArrayIndex.all(), NDArrayIndex.all(), NDArrayIndex.interval(from, to))
          .dup();
    }

    /** As DL4J counts: summed over time, averaged over the batch. */
    double loss(INDArray probabilities, int from) {
      double sum = 0;
      for (int row = 0; row < BATCH; row++) {
        for (int step = 0; step < probabilities.size(2); step++) {
          int label = labels.getInt(row, 0, from + step);
          sum -= Math.log(probabilities.getDouble(row, label, step));
        }
      }
      return sum / BATCH;
    }

    DataSet oneHotSet() {
      return new DataSet(oneHot.dup(), labels.dup(), null, mask.dup());
    }

    DataSet indexSet() {
      return new DataSet(indices.dup(), labels.dup(), null, mask.dup());
    }
  }
}

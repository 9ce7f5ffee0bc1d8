package antiphon.learn.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.learn.corpus.Corpus;
import antiphon.learn.corpus.PieceCache;
import antiphon.learn.train.BatchLearner;
import antiphon.learn.train.LocalSite;
import antiphon.learn.train.TrainingEngine;
import antiphon.learn.train.TrainingPlan;
import antiphon.learn.train.TrainingSite;
import antiphon.net.LstmSpec;
import antiphon.net.dl4j.Dl4jNetworks;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.learning.config.Adam;

@Tag("spark")
class SharedLearnerTest {
  private static final int ROUNDS = 3;
  private static final float ROUNDING = 1e-6f;

  private static final TrainingPlan PLAN =
      new TrainingPlan(LstmSpec.ofVocabulary(2, 16), 1, 0, 1, 8, 64, 32, 1e-2, 0.8, 0, 24, 0, 5);

  @Test
  void shouldLearnWithOneLearnerWhatTheLocalEngineLearns() throws IOException {
    List<Corpus> corpora = SomePieces.corpora();
    MultiLayerNetwork here = network();
    MultiLayerNetwork there = network();
    BatchLearner local = LocalSite.HERE.learner(PLAN, corpora);
    try (TrainingSite site = site(1, 1)) {
      BatchLearner shared = site.learner(PLAN, corpora);
      for (long batch = 0; batch < ROUNDS; batch++) {
        BatchLearner.Lesson expected = local.learn(here, batch, PLAN.learningRate());
        BatchLearner.Lesson actual = shared.learn(there, batch, PLAN.learningRate());
        assertEquals(expected.batches(), actual.batches());
        assertEquals(expected.tokens(), actual.tokens());
        assertEquals(expected.natsPerEvent(), actual.natsPerEvent(), 1e-5);
        assertEquals(here.getIterationCount(), there.getIterationCount(), "updates, for Adam");
        assertArrayEquals(here.params().toFloatVector(), there.params().toFloatVector(), ROUNDING);
      }
    }
  }

  @Test
  void shouldAverageWhatItsLearnersLearn() throws IOException {
    List<Corpus> corpora = SomePieces.corpora();
    float[] before = network().params().toFloatVector();
    float[] mean = new float[before.length];
    try (TrainingSite site = site(2, 2)) {
      MultiLayerNetwork averaged = network();
      BatchLearner.Lesson lesson = site.learner(PLAN, corpora).learn(averaged, 0, PLAN.learningRate());
      assertEquals(4, lesson.batches());
      BatchLearner alone = LocalSite.HERE.learner(SparkSite.share(PLAN, 2), corpora);
      for (int learner = 0; learner < 2; learner++) {
        MultiLayerNetwork network = network();
        double rate = PLAN.learningRate() * Math.sqrt(2);
        alone.learn(network, 2 * learner, rate);
        alone.learn(network, 2 * learner + 1, rate);
        float[] learnt = network.params().toFloatVector();
        for (int i = 0; i < mean.length; i++) {
          mean[i] += learnt[i] / 2;
        }
      }
      assertArrayEquals(mean, averaged.params().toFloatVector(), ROUNDING);
      assertTrue(distance(mean, before) > 1e-3, "something was learnt");
    }
  }

  @Test
  void shouldReadACorpusAsTheLocalEngineDoes() throws IOException {
    List<Path> paths = List.of(Path.of("src/test/resources/pieces"));
    Corpus here = LocalSite.HERE.read(paths, PieceCache.none()).get(0);
    try (TrainingSite site = site(2, 1)) {
      Corpus there = site.read(paths, PieceCache.none()).get(0);
      assertEquals(here.skipped(), there.skipped());
      assertEquals(names(here), names(there));
      for (int i = 0; i < here.pieces().size(); i++) {
        assertEquals(
            here.pieces().get(i).piece().tracks(), there.pieces().get(i).piece().tracks());
      }
    }
  }

  private static List<String> names(Corpus corpus) {
    return corpus.pieces().stream().map(piece -> piece.name() + " " + piece.split()).toList();
  }

  private static TrainingSite site(int learners, int batchesAlone) {
    return new SparkEngine()
        .open(new TrainingEngine.Setting("local[" + learners + "]", learners, batchesAlone));
  }

  private static MultiLayerNetwork network() {
    return Dl4jNetworks.buildFused(
        PLAN.spec(),
        new Dl4jNetworks.Learning(new Adam(PLAN.learningRate()), PLAN.retain(), 1, PLAN.segmentTokens(), 3));
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.abs(a[i] - b[i]);
    }
    return sum;
  }
}

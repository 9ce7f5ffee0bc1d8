package antiphon.learn.train;

import antiphon.learn.corpus.Corpus;
import antiphon.learn.corpus.CorpusReader;
import antiphon.learn.corpus.PieceCache;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;

/** Training in this JVM. */
public enum LocalSite implements TrainingSite {
  HERE;

  @Override
  public List<Corpus> read(List<Path> paths, PieceCache cache) throws IOException {
    return CorpusReader.read(paths, cache);
  }

  @Override
  public BatchLearner learner(TrainingPlan plan, List<Corpus> corpora) {
    return new OneByOne(plan, new BatchMaker(Trainer.windows(plan, corpora), plan));
  }

  @Override
  public void close() {
    // holds nothing
  }

  private record OneByOne(TrainingPlan plan, BatchMaker batches) implements BatchLearner {
    @Override
    public Lesson learn(MultiLayerNetwork network, long firstBatch, double learningRate) {
      Trainer.setLearningRate(network, plan, learningRate);
      DataSet windows = batches.batch(firstBatch);
      BatchMaker.seedDropout(plan, firstBatch);
      network.fit(windows);
      return new Lesson(
          1, BatchMaker.tokens(windows), BatchMaker.natsPerEvent(network, windows, plan));
    }

    @Override
    public boolean checkpointsEachLesson() {
      return false;
    }
  }
}

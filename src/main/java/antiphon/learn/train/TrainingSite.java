package antiphon.learn.train;

import antiphon.learn.corpus.Corpus;
import antiphon.learn.corpus.PieceCache;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Where a training is done: this JVM, or a cluster that has been reached. */
public interface TrainingSite extends AutoCloseable {
  /**
   * Reads corpora as {@link antiphon.learn.corpus.CorpusReader} does.
   *
   * @throws IOException with a sentence for the user when there is nothing to read in one of them
   */
  List<Corpus> read(List<Path> paths, PieceCache cache) throws IOException;

  /**
   * @param corpora with at least one piece to train on
   */
  BatchLearner learner(TrainingPlan plan, List<Corpus> corpora);

  /** Lets go of machines and threads. */
  @Override
  void close();
}

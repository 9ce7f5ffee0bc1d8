package antiphon.learn.train;

import antiphon.learn.corpus.Corpus;
import antiphon.midi.file.MidiPiece;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Where a training is done: this JVM, or a cluster that has been reached. */
public interface TrainingSite extends AutoCloseable {
  /**
   * Reads a corpus.
   *
   * @throws IOException with a sentence for the user when there is nothing to read
   */
  Corpus read(Path path) throws IOException;

  /**
   * @param pieces to learn from, at least one
   */
  BatchLearner learner(TrainingPlan plan, List<MidiPiece> pieces);

  /** Lets go of machines and threads. */
  @Override
  void close();
}

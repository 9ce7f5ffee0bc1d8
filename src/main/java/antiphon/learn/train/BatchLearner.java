package antiphon.learn.train;

import java.io.IOException;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;

/**
 * Learns from batches by their numbers: from one at a time, or from several on several machines.
 */
public interface BatchLearner {
  /**
   * What was heard in one go.
   *
   * @param batches how many batches, 1 or more; the next go begins after them
   * @param tokens tokens in them
   * @param natsPerEvent how surprised the network was by them while it learnt
   */
  record Lesson(long batches, long tokens, double natsPerEvent) {}

  /**
   * Learns from the batches that begin with a number. The same network and number give the same
   * weights.
   *
   * @param network holds what has been learnt when the method returns, and is as it was when the
   *     method throws
   * @param learningRate for updates on whole batches
   * @throws IOException with a sentence for the user when there is nothing left to learn on
   */
  Lesson learn(MultiLayerNetwork network, long firstBatch, double learningRate) throws IOException;

  /** Whether a lesson costs so much that each is worth a checkpoint, if that costs little. */
  boolean checkpointsEachLesson();
}

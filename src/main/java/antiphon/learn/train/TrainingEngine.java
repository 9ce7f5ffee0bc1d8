package antiphon.learn.train;

import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Another way to do a training than in this JVM, found by {@link ServiceLoader} where its jars are
 * present.
 */
public interface TrainingEngine {
  /**
   * Where and how.
   *
   * @param master address of the cluster, in the engine's own terms
   * @param learners copies of the network that learn at the same time, 0 for one a core
   * @param batchesAlone batches that each learns from before their weights are averaged
   */
  record Setting(String master, int learners, int batchesAlone) {
    public Setting {
      if (learners < 0) {
        throw new IllegalArgumentException("learners must be 0 or more, not " + learners);
      }
      if (batchesAlone < 1) {
        throw new IllegalArgumentException("batches alone must be 1 or more, not " + batchesAlone);
      }
    }
  }

  /** The word by which a user chooses it. */
  String name();

  /**
   * @throws IllegalArgumentException with a sentence for the user when the cluster cannot be
   *     reached
   */
  TrainingSite open(Setting setting);

  static Optional<TrainingEngine> named(String name) {
    for (TrainingEngine engine : ServiceLoader.load(TrainingEngine.class)) {
      if (engine.name().equals(name)) {
        return Optional.of(engine);
      }
    }
    return Optional.empty();
  }
}

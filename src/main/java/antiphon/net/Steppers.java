package antiphon.net;

import java.util.Optional;
import java.util.ServiceLoader;

/** Chooses how a step is computed, by what the JVM and the processor offer. */
public final class Steppers {
  private static final Optional<VectorSteppers> VECTOR =
      ServiceLoader.load(VectorSteppers.class, Steppers.class.getClassLoader()).findFirst();

  private Steppers() {}

  /** The first kind that nothing stands in the way of. */
  public static StepKind fastest(LstmSpec spec) {
    for (StepKind kind : StepKind.values()) {
      if (obstacle(kind, spec).isEmpty()) {
        return kind;
      }
    }
    throw new IllegalStateException("plain Java is always there");
  }

  /** Why a kind is not to be had here, as a clause; empty if it is. */
  public static Optional<String> obstacle(StepKind kind, LstmSpec spec) {
    if (kind == StepKind.PLAIN) {
      return Optional.empty();
    }
    return VECTOR.isPresent()
        ? VECTOR.get().obstacle(spec)
        : Optional.of("this build lacks the vector steppers");
  }

  /**
   * @throws IllegalArgumentException with the obstacle, if there is one
   */
  public static void require(StepKind kind, LstmSpec spec) {
    Optional<String> obstacle = obstacle(kind, spec);
    if (obstacle.isPresent()) {
      throw new IllegalArgumentException(
          "the " + kind.word() + " step is not to be had: " + obstacle.get());
    }
  }

  /**
   * @throws IllegalArgumentException with the obstacle, if there is one
   */
  public static LstmStepper create(StepKind kind, LstmWeights weights) {
    require(kind, weights.spec());
    return kind == StepKind.PLAIN
        ? new PlainLstmStepper(weights)
        : VECTOR.orElseThrow().create(kind, weights);
  }

  /** The fastest way to read memory that there is here. */
  public static WeightStream stream(LstmSpec spec) {
    return VECTOR.isPresent() && VECTOR.get().obstacle(spec).isEmpty()
        ? VECTOR.get().stream()
        : Steppers::readPlainly;
  }

  private static int readPlainly(int[] words, int count) {
    int sum = 0;
    for (int i = 0; i < count; i++) {
      sum += words[i];
    }
    return sum;
  }
}

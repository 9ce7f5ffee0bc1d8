package antiphon.net;

import java.util.Optional;

/**
 * The steppers that need the JDK's incubating Vector API. They are looked up at run time, so that
 * everything else works where that is missing.
 */
public interface VectorSteppers {
  /**
   * Why this Java, this processor or these sizes do not allow them, as a clause; empty if they do.
   */
  Optional<String> obstacle(LstmSpec spec);

  /**
   * @param kind {@link StepKind#BFLOAT16} or {@link StepKind#FLOAT32}
   */
  LstmStepper create(StepKind kind, LstmWeights weights);

  WeightStream stream();
}

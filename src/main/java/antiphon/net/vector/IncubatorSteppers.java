package antiphon.net.vector;

import antiphon.net.LstmSpec;
import antiphon.net.LstmStepper;
import antiphon.net.LstmWeights;
import antiphon.net.StepKind;
import antiphon.net.VectorSteppers;
import antiphon.net.WeightStream;
import java.util.Optional;

/** Found by name; no vector class is touched before the module is known to be there. */
public final class IncubatorSteppers implements VectorSteppers {
  private static final String MODULE = "jdk.incubator.vector";

  /** On x86, shorter vectors mean a processor without multiply-add, where the API is slow. */
  private static final int FEWEST_LANES_ON_X86 = 8;

  @Override
  public Optional<String> obstacle(LstmSpec spec) {
    if (ModuleLayer.boot().findModule(MODULE).isEmpty()) {
      return Optional.of("this Java runs without the module " + MODULE);
    }
    int lanes = VectorLstmStepper.LANES;
    boolean x86 = System.getProperty("os.arch").matches("amd64|x86_64|x86|i386");
    if (lanes < (x86 ? FEWEST_LANES_ON_X86 : 2)) {
      return Optional.of("this processor's vectors hold " + lanes + " numbers only");
    }
    if (spec.hidden() % lanes != 0) {
      return Optional.of(spec.hidden() + " hidden units are no multiple of " + lanes);
    }
    return Optional.empty();
  }

  @Override
  public LstmStepper create(StepKind kind, LstmWeights weights) {
    return switch (kind) {
      case BFLOAT16 -> new VectorLstmStepper(weights, Bfloat16Matrix::new, "bfloat16");
      case FLOAT32 -> new VectorLstmStepper(weights, Float32Matrix::new, "float32");
      case PLAIN -> throw new IllegalArgumentException("plain Java needs no vectors");
    };
  }

  @Override
  public WeightStream stream() {
    return new VectorStream();
  }
}

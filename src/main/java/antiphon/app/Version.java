package antiphon.app;

import antiphon.app.config.Program;
import antiphon.net.LstmSpec;
import antiphon.net.LstmWeights;
import antiphon.net.Manifest;
import antiphon.net.StepKind;
import antiphon.net.Steppers;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: program, Java, model format. */
public final class Version implements IVersionProvider {
  /** A model of usual size tells which step is chosen. */
  private static final LstmSpec USUAL = LstmSpec.ofVocabulary(1, 64);

  @Override
  public String[] getVersion() {
    return new String[] {
      "antiphon " + Program.version(),
      "Java " + Runtime.version() + " (" + System.getProperty("java.vm.vendor") + ")",
      "model format " + Manifest.FORMAT,
      "step: " + step()
    };
  }

  /** How a model's step is computed here, and what stands in the way of a faster one. */
  static String step() {
    StepKind fastest = Steppers.fastest(USUAL);
    String description = Steppers.create(fastest, new LstmWeights(USUAL)).description();
    return Steppers.obstacle(StepKind.values()[0], USUAL)
        .map(obstacle -> description + " (" + obstacle + ")")
        .orElse(description);
  }
}

package antiphon.app;

import antiphon.net.LstmSpec;
import antiphon.net.LstmWeights;
import antiphon.net.Manifest;
import antiphon.net.StepKind;
import antiphon.net.Steppers;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints: program, Java, model format. */
public final class Version implements IVersionProvider {
  /** A model of usual size tells which step is chosen. */
  private static final LstmSpec USUAL = LstmSpec.ofVocabulary(1, 64);

  @Override
  public String[] getVersion() {
    Properties properties = new Properties();
    try (InputStream in = Version.class.getResourceAsStream("/antiphon/version.properties")) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new String[] {
      "antiphon " + properties.getProperty("version"),
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

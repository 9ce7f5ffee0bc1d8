package antiphon.app.session;

import antiphon.app.config.Home;
import antiphon.app.config.UsageException;
import antiphon.net.BundleException;
import antiphon.net.LstmStepper;
import antiphon.net.LstmWeights;
import antiphon.net.ModelBundle;
import antiphon.net.StepKind;
import antiphon.net.Steppers;
import antiphon.net.dl4j.Dl4jStepper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds models by name or path. */
public final class ModelShelf {
  /** The engine that is the fastest to be had. */
  public static final String AUTO = "auto";

  private static final String DL4J = "dl4j";

  private ModelShelf() {}

  /**
   * The folder of a model.
   *
   * @param nameOrPath a folder, or the name of one in {@code models/}
   * @throws UsageException naming the models there are
   */
  public static Path find(String nameOrPath) {
    Path path = Path.of(nameOrPath);
    if (nameOrPath.contains("/") || nameOrPath.contains(File.separator)) {
      if (!Files.isDirectory(path)) {
        throw new UsageException("no model at " + path + "; check --model");
      }
      return path;
    }
    Path shelved = Home.models().resolve(nameOrPath);
    if (Files.isDirectory(shelved)) {
      return shelved;
    }
    try {
      String names = String.join(", ", ModelBundle.list(Home.models()));
      throw new UsageException(
          "no model named '"
              + nameOrPath
              + "' in "
              + Home.models()
              + "; there are: "
              + (names.isEmpty() ? "none" : names));
    } catch (IOException e) {
      throw new UsageException(Home.models() + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * @throws UsageException saying what is wrong with the bundle
   */
  public static ModelBundle load(String nameOrPath) {
    try {
      return ModelBundle.read(find(nameOrPath));
    } catch (BundleException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  /**
   * @param engine {@code auto} for the fastest, the word of a {@link StepKind}, or {@code dl4j},
   *     which alone loads any class of DL4J
   * @throws UsageException when it is not to be had here
   */
  public static LstmStepper stepper(LstmWeights weights, String engine) {
    if (engine.equals(DL4J)) {
      return new Dl4jStepper(weights);
    }
    try {
      StepKind kind =
          engine.equals(AUTO) ? Steppers.fastest(weights.spec()) : StepKind.ofWord(engine);
      return Steppers.create(kind, weights);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage() + "; set engine = \"auto\"", e);
    }
  }
}

package antiphon.app.session;

import antiphon.app.config.Home;
import antiphon.app.config.TrainingLibraries;
import antiphon.app.config.UsageException;
import antiphon.net.BundleException;
import antiphon.net.LstmSpec;
import antiphon.net.LstmStepper;
import antiphon.net.LstmWeights;
import antiphon.net.Manifest;
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
    return find(Home.models(), nameOrPath);
  }

  /** As {@link #find(String)}, with names in another folder than {@code models/}. */
  static Path find(Path shelf, String nameOrPath) {
    Path path = Path.of(nameOrPath);
    if (isPath(nameOrPath)) {
      if (!Files.isDirectory(path)) {
        throw new UsageException("no model at " + path + "; check --model");
      }
      return path;
    }
    Path shelved = shelf.resolve(nameOrPath);
    if (Files.isDirectory(shelved)) {
      return shelved;
    }
    try {
      String names = String.join(", ", ModelBundle.list(shelf));
      throw new UsageException(
          "no model named '"
              + nameOrPath
              + "' in "
              + shelf
              + "; there are: "
              + (names.isEmpty() ? "none" : names));
    } catch (IOException e) {
      throw new UsageException(shelf + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static boolean isPath(String nameOrPath) {
    return nameOrPath.contains("/") || nameOrPath.contains(File.separator);
  }

  /** How a model is called: by its name in {@code models/}; elsewhere by that in its manifest. */
  static String nameOf(String nameOrPath, Manifest manifest) {
    return isPath(nameOrPath) ? manifest.name() : nameOrPath;
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
      TrainingLibraries.require("engine = \"dl4j\"");
      return new Dl4jStepper(weights);
    }
    try {
      return Steppers.create(kind(weights.spec(), engine), weights);
    } catch (IllegalArgumentException e) {
      throw notToBeHad(e);
    }
  }

  /**
   * Whether a model of some size can be stepped so.
   *
   * @param engine as {@link #stepper} takes it
   * @throws UsageException when it cannot
   */
  static void requireStepper(LstmSpec spec, String engine) {
    if (engine.equals(DL4J)) {
      return;
    }
    try {
      Steppers.require(kind(spec, engine), spec);
    } catch (IllegalArgumentException e) {
      throw notToBeHad(e);
    }
  }

  /**
   * What {@code auto} stands for here; any other word stands for itself.
   *
   * @param engine as {@link #stepper} takes it
   */
  static String engineWord(LstmSpec spec, String engine) {
    return engine.equals(DL4J) ? DL4J : kind(spec, engine).word();
  }

  private static StepKind kind(LstmSpec spec, String engine) {
    return engine.equals(AUTO) ? Steppers.fastest(spec) : StepKind.ofWord(engine);
  }

  private static UsageException notToBeHad(IllegalArgumentException e) {
    return new UsageException(e.getMessage() + "; set engine = \"auto\"", e);
  }
}

package antiphon.app.session;

import antiphon.app.config.Home;
import antiphon.app.config.UsageException;
import antiphon.net.BundleException;
import antiphon.net.LstmStepper;
import antiphon.net.ModelBundle;
import antiphon.net.PlainLstmStepper;
import antiphon.net.dl4j.Dl4jStepper;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds models by name or path. */
public final class ModelShelf {
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
   * @param engine {@code plain} or {@code dl4j}; only the latter loads any class of DL4J
   */
  public static LstmStepper stepper(ModelBundle bundle, String engine) {
    return engine.equals("dl4j")
        ? new Dl4jStepper(bundle.weights())
        : new PlainLstmStepper(bundle.weights());
  }
}

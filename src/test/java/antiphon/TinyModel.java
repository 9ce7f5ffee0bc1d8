package antiphon;

import antiphon.net.LstmSpec;
import antiphon.net.LstmWeights;
import antiphon.net.Manifest;
import antiphon.net.ModelBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A small untrained bundle. */
public final class TinyModel {
  private TinyModel() {}

  public static Path write(Path folder) {
    try {
      ModelBundle.write(
          folder,
          "tiny",
          LstmWeights.random(LstmSpec.ofVocabulary(2, 32), 3),
          new Manifest.Training(List.of(), 0, 1, 3),
          Map.of(),
          false);
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

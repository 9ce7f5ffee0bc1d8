package antiphon.learn.train;

import antiphon.net.BundleException;
import antiphon.net.ModelBundle;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.imageio.ImageIO;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The files of a training: the bundle of the best network so far, {@code network.zip} to resume
 * from (the network, its updater and the progress, in one file, so that they always belong
 * together), {@code history.csv} and {@code history.png} to look at. Each is written whole and then
 * put in place.
 */
final class TrainingFolder {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** What the figure is called in a bundle's manifest. */
  static final String VALID_NATS = "validNatsPerEvent";

  private static final String NETWORK = "network.zip";
  private static final String PROGRESS = "progress.json";

  private final Path folder;

  TrainingFolder(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  static boolean hasCheckpoint(Path folder) {
    return Files.isRegularFile(folder.resolve(NETWORK));
  }

  static boolean hasBundle(Path folder) {
    return Files.isRegularFile(folder.resolve(ModelBundle.MANIFEST));
  }

  Path path() {
    return folder;
  }

  /**
   * @throws IOException when the file is not one that {@link #write} has written
   */
  MultiLayerNetwork readNetwork() throws IOException {
    try {
      return ModelSerializer.restoreMultiLayerNetwork(checkpoint().toFile(), true);
    } catch (IllegalStateException e) {
      throw new IOException(checkpoint() + " is not a training to resume: " + e.getMessage(), e);
    }
  }

  TrainingProgress readProgress() throws IOException {
    try (ZipFile zip = new ZipFile(checkpoint().toFile())) {
      ZipEntry entry = zip.getEntry(PROGRESS);
      if (entry == null) {
        throw new IOException(checkpoint() + " does not say how far the training has come");
      }
      return JSON.readValue(zip.getInputStream(entry).readAllBytes(), TrainingProgress.class);
    }
  }

  /** The validation figure of the bundle, infinite where there is none. */
  double bestValidNats() {
    try {
      return ModelBundle.read(folder)
          .manifest()
          .evaluation()
          .getOrDefault(VALID_NATS, Double.POSITIVE_INFINITY);
    } catch (BundleException e) {
      return Double.POSITIVE_INFINITY;
    }
  }

  void write(MultiLayerNetwork network, TrainingProgress progress) throws IOException {
    Path partial = folder.resolve("network.partial.zip");
    ModelSerializer.writeModel(network, partial.toFile(), true);
    try (FileSystem zip = FileSystems.newFileSystem(partial)) {
      Files.write(zip.getPath(PROGRESS), JSON.writeValueAsBytes(progress));
    }
    putInPlace(partial, checkpoint());
  }

  private static void putInPlace(Path partial, Path file) throws IOException {
    Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  void writeHistory(TrainingProgress progress) throws IOException {
    StringBuilder csv =
        new StringBuilder("tokens,seconds,trainNats,validNats,validAccuracy,learningRate\n");
    for (TrainingProgress.Point point : progress.history()) {
      csv.append(
          String.format(
              Locale.ROOT,
              "%d,%.0f,%.4f,%.4f,%.4f,%.6f%n",
              point.tokensSeen(),
              point.seconds(),
              point.trainNats(),
              point.validNats(),
              point.validAccuracy(),
              point.learningRate()));
    }
    Path csvPartial = folder.resolve("history.partial.csv");
    Files.writeString(csvPartial, csv);
    putInPlace(csvPartial, folder.resolve("history.csv"));
    XYChart chart =
        new XYChartBuilder()
            .width(900)
            .height(500)
            .xAxisTitle("tokens heard")
            .yAxisTitle("nats an event")
            .build();
    double[] tokens =
        progress.history().stream().mapToDouble(TrainingProgress.Point::tokensSeen).toArray();
    double[] train =
        progress.history().stream().mapToDouble(TrainingProgress.Point::trainNats).toArray();
    double[] valid =
        progress.history().stream().mapToDouble(TrainingProgress.Point::validNats).toArray();
    chart.addSeries("training", tokens, train).setMarker(SeriesMarkers.NONE);
    chart.addSeries("validation", tokens, valid).setMarker(SeriesMarkers.NONE);
    ImageIO.setUseCache(false); // its cache files cannot be made while the JVM shuts down
    Path picture = folder.resolve("history.partial.png");
    BitmapEncoder.saveBitmap(chart, picture.toString(), BitmapEncoder.BitmapFormat.PNG);
    putInPlace(picture, folder.resolve("history.png"));
  }

  private Path checkpoint() {
    return folder.resolve(NETWORK);
  }
}

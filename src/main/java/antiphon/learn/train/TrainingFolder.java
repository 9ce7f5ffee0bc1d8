package antiphon.learn.train;

import antiphon.net.ModelBundle;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.util.ModelSerializer;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * The files of a training: the bundle of the best network so far, {@code network.zip} and {@code
 * progress.json} to resume from, {@code history.csv} and {@code history.png} to look at.
 */
final class TrainingFolder {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String NETWORK = "network.zip";
  private static final String PROGRESS = "progress.json";

  private final Path folder;

  TrainingFolder(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
  }

  static boolean hasCheckpoint(Path folder) {
    return Files.isRegularFile(folder.resolve(NETWORK))
        && Files.isRegularFile(folder.resolve(PROGRESS));
  }

  static boolean hasBundle(Path folder) {
    return Files.isRegularFile(folder.resolve(ModelBundle.MANIFEST));
  }

  Path path() {
    return folder;
  }

  MultiLayerNetwork readNetwork() throws IOException {
    return ModelSerializer.restoreMultiLayerNetwork(checkpoint().toFile(), true);
  }

  TrainingProgress readProgress() throws IOException {
    return JSON.readValue(progress().toFile(), TrainingProgress.class);
  }

  void write(MultiLayerNetwork network, TrainingProgress progress) throws IOException {
    writeCheckpoint(network, progress);
    writeHistory(progress);
  }

  /** What a resumed training needs, and no more. */
  void writeCheckpoint(MultiLayerNetwork network, TrainingProgress progress) throws IOException {
    Path partial = folder.resolve(NETWORK + ".partial");
    ModelSerializer.writeModel(network, partial.toFile(), true);
    Files.move(partial, checkpoint(), StandardCopyOption.REPLACE_EXISTING);
    Files.write(progress(), JSON.writeValueAsBytes(progress));
  }

  private void writeHistory(TrainingProgress progress) throws IOException {
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
    Files.writeString(folder.resolve("history.csv"), csv);
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
    BitmapEncoder.saveBitmap(
        chart, folder.resolve("history.png").toString(), BitmapEncoder.BitmapFormat.PNG);
  }

  private Path checkpoint() {
    return folder.resolve(NETWORK);
  }

  private Path progress() {
    return folder.resolve(PROGRESS);
  }
}

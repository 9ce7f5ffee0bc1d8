package antiphon.app.command;

import antiphon.app.config.UsageException;
import antiphon.learn.evaluate.report.LikelihoodFigure;
import antiphon.learn.evaluate.report.Published;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;

/** What {@code evaluate --json} printed of a corpus or of piano rolls, read again. */
record PrintedLikelihood(
    String model, String data, String split, boolean rolls, double nats, double error) {
  private static final String TEST = "test";
  private static final String NOTES = "canonicalNatsPerNote";
  private static final String FRAMES = "nllNatsPerFrame";

  /**
   * @throws UsageException when the file is something else
   */
  static PrintedLikelihood read(Path file) {
    try {
      JsonNode document = new ObjectMapper().readTree(file.toFile());
      boolean rolls = document.has(FRAMES);
      String figure = rolls ? FRAMES : NOTES;
      if (!document.path(figure).isNumber() || !document.has("model") || !document.has("data")) {
        throw new UsageException(
            file + " is not what evaluate --json prints of a corpus or of rolls; check --include");
      }
      return new PrintedLikelihood(
          document.path("model").asText(),
          document.path("data").asText(),
          document.path("split").asText(),
          rolls,
          document.path(figure).asDouble(),
          document.path(figure + "StandardError").asDouble());
    } catch (IOException e) {
      throw new UsageException(file + " cannot be read as JSON; check --include", e);
    }
  }

  /** How it was printed, with the data by its last name. */
  String command() {
    return "antiphon evaluate --model "
        + model
        + (rolls ? " --rolls " : " --corpus ")
        + data
        + (split.equals(TEST) ? "" : " --split " + split)
        + " --json";
  }

  /** The figure; beside what is published only where it is of the same pieces. */
  LikelihoodFigure figure() {
    String pieces = split.equals(TEST) ? data : data + " (" + split + ")";
    return rolls
        ? Published.besideRolls(model, pieces, nats, error)
        : Published.besideCorpora(model, pieces, nats, error);
  }
}

package antiphon.learn.train;

import java.util.ArrayList;
import java.util.List;

/**
 * How far a training has come: what {@code network.zip} holds beside the network, so that it can be
 * resumed.
 *
 * @param batches batches learnt from
 * @param tokensSeen tokens in them
 * @param seconds time spent, all runs together
 * @param trainNats the smoothed loss of the batches, NaN before the first
 * @param bestValidNats the lowest validation figure so far, in nats an event
 */
public record TrainingProgress(
    long batches,
    long tokensSeen,
    double seconds,
    double trainNats,
    double bestValidNats,
    List<Point> history) {
  /** One row of {@code history.csv}. */
  public record Point(
      long tokensSeen,
      double seconds,
      double trainNats,
      double validNats,
      double validAccuracy,
      double learningRate) {}

  /** Before the first batch. */
  public static final TrainingProgress START =
      new TrainingProgress(0, 0, 0, Double.NaN, Double.MAX_VALUE, List.of());

  /** The last validation figure, NaN before the first. */
  public double validNats() {
    return history.isEmpty() ? Double.NaN : history.get(history.size() - 1).validNats();
  }

  /** Validations since the best one. */
  int validationsWithoutBetter() {
    int since = 0;
    for (Point point : history) {
      since = point.validNats() <= bestValidNats ? 0 : since + 1;
    }
    return since;
  }

  TrainingProgress at(long newBatches, long newTokens, double newSeconds, double newTrainNats) {
    return new TrainingProgress(
        newBatches, newTokens, newSeconds, newTrainNats, bestValidNats, history);
  }

  /** With the figure of a bundle that may be newer than this progress. */
  TrainingProgress withBest(double validNats) {
    return new TrainingProgress(
        batches, tokensSeen, seconds, trainNats, Math.min(bestValidNats, validNats), history);
  }

  TrainingProgress with(Point point) {
    List<Point> points = new ArrayList<>(history);
    points.add(point);
    return new TrainingProgress(
        batches,
        tokensSeen,
        seconds,
        trainNats,
        Math.min(bestValidNats, point.validNats()),
        List.copyOf(points));
  }
}

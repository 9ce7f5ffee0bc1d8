package antiphon.learn.train;

import java.util.ArrayList;
import java.util.List;

/**
 * How far a training has come: what {@code progress.json} holds beside the network, so that it can
 * be resumed.
 *
 * @param batches batches learnt from
 * @param tokensSeen tokens in them
 * @param seconds time spent, all runs together
 * @param bestValidNats the lowest validation figure so far, in nats an event
 */
public record TrainingProgress(
    long batches, long tokensSeen, double seconds, double bestValidNats, List<Point> history) {
  /** One row of {@code history.csv}. */
  public record Point(
      long tokensSeen,
      double seconds,
      double trainNats,
      double validNats,
      double validAccuracy,
      double learningRate) {}

  static final TrainingProgress START = new TrainingProgress(0, 0, 0, Double.MAX_VALUE, List.of());

  /** Further on, and not validated since. */
  TrainingProgress with(long newBatches, long newTokens, double newSeconds) {
    return new TrainingProgress(newBatches, newTokens, newSeconds, bestValidNats, history);
  }

  TrainingProgress with(long newBatches, long newTokens, double newSeconds, Point point) {
    List<Point> points = new ArrayList<>(history);
    points.add(point);
    return new TrainingProgress(
        newBatches,
        newTokens,
        newSeconds,
        Math.min(bestValidNats, point.validNats()),
        List.copyOf(points));
  }
}

package antiphon.learn.evaluate.report;

import java.util.List;

/**
 * How well a model expects a set of music, beside others.
 *
 * @param model its name
 * @param data what was scored, such as {@code openhymnal, test}
 * @param unit of all values, such as {@code nats/note}; figures of one unit make one table
 * @param value lower is better
 * @param standardError of the value; 0 where it is not known
 * @param atMost what the value must reach; infinite where nothing is asked
 */
public record LikelihoodFigure(
    String model,
    String data,
    String unit,
    double value,
    double standardError,
    double atMost,
    List<Rival> rivals) {
  /** Another model's figure for the same data in the same unit. */
  public record Rival(String name, double value) {}

  public LikelihoodFigure {
    rivals = List.copyOf(rivals);
  }
}

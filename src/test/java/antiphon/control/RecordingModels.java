package antiphon.control;

import antiphon.live.api.ModelCard;
import antiphon.live.api.Models;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Models that have names and nothing else. Thread-safe. */
public final class RecordingModels implements Models {
  private final List<String> names;
  private final List<String> chosen = new CopyOnWriteArrayList<>();

  private volatile String failure;

  public RecordingModels() {
    this("chorale", "studio");
  }

  public RecordingModels(String... names) {
    this.names = List.of(names);
  }

  public List<String> chosen() {
    return List.copyOf(chosen);
  }

  @Override
  public List<String> names() {
    return names;
  }

  @Override
  public void choose(String nameOrPath) {
    require(nameOrPath);
    chosen.add(nameOrPath);
  }

  @Override
  public void require(String nameOrPath) {
    if (!names().contains(nameOrPath)) {
      throw new IllegalArgumentException(
          "no model named '" + nameOrPath + "'; there are: " + String.join(", ", names()));
    }
  }

  @Override
  public ModelCard card(String nameOrPath) {
    require(nameOrPath);
    return new ModelCard(
        nameOrPath,
        2,
        512,
        4_200_000,
        8_438_038,
        1,
        List.of(new ModelCard.Corpus("songs", 1069, "CC0 1.0")),
        Map.of("validNatsPerEvent", 1.23),
        Optional.of("One for tests."));
  }

  /** As if the last that was chosen could not be loaded. */
  public void fail(String why) {
    failure = why;
  }

  @Override
  public Optional<String> failure() {
    return Optional.ofNullable(failure);
  }
}

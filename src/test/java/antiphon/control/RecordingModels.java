package antiphon.control;

import antiphon.live.api.Models;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Models that have names and nothing else. Thread-safe. */
public final class RecordingModels implements Models {
  private final List<String> chosen = new CopyOnWriteArrayList<>();

  public List<String> chosen() {
    return List.copyOf(chosen);
  }

  @Override
  public List<String> names() {
    return List.of("chorale", "studio");
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
}

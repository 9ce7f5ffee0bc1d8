package antiphon.control;

import antiphon.live.api.Models;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Three models, of which it is kept which were chosen. */
public final class RecordedModels implements Models {
  private final List<String> chosen = new CopyOnWriteArrayList<>();

  public List<String> chosen() {
    return List.copyOf(chosen);
  }

  @Override
  public List<String> names() {
    return List.of("pocket", "studio", "a random one");
  }

  @Override
  public void choose(String nameOrPath) {
    require(nameOrPath);
    chosen.add(nameOrPath);
  }

  @Override
  public void require(String nameOrPath) {
    if (!names().contains(nameOrPath)) {
      throw new IllegalArgumentException("there is no model '" + nameOrPath + "'");
    }
  }
}

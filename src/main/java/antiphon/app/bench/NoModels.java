package antiphon.app.bench;

import antiphon.live.api.ModelCard;
import antiphon.live.api.Models;
import java.util.List;

/** The shelf of a benchmark: there is nothing to choose. */
final class NoModels implements Models {
  @Override
  public List<String> names() {
    return List.of();
  }

  @Override
  public void choose(String nameOrPath) {
    require(nameOrPath);
  }

  @Override
  public void require(String nameOrPath) {
    throw none();
  }

  @Override
  public ModelCard card(String nameOrPath) {
    throw none();
  }

  private static IllegalArgumentException none() {
    return new IllegalArgumentException("there are no models in a benchmark");
  }
}

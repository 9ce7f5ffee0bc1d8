package antiphon.control.desk;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The scenes there are. Immutable.
 *
 * @param scenes in the order in which they were made
 */
record SceneBook(List<Scene> scenes) {
  static final int MOST = 128;
  static final SceneBook EMPTY = new SceneBook(List.of());

  SceneBook {
    scenes = List.copyOf(scenes);
  }

  Optional<Scene> find(String name) {
    return scenes.stream().filter(scene -> scene.name().equals(name)).findFirst();
  }

  /**
   * @throws IllegalArgumentException naming the scenes there are
   */
  Scene require(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no scene '" + Scene.shortened(name) + "'; there are: " + names()));
  }

  Optional<Scene> ofProgram(int program) {
    return scenes.stream()
        .filter(scene -> scene.program() != null && scene.program() == program)
        .findFirst();
  }

  /**
   * The same with a scene, in place of the one with its name.
   *
   * @throws IllegalArgumentException when there are too many, or another has its programme
   */
  SceneBook with(Scene scene) {
    Optional<Scene> other =
        scene.program() == null
            ? Optional.empty()
            : ofProgram(scene.program()).filter(found -> !found.name().equals(scene.name()));
    if (other.isPresent()) {
      throw new IllegalArgumentException(
          "program "
              + scene.program()
              + " is that of scene '"
              + other.get().name()
              + "'; give another number or remove that scene");
    }
    List<Scene> changed = new ArrayList<>(scenes);
    int place = find(scene.name()).map(scenes::indexOf).orElse(scenes.size());
    if (place < scenes.size()) {
      changed.set(place, scene);
    } else {
      changed.add(scene);
    }
    if (changed.size() > MOST) {
      throw new IllegalArgumentException(
          "there can be " + MOST + " scenes at most; remove one first");
    }
    return new SceneBook(changed);
  }

  SceneBook without(String name) {
    return new SceneBook(scenes.stream().filter(scene -> !scene.name().equals(name)).toList());
  }

  private String names() {
    return scenes.isEmpty()
        ? "none"
        : scenes.stream().map(Scene::name).collect(Collectors.joining(", "));
  }
}

package antiphon.control.desk;

import antiphon.live.api.Action;
import antiphon.live.api.Parameter;
import java.util.Optional;

/**
 * What a control is bound to: one of these three, the others are null.
 *
 * @param scene the scene's name
 */
public record Target(Parameter parameter, Action action, String scene) {
  private static final String SCENE = "scene:";

  /**
   * Reads a target as {@link #text} writes it.
   *
   * @throws IllegalArgumentException saying what there is
   */
  public static Target parse(String text) {
    if (text.startsWith(SCENE)) {
      return new Target(null, null, Scene.requireName(text.substring(SCENE.length())));
    }
    Optional<Parameter> parameter = Parameter.ofWord(text);
    if (parameter.isPresent()) {
      return new Target(parameter.get(), null, null);
    }
    Optional<Action> action = Action.ofWord(text);
    if (action.isPresent()) {
      return new Target(null, action.get(), null);
    }
    throw new IllegalArgumentException(
        "a control can be bound to a parameter ("
            + String.join(", ", Parameter.words())
            + "), an action ("
            + String.join(", ", Action.words())
            + ") or a scene (scene:NAME), not to '"
            + Scene.shortened(text)
            + "'");
  }

  /** As outside: a parameter's word, an action's word, or {@code scene:NAME}. */
  public String text() {
    if (parameter != null) {
      return parameter.word();
    }
    return action != null ? action.word() : SCENE + scene;
  }
}

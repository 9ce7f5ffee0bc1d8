package antiphon.control.desk;

import antiphon.live.api.Action;
import antiphon.live.api.AnyThread;
import antiphon.live.api.EngineControl;
import antiphon.live.api.LiveStatus;
import antiphon.live.api.Models;
import antiphon.live.api.Parameter;
import antiphon.music.time.Clock;
import antiphon.music.time.SystemClock;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one place to which all doors lead: parameters, actions, scenes, and which control does what.
 * Each of them refuses what cannot be with an {@link IllegalArgumentException} whose message is a
 * sentence for the user.
 */
@AnyThread
public final class Desk implements AutoCloseable {
  private final EngineControl engine;
  private final Models models;
  private final List<Scene> scenes = new ArrayList<>();
  private final List<Binding> bindings = new ArrayList<>();
  private String learning;
  private String recalled;

  /**
   * A desk in the machine's time.
   *
   * @param folder where {@code controls.json} and {@code scenes.json} are kept; may be read-only or
   *     missing
   * @throws IllegalArgumentException naming file and line, when one of them is not to be understood
   */
  public Desk(EngineControl engine, Models models, Path folder) {
    this(engine, models, folder, new SystemClock());
  }

  /** The same on a given clock, that of the engine. */
  public Desk(EngineControl engine, Models models, Path folder, Clock clock) {
    this.engine = engine;
    this.models = models;
  }

  /**
   * Turns a parameter. Of many changes in a short time the engine is given the last ones: one at
   * once, then about 100 a second.
   *
   * @throws IllegalArgumentException when the value is out of the parameter's range
   */
  public void set(Parameter parameter, double value) {
    parameter.require(value);
    engine.set(parameter, value);
  }

  /** What a parameter is, or will be as soon as the engine is told. */
  public double value(Parameter parameter) {
    return engine.status().parameters().get(parameter);
  }

  public void perform(Action action) {
    engine.perform(action);
  }

  /** Does what is asked, as of the moment it was asked for, on the engine's clock. */
  public void perform(Action action, long timeNs) {
    engine.perform(action, timeNs);
  }

  /** In the order in which they were made. */
  public synchronized List<Scene> scenes() {
    return List.copyOf(scenes);
  }

  /**
   * @throws IllegalArgumentException naming the scenes there are
   */
  public synchronized Scene scene(String name) {
    return scenes.stream()
        .filter(scene -> scene.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException("there is no scene '" + Scene.shortened(name) + "'"));
  }

  /**
   * Brings a scene: its parameters, then its mode, then its model. What it does not name is as at
   * the start of the session.
   *
   * @throws IllegalArgumentException when there is none, or its model is not to be had: then
   *     nothing is changed
   */
  public void recall(String name) {
    Scene scene = scene(name);
    if (scene.model() != null) {
      models.require(scene.model());
    }
    scene.parameters().forEach(this::set);
    if (scene.mode() != null) {
      perform(Action.of(scene.mode()));
    }
    if (scene.model() != null) {
      models.choose(scene.model());
    }
    synchronized (this) {
      recalled = name;
    }
  }

  /** Recalls the scene with a programme's number, 0 to 127, if there is one. */
  public void recall(int program) {
    scenes().stream()
        .filter(scene -> scene.program() != null && scene.program() == program)
        .findFirst()
        .ifPresent(scene -> recall(scene.name()));
  }

  /** Name of the scene that was recalled or saved last, if it is still there. */
  public synchronized Optional<String> recalled() {
    return Optional.ofNullable(recalled);
  }

  /**
   * Keeps how Antiphon is now, in place of a scene with the same name.
   *
   * @param program 0 to 127, or null for none
   * @throws IllegalArgumentException when name or number may not be, or there are too many
   * @throws NotKeptException when it is there, but could not be written
   */
  public synchronized void saveScene(String name, Integer program) {
    LiveStatus status = engine.status();
    Map<Parameter, Double> changed = new EnumMap<>(Parameter.class);
    status
        .parameters()
        .forEach(
            (parameter, value) -> {
              if (value != parameter.defaultValue()) {
                changed.put(parameter, value);
              }
            });
    Scene saved = new Scene(name, program, status.mode(), status.model(), changed);
    scenes.removeIf(scene -> scene.name().equals(name));
    scenes.add(saved);
  }

  /**
   * Removes a scene, and what is bound to it.
   *
   * @throws IllegalArgumentException when there is none
   * @throws NotKeptException when it is gone, but that could not be written
   */
  public synchronized void removeScene(String name) {
    scenes.remove(scene(name));
  }

  public synchronized List<Binding> bindings() {
    return List.copyOf(bindings);
  }

  /**
   * Binds a control, in place of what was bound to it.
   *
   * @throws IllegalArgumentException when there is no such scene, or there are too many bindings
   * @throws NotKeptException when it is bound, but that could not be written
   */
  public synchronized void bind(Binding binding) {
    bindings.removeIf(binding::isControlOf);
    bindings.add(binding);
  }

  /**
   * Binds to a target the control that is touched next: a controller, a key where that can do it,
   * or a programme change. Waits 30 s for it.
   *
   * @throws IllegalArgumentException when there is no such target
   */
  public synchronized void learn(String target) {
    learning = Target.parse(target).text();
  }

  /** The target that waits for a control. */
  public synchronized Optional<String> learning() {
    return Optional.ofNullable(learning);
  }

  public synchronized void stopLearning() {
    learning = null;
  }

  /**
   * @throws IllegalArgumentException when it is not bound
   * @throws NotKeptException when it is unbound, but that could not be written
   */
  public synchronized void unbind(Binding binding) {
    bindings.remove(binding);
  }

  /**
   * Unbinds all that is bound to a target.
   *
   * @throws IllegalArgumentException when nothing is
   * @throws NotKeptException when it is unbound, but that could not be written
   */
  public synchronized void unbind(String target) {
    bindings.removeIf(binding -> binding.target().equals(target));
  }

  /**
   * Why the last change of scenes or bindings could not be written: a sentence, empty when it was.
   */
  public Optional<String> notKept() {
    return Optional.empty();
  }

  /** Gives the engine what still waits, and ends the desk's thread. Closing twice does nothing. */
  @Override
  public void close() {}
}

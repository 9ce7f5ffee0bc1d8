package antiphon.control.desk;

import antiphon.live.api.Action;
import antiphon.live.api.AnyThread;
import antiphon.live.api.EngineControl;
import antiphon.live.api.LiveStatus;
import antiphon.live.api.Models;
import antiphon.live.api.Parameter;
import antiphon.music.time.Clock;
import antiphon.music.time.SystemClock;
import antiphon.thread.EnduringExecutor;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadPoolExecutor.DiscardPolicy;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place to which all doors lead: parameters, actions, scenes, and which control does what.
 * Each of them refuses what cannot be with an {@link IllegalArgumentException} whose message is a
 * sentence for the user.
 *
 * <p>What a controller asks for comes on the journal's thread: that takes no lock under which
 * anything is read or written, and leaves scenes and learnt bindings to the desk's own thread.
 */
@AnyThread
public final class Desk implements AutoCloseable {
  /** How far apart two scenes are that controllers call for. */
  static final long RECALL_PERIOD_NS = 50_000_000;

  private static final Logger LOG = LoggerFactory.getLogger(Desk.class);
  private static final long CLOSE_MS = 500;

  private final EngineControl engine;
  private final Models models;
  private final Clock clock;
  private final Dials dials;

  /** How parameters were at the start: what a scene does not name goes back to that. */
  private final Map<Parameter, Double> home;

  private final KeptFile controlsFile;
  private final KeptFile scenesFile;
  private final EnduringExecutor worker = new EnduringExecutor("antiphon-control-desk");

  /**
   * Held by whoever recalls, saves or removes a scene or chooses a model, so that a scene comes as
   * a whole. Never by the journal's thread: under it files are looked at.
   */
  private final Object bringing = new Object();

  // changed under this desk's monitor, under which nothing waits
  private volatile BindingTable table;
  private volatile SceneBook book;

  /** What is in {@code scenes.json}; written under the monitor of its file. */
  private volatile SceneBook kept;

  private final AtomicReference<Learning> learning = new AtomicReference<>();
  private final AtomicBoolean learnt = new AtomicBoolean(); // and not yet written
  private final AtomicReference<String> wantedScene = new AtomicReference<>();
  private volatile String recalled;
  private volatile String chosenModel;

  // the worker's alone
  private long lastRecallNs;
  private String lastRefusal;

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
    this.clock = clock;
    controlsFile =
        new KeptFile(
            new DeskFile(folder.resolve(DeskFiles.CONTROLS)),
            () -> DeskFiles.controls(table.bindings().stream().filter(this::mayKeep).toList()));
    scenesFile =
        new KeptFile(
            new DeskFile(folder.resolve(DeskFiles.SCENES)), () -> DeskFiles.scenes(book.scenes()));
    book = DeskFiles.scenes(scenesFile.read());
    kept = book;
    table = DeskFiles.controls(controlsFile.read(), book);
    dials = new Dials(engine, clock.nowNs());
    home = new EnumMap<>(Parameter.class);
    home.putAll(engine.status().parameters());
    lastRecallNs = clock.nowNs() - RECALL_PERIOD_NS;
    worker.setRejectedExecutionHandler(new DiscardPolicy()); // after the closing
    worker.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    engine.setTriggers(table.triggers());
  }

  /**
   * Turns a parameter. Of many changes in a short time the engine is given some: the first at once,
   * then about 100 a second, and always the last.
   *
   * @throws IllegalArgumentException when the value is out of the parameter's range
   */
  public void set(Parameter parameter, double value) {
    parameter.require(value);
    arrange(dials.turn(parameter, value, clock.nowNs()));
  }

  /** What a parameter is, or will be as soon as the engine has taken it. */
  public double value(Parameter parameter) {
    return dials.value(parameter, clock.nowNs());
  }

  public void perform(Action action) {
    engine.perform(action);
  }

  /** Does what is asked, as of the moment it was asked for, on the engine's clock. */
  public void perform(Action action, long timeNs) {
    engine.perform(action, timeNs);
  }

  /**
   * Changes the model that plays.
   *
   * @throws IllegalArgumentException as {@link Models#choose}
   */
  public void choose(String model) {
    synchronized (bringing) {
      models.choose(model);
      chosenModel = model;
    }
  }

  /** In the order in which they were made. */
  public List<Scene> scenes() {
    return book.scenes();
  }

  /**
   * @throws IllegalArgumentException naming the scenes there are
   */
  public Scene scene(String name) {
    return book.require(name);
  }

  /**
   * Brings a scene: its parameters, then its mode, then its model, unless that plays already or is
   * on its way. A parameter that it does not name becomes what it was when the session began.
   *
   * @throws IllegalArgumentException when there is none, or its model is not to be had: then
   *     nothing is changed
   */
  public void recall(String name) {
    synchronized (bringing) {
      bring(scene(name));
    }
  }

  private void bring(Scene scene) {
    boolean swaps = scene.model() != null && !comes(scene.model());
    if (swaps) {
      models.require(scene.model());
    }
    home.forEach(
        (parameter, value) -> set(parameter, scene.parameters().getOrDefault(parameter, value)));
    if (scene.mode() != null) {
      perform(Action.of(scene.mode()));
    }
    recalled = scene.name();
    if (swaps) {
      choose(scene.model());
    }
  }

  /**
   * Recalls the scene with a programme's number, if there is one.
   *
   * @param program 0 to 127
   */
  public void recall(int program) {
    book.ofProgram(program).ifPresent(scene -> recall(scene.name()));
  }

  /**
   * Recalls a scene soon, on the desk's thread; of several that are called for within 50 ms, the
   * last. What is refused is logged.
   */
  public void recallSoon(String name) {
    if (wantedScene.getAndSet(name) == null) {
      worker.execute(this::recallWanted);
    }
  }

  /** The same with the scene that has a programme's number, if there is one. */
  public void recallSoon(int program) {
    book.ofProgram(program).ifPresent(scene -> recallSoon(scene.name()));
  }

  /** Name of the scene that was recalled or saved last, if it is still there. */
  public Optional<String> recalled() {
    return Optional.ofNullable(recalled);
  }

  /**
   * Keeps how Antiphon is now, in place of a scene with the same name.
   *
   * @param program 0 to 127, or null for none
   * @throws IllegalArgumentException when name or number may not be, another scene has the number,
   *     or there are too many
   * @throws NotKeptException when it is there, but could not be written
   */
  public void saveScene(String name, Integer program) {
    synchronized (bringing) {
      save(name, program);
    }
    keepScenes();
  }

  private void save(String name, Integer program) {
    LiveStatus status = engine.status();
    Map<Parameter, Double> named = new EnumMap<>(Parameter.class);
    home.forEach(
        (parameter, atStart) -> {
          double value = value(parameter);
          if (value != parameter.defaultValue() || value != atStart) {
            named.put(parameter, value);
          }
        });
    Scene scene = new Scene(name, program, status.mode(), wantedModel(status), named);
    synchronized (this) {
      book = book.with(scene);
    }
    recalled = name;
  }

  /** The model that plays, or the one that is on its way. */
  private String wantedModel(LiveStatus status) {
    String chosen = chosenModel;
    boolean comes = chosen != null && models.failure().isEmpty() && models.names().contains(chosen);
    return comes ? chosen : status.model();
  }

  /**
   * Removes a scene, and what is bound to it.
   *
   * @throws IllegalArgumentException when there is none
   * @throws NotKeptException when it is gone, but that could not be written
   */
  public void removeScene(String name) {
    if (forget(name)) {
      controlsFile.keep(); // first, so that none is ever bound to a scene that is not there
    }
    keepScenes();
  }

  /** Returns whether anything was bound to it. */
  private boolean forget(String name) {
    String target = new Target(null, null, name).text();
    synchronized (bringing) {
      scene(name); // or it is refused
      if (name.equals(recalled)) {
        recalled = null;
      }
      synchronized (this) {
        boolean wasBound = bound(target);
        put(table.without(binding -> binding.target().equals(target)));
        book = book.without(name);
        return wasBound;
      }
    }
  }

  /** In the order in which they were made. */
  public List<Binding> bindings() {
    return table.bindings();
  }

  /** The same, to look controls up. */
  public BindingTable table() {
    return table;
  }

  /**
   * Binds a control, in place of what was bound to it.
   *
   * @throws IllegalArgumentException when there is no such scene, or there are too many bindings
   * @throws NotKeptException when it is bound, but that could not be written
   */
  public void bind(Binding binding) {
    bindNow(binding);
    controlsFile.keep();
    if (!mayKeep(binding)) {
      scenesFile
          .notKept()
          .ifPresent(
              sentence -> {
                throw new NotKeptException(sentence);
              });
    }
  }

  private synchronized void bindNow(Binding binding) {
    requireTarget(binding.target());
    put(table.with(binding));
  }

  /**
   * Binds to a target the control that is touched next: a controller, a key where that can do it,
   * or a programme change. Waits 30 s for it.
   *
   * @throws IllegalArgumentException when there is no such target
   */
  public void learn(String target) {
    learning.set(Learning.begin(requireTarget(target), clock.nowNs()));
  }

  /** The target that waits for a control. */
  public Optional<String> learning() {
    Learning current = learning.get();
    if (current != null && current.isOver(clock.nowNs())) {
      learning.compareAndSet(current, null);
      return Optional.empty();
    }
    return Optional.ofNullable(current).map(waiting -> waiting.target().text());
  }

  public void stopLearning() {
    learning.set(null);
  }

  /**
   * A control has been touched: if a target waits for one, it is bound to that at once, and written
   * soon.
   *
   * @param channel 1 to 16
   * @param number of the controller (0 to 119), the key or the programme
   * @param value of the controller; else anything
   * @return whether it was bound, and is not to do anything else this time
   */
  public boolean touch(Binding.Kind kind, int channel, int number, int value, long timeNs) {
    Learning current = learning.get();
    if (current == null) {
      return false;
    }
    if (current.isOver(timeNs)) {
      learning.compareAndSet(current, null);
      return false;
    }
    if (!Binding.suits(kind, current.target())) {
      return false;
    }
    if (current.doubts(kind, number)) {
      Learning next = current.afterPedal(value);
      if (!next.isMeant()) {
        learning.compareAndSet(current, next);
        return false;
      }
    }
    if (!learning.compareAndSet(current, null)) {
      return false;
    }
    try {
      bindNow(new Binding(kind, channel, number, current.target().text()));
    } catch (IllegalArgumentException e) {
      worker.execute(() -> LOG.warn("not learnt: {}", e.getMessage()));
      return false;
    }
    learnt.set(true);
    worker.execute(this::keepLearnt);
    return true;
  }

  /**
   * @throws IllegalArgumentException when it is not bound
   * @throws NotKeptException when it is unbound, but that could not be written
   */
  public void unbind(Binding binding) {
    synchronized (this) {
      if (!table.bindings().contains(binding)) {
        throw new IllegalArgumentException(
            binding.kind().word()
                + " "
                + binding.number()
                + " is not bound to "
                + binding.target());
      }
      put(table.without(binding::equals));
    }
    controlsFile.keep();
  }

  /**
   * Unbinds all that is bound to a target.
   *
   * @throws IllegalArgumentException when nothing is
   * @throws NotKeptException when it is unbound, but that could not be written
   */
  public void unbind(String target) {
    synchronized (this) {
      if (!bound(target)) {
        throw new IllegalArgumentException("nothing is bound to '" + Scene.shortened(target) + "'");
      }
      put(table.without(binding -> binding.target().equals(target)));
    }
    controlsFile.keep();
  }

  /**
   * Why scenes or bindings are as they are only until Antiphon ends: a sentence; empty when all is
   * written.
   */
  public Optional<String> notKept() {
    return controlsFile.notKept().or(scenesFile::notKept);
  }

  /**
   * Gives the engine and the disk what still waits, and ends the desk's thread. Closing twice does
   * nothing.
   */
  @Override
  public void close() {
    dials.finish(clock.nowNs());
    worker.shutdown();
    try {
      worker.awaitTermination(CLOSE_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (scenesFile.notKept().isPresent()) {
      keepIfPossible(this::keepScenes);
    }
    if (learnt.get() || controlsFile.notKept().isPresent()) {
      keepLearnt();
    }
  }

  /** How much the desk's thread still has to do. */
  int pending() {
    return worker.getQueue().size();
  }

  private void arrange(int asked) {
    if ((asked & Dials.FLUSH) != 0) {
      worker.schedule(
          () -> arrange(dials.flush(clock.nowNs())), Dials.PERIOD_NS, TimeUnit.NANOSECONDS);
    }
    if ((asked & Dials.CHECK) != 0) {
      worker.schedule(
          () -> arrange(dials.check(clock.nowNs())), Dials.CHECK_NS, TimeUnit.NANOSECONDS);
    }
  }

  private void recallWanted() {
    long nowNs = clock.nowNs();
    long waitNs = RECALL_PERIOD_NS - (nowNs - lastRecallNs);
    if (waitNs > 0) {
      worker.schedule(this::recallWanted, waitNs, TimeUnit.NANOSECONDS);
      return;
    }
    lastRecallNs = nowNs;
    String name = wantedScene.getAndSet(null);
    try {
      recall(name);
      lastRefusal = null;
    } catch (IllegalArgumentException e) {
      if (!e.getMessage().equals(lastRefusal)) {
        LOG.warn("scene '{}' is not recalled: {}", name, e.getMessage());
      }
      lastRefusal = e.getMessage();
    }
  }

  /** Whether a model plays, or is on its way, and no other has been chosen since. */
  private boolean comes(String model) {
    String chosen = chosenModel;
    if (chosen != null && !chosen.equals(model)) {
      return false;
    }
    return model.equals(engine.status().model()) || chosen != null && models.failure().isEmpty();
  }

  private Target requireTarget(String target) {
    Target parsed = Target.parse(target);
    if (parsed.scene() != null) {
      book.require(parsed.scene());
    }
    return parsed;
  }

  private boolean bound(String target) {
    return table.bindings().stream().anyMatch(binding -> binding.target().equals(target));
  }

  private void put(BindingTable changed) {
    table = changed;
    engine.setTriggers(changed.triggers());
  }

  private void keepLearnt() {
    learnt.set(false);
    keepIfPossible(controlsFile::keep);
  }

  private static void keepIfPossible(Runnable keeping) {
    try {
      keeping.run();
    } catch (NotKeptException e) {
      // logged, and to be seen in notKept
    }
  }

  /** Also writes what is bound to scenes that could not be written before. */
  private void keepScenes() {
    if (controlsFile.notKept().isPresent()) {
      keepIfPossible(controlsFile::keep); // first, as where a scene is removed
    }
    boolean waited;
    synchronized (scenesFile) {
      SceneBook written = book;
      scenesFile.keep();
      List<Binding> waiting =
          table.bindings().stream().filter(binding -> !mayKeep(binding)).toList();
      kept = written;
      waited = waiting.stream().anyMatch(this::mayKeep);
    }
    if (waited) {
      controlsFile.keep();
    }
  }

  /** A control that is bound to a scene which is in no file would be refused at the next start. */
  private boolean mayKeep(Binding binding) {
    String scene = Target.parse(binding.target()).scene();
    return scene == null || kept.find(scene).isPresent();
  }
}

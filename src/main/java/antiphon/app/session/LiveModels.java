package antiphon.app.session;

import antiphon.app.config.UsageException;
import antiphon.live.api.AnyThread;
import antiphon.live.api.ModelCard;
import antiphon.live.api.Models;
import antiphon.live.engine.Engine;
import antiphon.net.BundleException;
import antiphon.net.LstmSpec;
import antiphon.net.LstmStepper;
import antiphon.net.Manifest;
import antiphon.net.ModelBundle;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The models that a running session may play: those in {@code models/} by name, and the one it was
 * started with. A chosen one is read, built and rehearsed on a thread of its own, one after the
 * other, while the present one plays; then the engine has it. No other path is ever opened, so that
 * nobody outside can have files read by asking for a model.
 */
@AnyThread
final class LiveModels implements Models, AutoCloseable {
  private static final long IDLE_S = 5;
  private static final int SHOWN = 60;

  /** Where what is chosen is played. */
  interface Stage {
    /** As {@link Engine#swap}. */
    void swap(LstmStepper stepper, String name, String identity);

    /** As {@link Engine#swapFailed}. */
    void swapFailed(String name, String reason);

    static Stage of(Engine engine) {
      return new Stage() {
        @Override
        public void swap(LstmStepper stepper, String name, String identity) {
          engine.swap(stepper, name, identity);
        }

        @Override
        public void swapFailed(String name, String reason) {
          engine.swapFailed(name, reason);
        }
      };
    }
  }

  /**
   * @param name how it is called while it plays
   */
  private record Wish(Path folder, String name) {}

  private final Path shelf;
  private final String startedWith;
  private final String startedName;
  private final Path startedFolder;
  private final String engineWord;
  private final Stage stage;
  private final AtomicReference<Wish> waiting = new AtomicReference<>();
  private final ThreadPoolExecutor loader =
      new ThreadPoolExecutor(
          1,
          1,
          IDLE_S,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          LiveModels::thread,
          new ThreadPoolExecutor.DiscardPolicy());
  private volatile String failure;
  private volatile boolean closed;

  /**
   * @param shelf the folder of the bundles that have names
   * @param startedWith name or path of the model that plays first
   * @param startedName how that is called while it plays
   * @param engineWord as {@link ModelShelf#stepper} takes it
   */
  LiveModels(Path shelf, String startedWith, String startedName, String engineWord, Stage stage) {
    this.shelf = shelf;
    this.startedWith = startedWith;
    this.startedName = startedName;
    startedFolder = ModelShelf.find(shelf, startedWith);
    this.engineWord = engineWord;
    this.stage = stage;
    loader.allowCoreThreadTimeOut(true);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "antiphon-model");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public List<String> names() {
    try {
      return ModelBundle.list(shelf);
    } catch (IOException e) {
      return List.of();
    }
  }

  @Override
  public void require(String nameOrPath) {
    check(nameOrPath);
  }

  @Override
  public void choose(String nameOrPath) {
    Wish wish = check(nameOrPath);
    failure = null; // that of one before
    if (waiting.getAndSet(wish) == null) {
      loader.execute(this::load);
    } // else the one that is called for already finds this one
  }

  @Override
  public ModelCard card(String nameOrPath) {
    Wish wish = find(nameOrPath);
    try {
      Manifest manifest = ModelBundle.readManifest(wish.folder);
      LstmSpec spec = manifest.architecture().spec();
      return new ModelCard(
          wish.name,
          spec.layers(),
          spec.hidden(),
          spec.parameters(),
          manifest.weights().bytes(),
          manifest.format(),
          corpora(manifest.training()),
          manifest.evaluation() == null ? Map.of() : manifest.evaluation(),
          ModelReadme.firstParagraph(wish.folder));
    } catch (BundleException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private static List<ModelCard.Corpus> corpora(Manifest.Training training) {
    return training == null || training.corpora() == null
        ? List.of()
        : training.corpora().stream()
            .map(
                corpus ->
                    new ModelCard.Corpus(corpus.name(), corpus.trainPieces(), corpus.licence()))
            .toList();
  }

  @Override
  public Optional<String> failure() {
    return Optional.ofNullable(failure);
  }

  /** What has not been loaded yet is not played any more. */
  @Override
  public void close() {
    closed = true;
    waiting.set(null);
    loader.shutdown();
  }

  private Wish check(String nameOrPath) {
    Wish wish = find(nameOrPath);
    try {
      Manifest manifest = ModelBundle.check(wish.folder);
      ModelShelf.requireStepper(manifest.architecture().spec(), engineWord);
      return wish;
    } catch (BundleException | UsageException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private Wish find(String nameOrPath) {
    List<String> names = names();
    if (names.contains(nameOrPath)) {
      return new Wish(shelf.resolve(nameOrPath), nameOrPath);
    }
    if (nameOrPath.equals(startedWith) || nameOrPath.equals(startedName)) {
      return new Wish(startedFolder, startedName);
    }
    throw new IllegalArgumentException(
        "no model named '"
            + shown(nameOrPath)
            + "'; there are: "
            + (names.isEmpty() ? "none" : String.join(", ", names)));
  }

  /** Of what somebody sent, no more than fits into a line. */
  private static String shown(String text) {
    String plain = text.replaceAll("\\p{Cntrl}", "?");
    return plain.length() > SHOWN ? plain.substring(0, SHOWN) + "…" : plain;
  }

  private void load() {
    Wish wish = waiting.getAndSet(null);
    if (wish == null) {
      return;
    }
    try {
      ModelBundle bundle = ModelBundle.read(wish.folder);
      LstmStepper stepper = ModelShelf.stepper(bundle.weights(), engineWord);
      if (!Rehearsal.play(stepper)) {
        fail(wish, "what it says is not a number; copy or train it again");
      } else if (!closed) {
        failure = null;
        stage.swap(stepper, wish.name, bundle.manifest().weights().sha256());
      }
    } catch (BundleException | RuntimeException e) {
      fail(wish, e.getMessage());
    } catch (OutOfMemoryError e) {
      fail(wish, "there is no memory left for it; choose a smaller one or give Java more (-Xmx)");
    }
  }

  private void fail(Wish wish, String reason) {
    failure = wish.name + ": " + reason;
    stage.swapFailed(wish.name, reason);
  }
}

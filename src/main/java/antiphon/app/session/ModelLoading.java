package antiphon.app.session;

import antiphon.app.config.Configuration;
import antiphon.app.config.Key;
import antiphon.live.journal.SessionHeader;
import antiphon.net.LstmStepper;
import antiphon.net.ModelBundle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** A model on its way from the disk, read beside the rest of the start. */
public final class ModelLoading {
  /**
   * A model ready to be stepped; its plain weights are let go.
   *
   * @param model what it is, its name as {@link ModelShelf#nameOf} has it
   */
  record Loaded(SessionHeader.Model model, LstmStepper stepper) {
    String name() {
      return model.name();
    }
  }

  private CompletableFuture<Loaded> loaded;

  ModelLoading(CompletableFuture<Loaded> loaded) {
    this.loaded = loaded;
  }

  /** Begins to read the configured model. */
  public static ModelLoading begin(Configuration configuration) {
    String model = configuration.text(Key.MODEL);
    String engine = configuration.text(Key.ENGINE);
    return new ModelLoading(CompletableFuture.supplyAsync(() -> load(model, engine)));
  }

  /**
   * Waits for it, and gives it away: it may be asked for once.
   *
   * @throws antiphon.app.config.UsageException saying what is wrong with the model
   */
  Loaded take() {
    CompletableFuture<Loaded> taken = loaded;
    loaded = null;
    return join(taken);
  }

  /** Waits for something done beside; what it threw is thrown here. */
  static <T> T join(CompletableFuture<T> work) {
    try {
      return work.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  private static Loaded load(String model, String engine) {
    ModelBundle bundle = ModelShelf.load(model);
    String word = ModelShelf.engineWord(bundle.weights().spec(), engine);
    return new Loaded(
        new SessionHeader.Model(
            ModelShelf.nameOf(model, bundle.manifest()),
            ModelShelf.find(model).toAbsolutePath().normalize().toString(),
            bundle.manifest().weights().sha256(),
            word),
        ModelShelf.stepper(bundle.weights(), word));
  }
}

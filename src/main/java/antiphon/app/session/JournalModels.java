package antiphon.app.session;

import antiphon.app.config.Home;
import antiphon.app.config.UsageException;
import antiphon.live.engine.Replay;
import antiphon.live.journal.SessionHeader;
import antiphon.net.BundleException;
import antiphon.net.LstmSpec;
import antiphon.net.LstmStepper;
import antiphon.net.ModelBundle;
import antiphon.net.StepKind;
import antiphon.net.Steppers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The models that a journal was played by: where they were, in {@code models/}, or where the user
 * says. One with other weights is never taken for it, whatever it is called.
 */
public final class JournalModels implements Replay.ModelFinder {
  private final SessionHeader.Model first;
  private final List<Path> others;

  /**
   * @param first what the session began with
   * @param others folders of the user's, looked at besides
   */
  public JournalModels(SessionHeader.Model first, List<Path> others) {
    this.first = first;
    this.others = List.copyOf(others);
  }

  /**
   * @throws UsageException when it is not there, or cannot be stepped here as it was
   */
  @Override
  public LstmStepper find(String name, String identity) {
    for (Path folder : places(name)) {
      try {
        if (ModelBundle.readManifest(folder).weights().sha256().equals(identity)) {
          ModelBundle bundle = ModelBundle.read(folder);
          return ModelShelf.stepper(bundle.weights(), engine(bundle.weights().spec(), identity));
        }
      } catch (BundleException e) {
        // no model, or a damaged one: perhaps it is elsewhere
      }
    }
    throw new UsageException(
        "the model '"
            + name
            + "' that was played (SHA-256 "
            + identity
            + ") is not there; give its folder with --model");
  }

  private Set<Path> places(String name) {
    Set<Path> places = new LinkedHashSet<>(others);
    places.add(Path.of(first.folder()));
    places.add(Home.models().resolve(name));
    try {
      ModelBundle.list(Home.models()).forEach(one -> places.add(Home.models().resolve(one)));
    } catch (IOException e) {
      // none there
    }
    places.removeIf(place -> !Files.isDirectory(place));
    return places;
  }

  /** As the first was stepped; what took over later was perhaps stepped otherwise for its size. */
  private String engine(LstmSpec spec, String identity) {
    for (StepKind kind : StepKind.values()) {
      boolean present = kind.word().equals(first.engine());
      if (present && Steppers.obstacle(kind, spec).isPresent()) {
        if (!identity.equals(first.identity())) {
          return ModelShelf.AUTO;
        }
        throw new UsageException(
            "the session was played with engine \""
                + first.engine()
                + "\", which is not to be had here: "
                + Steppers.obstacle(kind, spec).get());
      }
    }
    return first.engine();
  }
}

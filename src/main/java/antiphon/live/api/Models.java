package antiphon.live.api;

import java.util.List;
import java.util.Optional;

/** The models there are, and a change of the one that plays. */
@AnyThread
public interface Models {
  /** By name, in order. */
  List<String> names();

  /**
   * Loads a model beside the one that plays; that one hands over to it at a bar line. Returns at
   * once.
   *
   * @param nameOrPath one of {@link #names}, or what the session was started with; the one that
   *     plays is loaded again
   * @throws IllegalArgumentException in a sentence, when there is none or it cannot be read: the
   *     one that plays goes on then
   */
  void choose(String nameOrPath);

  /**
   * Whether there is such a model and it can be read, without loading it.
   *
   * @throws IllegalArgumentException in a sentence, when it is not
   */
  void require(String nameOrPath);

  /**
   * What is known of a model.
   *
   * @param nameOrPath as {@link #choose} takes it
   * @throws IllegalArgumentException in a sentence, when there is none or it cannot be read
   */
  ModelCard card(String nameOrPath);

  /** What kept the model that was chosen last from playing, in a sentence; empty if nothing did. */
  default Optional<String> failure() {
    return Optional.empty();
  }
}

package antiphon;

import java.util.Random;
import java.util.function.Consumer;

/**
 * Runs a law over many seeded random cases; a failure names its seed, so that it can be run alone.
 */
public final class Seeded {
  private Seeded() {}

  public static void forSeeds(int count, Consumer<Random> law) {
    for (int seed = 1; seed <= count; seed++) {
      try {
        law.accept(new Random(seed));
      } catch (AssertionError | RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
      }
    }
  }
}

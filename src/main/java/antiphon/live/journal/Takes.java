package antiphon.live.journal;

import antiphon.live.api.AnyThread;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The music as it goes on, in takes: when one is cut off, the next begins with the next note.
 * Whoever takes them has to cut them now and then: what one take has no room for is not kept, and
 * counted.
 */
@AnyThread
public interface Takes {
  /**
   * How far a take has come; a note counts when it begins.
   *
   * @param player notes of the player
   * @param partner notes of Antiphon
   * @param events notes and changes of tempo
   * @param startNs when its first note began; of no meaning while there is none
   * @param endNs when its last note began or ended
   */
  record Progress(int player, int partner, int events, long startNs, long endNs) {
    public int notes() {
      return player + partner;
    }

    /** From the first note to the last, in seconds. */
    public double seconds() {
      return notes() == 0 ? 0 : (endNs - startNs) / 1e9;
    }
  }

  /** How far the present one has come. */
  Progress progress();

  /** What has been played in the present one so far; it goes on. */
  Take take();

  /**
   * Ends the present one, if anything has been played in it and it is due. What sounds ends there.
   */
  Optional<Take> cutWhen(Predicate<Progress> due);
}

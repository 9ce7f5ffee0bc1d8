package antiphon.live.engine;

import antiphon.live.api.RealTimeSafe;
import antiphon.live.ring.JournalRing;
import antiphon.music.time.Beat;
import java.util.function.Supplier;

/**
 * The beat as the out thread sees it: the same for a whole cycle, and in the journal, for a replay
 * to see it change when it did. Belongs to the out thread.
 */
final class CycleBeat {
  private final Supplier<Beat> beats;
  private final JournalRing journal;
  private Beat beat;
  private boolean looked;

  /**
   * @param beats the beat in force
   */
  CycleBeat(Supplier<Beat> beats, JournalRing journal) {
    this.beats = beats;
    this.journal = journal;
  }

  /** That of this cycle. */
  @RealTimeSafe
  Beat get() {
    if (!looked) {
      looked = true;
      Beat present = beats.get();
      if (present != beat) {
        beat = present;
        journal.beat(present);
      }
    }
    return beat;
  }

  /** That of this moment, be it of the next cycle. */
  @RealTimeSafe
  Beat latest() {
    return beats.get();
  }

  /** The cycle is over. */
  @RealTimeSafe
  void turn() {
    looked = false;
  }
}

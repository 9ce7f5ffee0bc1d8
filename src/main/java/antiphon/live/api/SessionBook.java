package antiphon.live.api;

import antiphon.music.note.Score;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The sessions that are kept, and the one that goes on. A session begins with the first note after
 * the one before was kept.
 */
@AnyThread
public interface SessionBook {
  /** Name of the session that goes on, which no other has. */
  String CURRENT = "current";

  /**
   * How much there is in a session.
   *
   * @param seconds from the first note to the last
   * @param player notes of the player
   * @param partner notes of Antiphon
   */
  record Extent(double seconds, int player, int partner) {
    public static final Extent NONE = new Extent(0, 0, 0);
  }

  /**
   * A session that is kept.
   *
   * @param bytes size of its MIDI file
   * @param problem what is wrong with it, in a sentence; empty where nothing is
   */
  record Entry(String name, Instant savedAt, long bytes, Extent extent, Optional<String> problem) {}

  /** How much has been played in the session that goes on. */
  Extent current();

  /** What is kept, newest first. May read files. */
  List<Entry> kept();

  /** Another number whenever the list has changed. */
  long version();

  /**
   * A session as a MIDI file: the player in track 1, Antiphon in track 2.
   *
   * @param name of one that is kept, or {@link #CURRENT}
   * @throws SessionException when there is none or it cannot be read
   */
  byte[] midi(String name);

  /** The same as a piece; throws as {@link #midi}. */
  Score score(String name);

  /**
   * Keeps the session that goes on; the next begins with the next note.
   *
   * @param name a new one, or null for the time at which it began
   * @return its name
   * @throws SessionException when the name may not be or is taken, when nothing was played, or when
   *     it could not be written: then it is kept in memory and tried again
   */
  String save(String name);

  /**
   * @throws SessionException when there is none or it cannot be removed
   */
  void remove(String name);

  /** Why sessions are only in memory, in a sentence; empty when all are written. */
  Optional<String> notKept();
}

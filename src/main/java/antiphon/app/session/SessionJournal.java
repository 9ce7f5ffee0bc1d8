package antiphon.app.session;

import antiphon.app.config.Configuration;
import antiphon.app.config.Key;
import antiphon.app.config.Program;
import antiphon.live.engine.SoundingLog;
import antiphon.live.journal.JournalWriter;
import antiphon.live.journal.SessionHeader;
import antiphon.live.ring.JournalLog;
import antiphon.music.time.Clock;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The journal of the session that goes on, in a folder that belongs to it. */
final class SessionJournal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SessionJournal.class);
  private static final long BYTES_PER_MB = 1 << 20;

  private final JournalShelf shelf;
  private final long maxBytes;
  private final JournalPlace place;
  private final JournalWriter writer;
  private final JournalLog log;
  private boolean left;

  private SessionJournal(
      JournalShelf shelf, long maxBytes, JournalPlace place, SessionHeader header, Clock clock)
      throws IOException {
    this.shelf = shelf;
    this.maxBytes = maxBytes;
    this.place = place;
    writer = JournalWriter.open(place.folder(), header, maxBytes, this::makeRoom, clock);
    log = new SoundingLog(writer, header);
  }

  /**
   * Begins one; empty where none is wanted, or none can be written, which is said in one line.
   *
   * @param anchorNs where tick 0 lies
   * @param ports not open yet
   */
  static Optional<SessionJournal> begin(
      JournalShelf shelf,
      SessionPlan plan,
      long anchorNs,
      SessionHeader.Model model,
      PortGroup ports,
      Clock clock,
      java.time.Clock wallClock) {
    Configuration configuration = plan.configuration();
    if (!configuration.flag(Key.JOURNAL_KEEP)) {
      return Optional.empty();
    }
    Instant now = wallClock.instant();
    SessionHeader header =
        SessionHeader.of(
            Program.version(),
            now.plusNanos(anchorNs - clock.nowNs()).toString(),
            anchorNs,
            plan.settings(),
            model,
            ports.routing().toString(),
            ports.outputNames());
    JournalPlace place = null;
    try {
      place = shelf.begin(now, wallClock.getZone());
      return Optional.of(
          new SessionJournal(
              shelf,
              configuration.integer(Key.JOURNAL_MAX_MB) * BYTES_PER_MB,
              place,
              header,
              clock));
    } catch (IOException e) {
      LOG.warn(
          "no journal can be written to {} ({}); playing without", shelf, SessionFolder.reason(e));
      discard(place);
      return Optional.empty();
    }
  }

  /** Takes all that a replay needs. */
  JournalLog log() {
    return log;
  }

  /** What was played until then is in a file of its own. */
  void keptUntil(long ns) {
    try {
      place.keptUntil(ns);
    } catch (IOException e) {
      // after a crash it would be kept twice
    }
  }

  /** Removes the oldest journals where all take too much. */
  void makeRoom() {
    try {
      shelf.makeRoom(maxBytes, place.folder());
    } catch (IOException e) {
      LOG.warn("old journals in {} cannot be removed: {}", shelf, SessionFolder.reason(e));
    }
  }

  /** The session has come to its end; what is told later is not written. */
  void finish() {
    writer.finish();
  }

  /**
   * The session stops, and its last ends have not been delivered: it is left to the next start, as
   * if it had been killed.
   */
  void leave() {
    left = true;
    writer.leave();
  }

  /** Finishes, and waits until all is on the disk, but not long. */
  @Override
  public void close() {
    writer.close();
    try {
      if (left) {
        place.close();
      } else {
        place.settle();
      }
    } catch (IOException e) {
      LOG.warn("{} is left as if it were played: {}", place.folder(), SessionFolder.reason(e));
    }
  }

  /** The session has never begun: nothing is left of it. */
  void discard() {
    writer.close();
    discard(place);
  }

  private static void discard(JournalPlace place) {
    if (place != null) {
      try {
        place.close();
        JournalShelf.remove(place.folder());
      } catch (IOException e) {
        LOG.warn("{} cannot be removed: {}", place.folder(), SessionFolder.reason(e));
      }
    }
  }
}

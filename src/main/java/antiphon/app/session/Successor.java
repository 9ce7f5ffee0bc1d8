package antiphon.app.session;

import antiphon.live.engine.Legacy;
import antiphon.live.journal.JournalException;
import antiphon.live.journal.JournalReader;
import antiphon.live.journal.JournalTakes;
import antiphon.live.journal.Take;
import antiphon.midi.file.MidiFileWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the sessions of processes that have died: what they left sounding is ended before
 * anything else is sent, and what was played last is kept. Nothing that it finds keeps the session
 * from beginning.
 */
final class Successor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Successor.class);
  private static final int MOST_NAMED = 3;

  /**
   * A session that was left.
   *
   * @param legacy null where its journal cannot be read, or ended in order
   */
  private record Left(JournalPlace place, JournalReader journal, Instant anchor, Legacy legacy) {
    String name() {
      return place.folder().getFileName().toString();
    }
  }

  private final CompletableFuture<List<Left>> reading;
  private final SessionFolder sessions;
  private final boolean keeps;
  private boolean kept;

  private Successor(CompletableFuture<List<Left>> reading, SessionFolder sessions, boolean keeps) {
    this.reading = reading;
    this.sessions = sessions;
    this.keeps = keeps;
  }

  /**
   * Takes over what there is, and begins to read what was left sounding.
   *
   * @param keeps whether what was played is to be kept
   */
  static Successor begin(JournalShelf shelf, SessionFolder sessions, boolean keeps) {
    List<JournalPlace> abandoned = List.of();
    try {
      abandoned = shelf.abandoned();
    } catch (IOException e) {
      LOG.warn("{} cannot be read: {}", shelf, SessionFolder.reason(e));
    }
    List<JournalPlace> places = abandoned;
    return new Successor(
        places.isEmpty()
            ? CompletableFuture.completedFuture(List.of())
            : CompletableFuture.supplyAsync(() -> places.stream().map(Successor::read).toList()),
        sessions,
        keeps);
  }

  private static Left read(JournalPlace place) {
    try {
      JournalReader journal = JournalReader.open(place.folder());
      Legacy legacy = Legacy.of(journal);
      return new Left(
          place,
          journal,
          Instant.parse(journal.header().startedAt()),
          journal.ended() ? null : legacy);
    } catch (JournalException | DateTimeParseException | IllegalArgumentException e) {
      warnUnreadable(place, e);
      return new Left(place, null, null, null);
    }
  }

  private static void warnUnreadable(JournalPlace place, Exception e) {
    LOG.warn(
        "the session '{}' did not end in order, and its journal cannot be read: {}",
        place.folder().getFileName(),
        e.getMessage());
  }

  /** Ends what was left sounding, by the outputs of the same names, else by all. */
  void silence(PortGroup ports, long nowNs) {
    for (Left left : reading.join()) {
      if (left.legacy != null) {
        for (Legacy.Sounding sounding : left.legacy.sounding()) {
          List<Integer> known = ports.outputs(sounding.name());
          (known.isEmpty() ? ports.unlit() : known)
              .forEach(output -> ports.inherit(output, sounding.unsure(), nowNs));
        }
      }
    }
  }

  /**
   * Keeps what was played, and says what was found; on a thread of its own, as the disk may be
   * slow.
   *
   * @param afterwards is run then
   */
  void keep(Runnable afterwards) {
    kept = true;
    Thread thread =
        new Thread(
            () -> {
              reading.join().forEach(this::keep);
              afterwards.run();
            },
            "antiphon-successor");
    thread.setDaemon(true);
    thread.start();
  }

  private void keep(Left left) {
    try {
      if (left.legacy != null) {
        List<String> kept = keeps ? keepTakes(left) : List.of();
        LOG.warn(
            "the session '{}' did not end in order: {}; {}",
            left.name(),
            silenced(left.legacy.sounding()),
            kept.isEmpty()
                ? "nothing of it was to be kept any more"
                : "what was played is kept as " + quoted(kept));
      }
      left.place.settle();
    } catch (IOException e) {
      LOG.warn(
          "what was played in the session '{}' cannot be kept ({}); the next start tries again",
          left.name(),
          SessionFolder.reason(e));
      release(left);
    }
  }

  /** Writes what was played and is in no file yet; all of the journal is read for it. */
  private List<String> keepTakes(Left left) throws IOException {
    List<String> kept = new ArrayList<>();
    try {
      JournalTakes.read(
          left.journal,
          left.place.keptUntilNs(),
          SessionKeeper::isKeptOver,
          take -> kept.add(write(left, take)));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (JournalException | IllegalArgumentException e) {
      warnUnreadable(left.place, e);
    }
    return kept;
  }

  private String write(Left left, Take take) {
    long anchorNs = left.journal.header().anchorNs();
    Instant began = left.anchor.plusNanos(take.progress().startNs() - anchorNs);
    try {
      String name =
          sessions.write(
              SessionName.of(began, ZoneId.systemDefault()),
              MidiFileWriter.bytes(take.score()),
              SessionKeeper.extent(take.progress()),
              true);
      left.place.keptUntil(take.progress().endNs()); // whoever has to try again goes on there
      return name;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String silenced(List<Legacy.Sounding> all) {
    List<Legacy.Sounding> some = all.stream().filter(sounding -> sounding.notes() > 0).toList();
    if (some.isEmpty()) {
      return "no note was left sounding for long";
    }
    return some.stream()
        .map(sounding -> sounding.notes() + " at '" + sounding.name() + "'")
        .collect(Collectors.joining(", ", "notes left sounding, now ended: ", ""));
  }

  private static String quoted(List<String> names) {
    String some =
        names.stream()
            .limit(MOST_NAMED)
            .map(name -> "'" + name + "'")
            .collect(Collectors.joining(", "));
    return names.size() <= MOST_NAMED
        ? some
        : some + " and " + (names.size() - MOST_NAMED) + " more";
  }

  /** Where no session has begun, all is left to the next. */
  @Override
  public void close() {
    if (!kept) {
      reading.thenAccept(all -> all.forEach(Successor::release));
    }
  }

  private static void release(Left left) {
    try {
      left.place.close();
    } catch (IOException e) {
      // the process's end does the same
    }
  }
}

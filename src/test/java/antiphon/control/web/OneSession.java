package antiphon.control.web;

import antiphon.live.api.SessionBook;
import antiphon.live.api.SessionException;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One session, "monday", of a note each, and the same as the one that goes on. */
final class OneSession implements SessionBook {
  private static final Score SCORE =
      new Score(
          List.of(new Note(Part.PLAYER, 60, 80, 0, 900), new Note(Part.PARTNER, 64, 70, 960, 1900)),
          120,
          MeterMap.of(Meter.COMMON));

  @Override
  public Extent current() {
    return new Extent(1, 1, 1);
  }

  @Override
  public List<Entry> kept() {
    return List.of(
        new Entry("monday", Instant.EPOCH, 100, current(), Optional.empty()),
        new Entry("broken", Instant.EPOCH, 3, Extent.NONE, Optional.of("it is no MIDI file")));
  }

  @Override
  public long version() {
    return 1;
  }

  @Override
  public byte[] midi(String name) {
    require(name);
    return new byte[] {'M', 'T', 'h', 'd'};
  }

  @Override
  public Score score(String name) {
    require(name);
    return SCORE;
  }

  @Override
  public String save(String name) {
    return name;
  }

  @Override
  public void remove(String name) {
    require(name);
  }

  @Override
  public Optional<String> notKept() {
    return Optional.empty();
  }

  private static void require(String name) {
    if (!List.of("monday", CURRENT).contains(name)) {
      throw new SessionException(SessionException.Fault.UNKNOWN, "no session named '" + name + "'");
    }
  }
}

package antiphon.control.web;

import antiphon.live.api.SessionBook;
import antiphon.live.api.SessionException;
import antiphon.live.api.SessionException.Fault;
import antiphon.music.note.Score;
import java.util.List;
import java.util.Optional;

/** Where no sessions are kept, as in a benchmark. */
final class EmptySessionBook implements SessionBook {
  @Override
  public Extent current() {
    return Extent.NONE;
  }

  @Override
  public List<Entry> kept() {
    return List.of();
  }

  @Override
  public long version() {
    return 0;
  }

  @Override
  public byte[] midi(String name) {
    throw none();
  }

  @Override
  public Score score(String name) {
    throw none();
  }

  @Override
  public String save(String name) {
    throw none();
  }

  @Override
  public void remove(String name) {
    throw none();
  }

  @Override
  public Optional<String> notKept() {
    return Optional.empty();
  }

  private static SessionException none() {
    return new SessionException(Fault.UNKNOWN, "no sessions are kept here");
  }
}

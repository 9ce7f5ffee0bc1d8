package antiphon.live.api;

/**
 * Told of every note, in order, on the journal's thread: a slow one delays the recording, never the
 * music.
 */
@FunctionalInterface
public interface NoteListener {
  void note(NoteEvent event);
}

package antiphon.music.note;

import antiphon.music.time.MeterMap;
import java.util.Collection;
import java.util.List;

/**
 * A piece: notes of both parts, its first tempo and its meters. Notes are kept in {@link
 * Note#ORDER}.
 *
 * @param tempoBpm quarter notes a minute
 */
public record Score(List<Note> notes, double tempoBpm, MeterMap meters) {
  public Score {
    notes = notes.stream().sorted(Note.ORDER).toList();
  }

  public Score withNotes(Collection<Note> others) {
    return new Score(List.copyOf(others), tempoBpm, meters);
  }

  /** Where the last note ends, in ticks; 0 for a piece without notes. */
  public long endTick() {
    return notes.stream().mapToLong(Note::offTick).max().orElse(0);
  }
}

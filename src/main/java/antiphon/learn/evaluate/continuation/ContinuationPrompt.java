package antiphon.learn.evaluate.continuation;

import antiphon.music.note.Note;
import antiphon.music.note.Score;
import antiphon.music.time.MusicalTime;
import java.util.List;

/**
 * A stretch of a piece, and how the piece goes on.
 *
 * @param file name of the piece
 * @param startTick where in the piece the prompt begins: on a bar line
 * @param prompt the notes that begin in the prompt, with their full lengths; its bar line is tick 0
 * @param promptQuarters length of the prompt in quarter notes
 * @param truth the notes that begin in the true continuation, whose start is their tick 0
 * @param continuationQuarters length of the continuation in quarter notes
 */
public record ContinuationPrompt(
    String file,
    long startTick,
    Score prompt,
    int promptQuarters,
    List<Note> truth,
    int continuationQuarters) {
  public ContinuationPrompt {
    truth = List.copyOf(truth);
  }

  public long promptTicks() {
    return (long) promptQuarters * MusicalTime.TICKS_PER_QUARTER;
  }

  public long continuationTicks() {
    return (long) continuationQuarters * MusicalTime.TICKS_PER_QUARTER;
  }

  public int promptClocks() {
    return promptQuarters * MusicalTime.CLOCKS_PER_QUARTER;
  }

  public int continuationClocks() {
    return continuationQuarters * MusicalTime.CLOCKS_PER_QUARTER;
  }

  /** The seed of one of several samples: the same in every run, another for every prompt. */
  public long seed(int sample) {
    return (31L * file.hashCode() + startTick) * 1_000 + sample;
  }
}

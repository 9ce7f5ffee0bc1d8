package antiphon.learn.evaluate.continuation;

import antiphon.music.note.Note;
import antiphon.music.time.MusicalTime;
import java.util.Arrays;
import java.util.List;

/**
 * The cardinality score of MIREX Patterns for Prediction (Janssen, Collins and Ren 2019): how many
 * of the true continuation's points (onset, pitch) one translation of the generated ones meets.
 */
public final class TranslationScore {
  private static final int PITCHES = 128;

  private TranslationScore() {}

  /**
   * With c the most points met by one translation, of n true and m generated: recall (c−1)/(n−1),
   * precision (c−1)/(m−1), and of both the F1. Where one side has fewer than two points, 1 if the
   * other has as many, else 0.
   *
   * @param quarters the points up to this many quarter notes after the prompt count, those upon it
   *     too
   * @return 0 to 1
   */
  public static double f1(List<Note> truth, List<Note> generated, int quarters) {
    long[] wanted = points(truth, quarters);
    long[] made = points(generated, quarters);
    if (wanted.length < 2 || made.length < 2) {
      return wanted.length == made.length ? 1 : 0;
    }
    int met = mostMet(wanted, made) - 1;
    return 2.0 * met / (wanted.length - 1 + made.length - 1);
  }

  private static int mostMet(long[] wanted, long[] made) {
    long[] vectors = new long[wanted.length * made.length];
    int count = 0;
    for (long from : wanted) {
      for (long to : made) {
        // onset and pitch differ independently: twice as many pitches as there are keep them apart
        vectors[count++] = to - from;
      }
    }
    Arrays.sort(vectors);
    int most = 0;
    int run = 0;
    for (int i = 0; i < count; i++) {
      run = i > 0 && vectors[i] == vectors[i - 1] ? run + 1 : 1;
      most = Math.max(most, run);
    }
    return most;
  }

  /** The different points, onset · 256 + pitch, sorted. */
  private static long[] points(List<Note> notes, int quarters) {
    long lastTick = (long) quarters * MusicalTime.TICKS_PER_QUARTER;
    return notes.stream()
        .filter(note -> note.onTick() <= lastTick)
        .mapToLong(note -> note.onTick() * 2 * PITCHES + note.pitch())
        .sorted()
        .distinct()
        .toArray();
  }
}

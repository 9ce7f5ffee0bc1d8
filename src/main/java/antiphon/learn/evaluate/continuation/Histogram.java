package antiphon.learn.evaluate.continuation;

import antiphon.music.note.Note;
import antiphon.music.time.MusicalTime;
import java.util.List;
import java.util.function.ToIntFunction;

/** Shares of notes by what they have in common. */
final class Histogram {
  private static final int PITCH_CLASSES = 12;

  /** Lengths are told apart by twelfths of a quarter note, up to four quarter notes. */
  private static final int STEPS_PER_QUARTER = 12;

  private static final int LONGEST_STEPS = 4 * STEPS_PER_QUARTER;

  private final double[] shares;

  private Histogram(List<Note> notes, int bins, ToIntFunction<Note> binOf) {
    shares = new double[bins];
    for (Note note : notes) {
      shares[binOf.applyAsInt(note)] += 1.0 / notes.size();
    }
  }

  static Histogram ofPitchClasses(List<Note> notes) {
    return new Histogram(notes, PITCH_CLASSES, note -> note.pitch() % PITCH_CLASSES);
  }

  static Histogram ofLengths(List<Note> notes) {
    return new Histogram(notes, LONGEST_STEPS + 1, Histogram::steps);
  }

  /**
   * The sum of the lesser shares: 1 for equal histograms, 0 for those that have no bin together.
   */
  double overlap(Histogram other) {
    double sum = 0;
    for (int bin = 0; bin < shares.length; bin++) {
      sum += Math.min(shares[bin], other.shares[bin]);
    }
    return sum;
  }

  private static int steps(Note note) {
    double quarters = (note.offTick() - note.onTick()) / (double) MusicalTime.TICKS_PER_QUARTER;
    return (int) Math.min(LONGEST_STEPS, Math.rint(quarters * STEPS_PER_QUARTER));
  }
}

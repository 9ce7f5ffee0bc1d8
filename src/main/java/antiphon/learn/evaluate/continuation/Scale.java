package antiphon.learn.evaluate.continuation;

import antiphon.music.note.Note;
import java.util.List;

/**
 * A major or natural minor scale, as in MusPy's scale consistency (Dong et al. 2020).
 *
 * @param root pitch class, 0 to 11; 0 is C
 */
record Scale(int root, boolean minor) {
  private static final int PITCH_CLASSES = 12;
  private static final int MAJOR = 0b101010110101;
  private static final int MINOR = 0b010110101101;

  /** The scale with the most of the notes' sounding time; of equals major, then the lowest root. */
  static Scale of(List<Note> notes) {
    Scale best = null;
    long most = -1;
    for (int mode = 0; mode < 2; mode++) {
      for (int root = 0; root < PITCH_CLASSES; root++) {
        Scale scale = new Scale(root, mode == 1);
        long ticks = 0;
        for (Note note : notes) {
          ticks += scale.contains(note.pitch()) ? note.offTick() - note.onTick() : 0;
        }
        if (ticks > most) {
          most = ticks;
          best = scale;
        }
      }
    }
    return best;
  }

  boolean contains(int pitch) {
    int degree = Math.floorMod(pitch - root, PITCH_CLASSES);
    return ((minor ? MINOR : MAJOR) >> degree & 1) == 1;
  }

  /** The share of notes that are in it; 0 where there are none. */
  double share(List<Note> notes) {
    long inScale = notes.stream().filter(note -> contains(note.pitch())).count();
    return notes.isEmpty() ? 0 : (double) inScale / notes.size();
  }
}

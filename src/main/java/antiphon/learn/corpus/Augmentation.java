package antiphon.learn.corpus;

import antiphon.music.note.Note;
import antiphon.music.note.Score;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * How training pieces are varied before they are put on the grid: another key, a hand that is not a
 * machine's, another touch.
 *
 * @param keys 12 to hear each piece in every key, 1 to leave it in its own
 * @param timingTicks standard deviation of the timing of a humanised piece, in ticks
 */
public record Augmentation(int keys, double timingTicks) {
  /** No variation: for validation. */
  public static final Augmentation NONE = new Augmentation(1, 0);

  private static final double HUMANISED_SHARE = 0.3;
  private static final int LOUDNESS_RANGE = 20;
  private static final double TOUCH_DEVIATION = 5;

  public Augmentation {
    if (keys != 1 && keys != 12) {
      throw new IllegalArgumentException("keys must be 12 or 1, not " + keys);
    }
  }

  public Score vary(Score score, Random random) {
    int semitones = drawSemitones(random);
    boolean humanised = timingTicks > 0 && random.nextDouble() < HUMANISED_SHARE;
    int louder = timingTicks > 0 ? random.nextInt(2 * LOUDNESS_RANGE + 1) - LOUDNESS_RANGE : 0;
    List<Note> varied = new ArrayList<>(score.notes().size());
    for (Note note : score.notes()) {
      int pitch = note.pitch() + semitones;
      if (pitch < 0 || pitch > 127) {
        continue;
      }
      long onTick = note.onTick();
      double touch = louder;
      if (humanised) {
        onTick = Math.max(0, onTick + Math.round(random.nextGaussian() * timingTicks));
        touch += random.nextGaussian() * TOUCH_DEVIATION;
      }
      int velocity = (int) Math.max(1, Math.min(127, Math.round(note.velocity() + touch)));
      varied.add(new Note(note.part(), pitch, velocity, onTick, Math.max(onTick, note.offTick())));
    }
    return score.withNotes(varied);
  }

  /** Another key and nothing else. */
  public Score transpose(Score score, Random random) {
    int semitones = drawSemitones(random);
    return score.withNotes(
        score.notes().stream()
            .filter(note -> note.pitch() + semitones >= 0 && note.pitch() + semitones <= 127)
            .map(note -> note.shifted(0, semitones))
            .toList());
  }

  private int drawSemitones(Random random) {
    return keys == 1 ? 0 : random.nextInt(keys) - keys / 2 + 1;
  }
}

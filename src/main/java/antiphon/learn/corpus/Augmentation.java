package antiphon.learn.corpus;

import antiphon.music.note.Note;
import antiphon.music.note.Score;
import antiphon.music.token.Grammar;
import antiphon.music.token.Vocabulary;
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
  private static final double FLAT_SHARE = 0.4;
  private static final int LOUDNESS_RANGE = 20;
  private static final double TOUCH_DEVIATION = 5;
  private static final int FLAT_VELOCITY = Vocabulary.velocityOfBin(Grammar.INITIAL_VELOCITY_BIN);

  public Augmentation {
    if (keys != 1 && keys != 12) {
      throw new IllegalArgumentException("keys must be 12 or 1, not " + keys);
    }
  }

  /** Another key and nothing else. */
  public Score transpose(Score score, Random random) {
    int semitones = semitones(random);
    List<Note> varied = new ArrayList<>(score.notes().size());
    for (Note note : score.notes()) {
      if (playable(note.pitch() + semitones)) {
        varied.add(note.shifted(0, semitones));
      }
    }
    return score.withNotes(varied);
  }

  /** All that training pieces are varied in. */
  public Score vary(Score score, Random random) {
    if (timingTicks <= 0) {
      return transpose(score, random);
    }
    int semitones = semitones(random);
    boolean humanised = random.nextDouble() < HUMANISED_SHARE;
    // some players' keyboards know one velocity only
    boolean flat = random.nextDouble() < FLAT_SHARE;
    int louder = random.nextInt(2 * LOUDNESS_RANGE + 1) - LOUDNESS_RANGE;
    int flatVelocity = FLAT_VELOCITY + (random.nextBoolean() ? louder : 0);
    List<Note> varied = new ArrayList<>(score.notes().size());
    for (Note note : score.notes()) {
      int pitch = note.pitch() + semitones;
      if (!playable(pitch)) {
        continue;
      }
      long onTick = note.onTick();
      double touch = louder;
      if (humanised) {
        onTick = Math.max(0, onTick + Math.round(random.nextGaussian() * timingTicks));
        touch += random.nextGaussian() * TOUCH_DEVIATION;
      }
      int velocity =
          flat
              ? flatVelocity
              : (int) Math.max(1, Math.min(127, Math.round(note.velocity() + touch)));
      varied.add(new Note(note.part(), pitch, velocity, onTick, Math.max(onTick, note.offTick())));
    }
    return score.withNotes(varied);
  }

  private int semitones(Random random) {
    return keys == 1 ? 0 : random.nextInt(keys) - keys / 2 + 1;
  }

  private static boolean playable(int pitch) {
    return pitch >= 0 && pitch < Vocabulary.PITCHES;
  }
}

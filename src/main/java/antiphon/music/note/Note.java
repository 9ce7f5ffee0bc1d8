package antiphon.music.note;

import java.util.Comparator;

/**
 * A note with both its ends.
 *
 * @param pitch MIDI note number, 0 to 127
 * @param velocity 1 to 127
 * @param onTick onset in ticks
 * @param offTick end in ticks, not before the onset
 */
public record Note(Part part, int pitch, int velocity, long onTick, long offTick) {
  /** By onset, part, pitch, end, velocity: a total order, so that equal pieces have equal lists. */
  public static final Comparator<Note> ORDER =
      Comparator.comparingLong(Note::onTick)
          .thenComparing(Note::part)
          .thenComparingInt(Note::pitch)
          .thenComparingLong(Note::offTick)
          .thenComparingInt(Note::velocity);

  public Note {
    if (pitch < 0 || pitch > 127) {
      throw new IllegalArgumentException("pitch " + pitch + " is not 0 to 127");
    }
    if (velocity < 1 || velocity > 127) {
      throw new IllegalArgumentException("velocity " + velocity + " is not 1 to 127");
    }
    if (offTick < onTick) {
      throw new IllegalArgumentException(
          "a note ends at " + offTick + ", before its onset at " + onTick);
    }
  }

  /** The same note at another time and pitch. */
  public Note shifted(long ticks, int semitones) {
    return new Note(part, pitch + semitones, velocity, onTick + ticks, offTick + ticks);
  }

  /**
   * The same note begun at another tick.
   *
   * @param tick not after its end
   */
  public Note beginningAt(long tick) {
    return new Note(part, pitch, velocity, tick, offTick);
  }

  public Note withPart(Part other) {
    return new Note(other, pitch, velocity, onTick, offTick);
  }
}

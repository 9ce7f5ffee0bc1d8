package antiphon.music.note;

/**
 * A key signature (Standard MIDI Files 1.0, meta event 59).
 *
 * @param fifths sharps, or flats where negative: -7 to 7
 */
public record KeySignature(int fifths, boolean minor) {
  private static final int MOST_ACCIDENTALS = 7;
  private static final int SEMITONES = 12;
  private static final int SEMITONES_OF_A_FIFTH = 7;
  private static final int A_ABOVE_C = 9;

  /** Names of major tonics by the circle of fifths, from C flat; a minor tonic lies 3 further. */
  private static final String[] TONICS = {
    "Cb", "Gb", "Db", "Ab", "Eb", "Bb", "F", "C", "G", "D", "A", "E", "B", "F#", "C#", "G#", "D#",
    "A#"
  };

  public KeySignature {
    if (fifths < -MOST_ACCIDENTALS || fifths > MOST_ACCIDENTALS) {
      throw new IllegalArgumentException("a key has 7 flats to 7 sharps, not " + fifths);
    }
  }

  /** Pitch class of the tonic: 0 for C to 11 for B. */
  public int tonic() {
    return Math.floorMod(fifths * SEMITONES_OF_A_FIFTH + (minor ? A_ABOVE_C : 0), SEMITONES);
  }

  @Override
  public String toString() {
    return TONICS[fifths + MOST_ACCIDENTALS + (minor ? 3 : 0)] + (minor ? " minor" : " major");
  }
}

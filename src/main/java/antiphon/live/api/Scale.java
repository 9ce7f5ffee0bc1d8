package antiphon.live.api;

/** Which notes of an octave there are, as bits from the tonic up. */
public enum Scale {
  MAJOR(0, 2, 4, 5, 7, 9, 11),
  MINOR(0, 2, 3, 5, 7, 8, 10),
  HARMONIC_MINOR(0, 2, 3, 5, 7, 8, 11),
  MELODIC_MINOR(0, 2, 3, 5, 7, 9, 11),
  DORIAN(0, 2, 3, 5, 7, 9, 10),
  PHRYGIAN(0, 1, 3, 5, 7, 8, 10),
  LYDIAN(0, 2, 4, 6, 7, 9, 11),
  MIXOLYDIAN(0, 2, 4, 5, 7, 9, 10),
  MAJOR_PENTATONIC(0, 2, 4, 7, 9),
  MINOR_PENTATONIC(0, 3, 5, 7, 10),
  BLUES(0, 3, 5, 6, 7, 10),
  WHOLE_TONE(0, 2, 4, 6, 8, 10),
  OCTATONIC(0, 2, 3, 5, 6, 8, 9, 11);

  private static final Scale[] VALUES = values();

  private final int degrees;

  Scale(int... semitones) {
    int bits = 0;
    for (int semitone : semitones) {
      bits |= 1 << semitone;
    }
    degrees = bits;
  }

  /** The one with a number, as a {@link Parameter} has it. */
  @RealTimeSafe
  public static Scale of(double ordinal) {
    return VALUES[(int) ordinal];
  }

  /**
   * Pitch classes as bits, that of C the lowest.
   *
   * @param tonic pitch class, 0 to 11
   */
  @RealTimeSafe
  public int pitchClasses(int tonic) {
    return (degrees << tonic | degrees >> 12 - tonic) & 0xFFF;
  }
}

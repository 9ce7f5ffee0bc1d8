package antiphon.music.time;

/** The resolutions of musical time and the conversions between them. */
public final class MusicalTime {
  /**
   * Ticks in a quarter note: the resolution of everything that is stored, and of the MIDI files
   * written.
   */
  public static final int TICKS_PER_QUARTER = 960;

  /** MIDI clocks in a quarter note (MIDI 1.0, System Real-Time Messages). */
  public static final int CLOCKS_PER_QUARTER = 24;

  public static final int TICKS_PER_CLOCK = TICKS_PER_QUARTER / CLOCKS_PER_QUARTER;

  private MusicalTime() {}

  public static long ticksOfClocks(long clocks) {
    return clocks * TICKS_PER_CLOCK;
  }

  /**
   * Converts a position of a file with another resolution, to the nearest tick.
   *
   * @param fileTicks position, 0 or more
   * @param fileTicksPerQuarter the file's resolution, 1 or more
   */
  public static long ticksOfFile(long fileTicks, int fileTicksPerQuarter) {
    long quarters = fileTicks / fileTicksPerQuarter;
    long rest = fileTicks % fileTicksPerQuarter;
    return quarters * TICKS_PER_QUARTER
        + (rest * TICKS_PER_QUARTER + fileTicksPerQuarter / 2) / fileTicksPerQuarter;
  }
}

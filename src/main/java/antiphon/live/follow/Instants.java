package antiphon.live.follow;

/**
 * The onsets of a phrase, those within {@value #TOGETHER_MS} ms taken as one chord. Times are
 * milliseconds from the first onset that is kept.
 */
final class Instants {
  static final int TOGETHER_MS = 30;

  private final double[] timeMs;
  private final int[] notes;
  private final int[] lowest;
  private final int[] highest;
  private final int[] velocity;
  private final long[] lowPitches;
  private final long[] highPitches;
  private final int[] pitchClasses;
  private int count;
  private double chordBeganMs;

  /**
   * @param capacity how many onsets there can be
   */
  Instants(int capacity) {
    timeMs = new double[capacity];
    notes = new int[capacity];
    lowest = new int[capacity];
    highest = new int[capacity];
    velocity = new int[capacity];
    lowPitches = new long[capacity];
    highPitches = new long[capacity];
    pitchClasses = new int[capacity];
  }

  void clear() {
    count = 0;
  }

  /** Adds an onset, not before the last one. */
  void add(double ms, int pitch, int loudness) {
    if (count == 0 || ms - chordBeganMs >= TOGETHER_MS) {
      chordBeganMs = ms;
      timeMs[count] = 0;
      notes[count] = 0;
      lowest[count] = pitch;
      highest[count] = pitch;
      velocity[count] = 0;
      lowPitches[count] = 0;
      highPitches[count] = 0;
      pitchClasses[count] = 0;
      count++;
    }
    int last = count - 1;
    notes[last]++;
    timeMs[last] += (ms - timeMs[last]) / notes[last];
    lowest[last] = Math.min(lowest[last], pitch);
    highest[last] = Math.max(highest[last], pitch);
    velocity[last] = Math.max(velocity[last], loudness);
    if (pitch < Long.SIZE) {
      lowPitches[last] |= 1L << pitch;
    } else {
      highPitches[last] |= 1L << pitch - Long.SIZE;
    }
    pitchClasses[last] |= 1 << pitch % 12;
  }

  int count() {
    return count;
  }

  double timeMs(int instant) {
    return timeMs[instant];
  }

  int notes(int instant) {
    return notes[instant];
  }

  int lowest(int instant) {
    return lowest[instant];
  }

  int highest(int instant) {
    return highest[instant];
  }

  int velocity(int instant) {
    return velocity[instant];
  }

  /** A bit for each pitch class, C the lowest. */
  int pitchClasses(int instant) {
    return pitchClasses[instant];
  }

  /** Which share of an instant's pitches the instant before had too. */
  double shareStruckAgain(int instant) {
    int again =
        Long.bitCount(lowPitches[instant] & lowPitches[instant - 1])
            + Long.bitCount(highPitches[instant] & highPitches[instant - 1]);
    int all = Long.bitCount(lowPitches[instant]) + Long.bitCount(highPitches[instant]);
    return again / (double) all;
  }
}

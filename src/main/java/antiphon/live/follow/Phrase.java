package antiphon.live.follow;

import antiphon.live.api.RealTimeSafe;

/**
 * What is heard of a phrase, and what of it is judged: its last 30 seconds, or its last {@value
 * #MOST_INSTANTS} chords, each with what its notes tell of its place. Times are milliseconds from
 * the first onset that is judged. Allocates nothing after construction.
 */
final class Phrase {
  static final int MOST_INSTANTS = 160;

  private static final double NS_PER_MS = 1e6;
  private static final long WINDOW_NS = 30_000_000_000L;

  private final int capacity;
  private final long[] onsetNs;
  private final byte[] pitches;
  private final byte[] velocities;
  private long heard;

  private final Instants instants;
  private final Accents accents;
  private final double[] timeMs = new double[MOST_INSTANTS];
  private final double[][] accent = new double[MOST_INSTANTS][Accents.KINDS];
  private int count;
  private long originNs;

  /**
   * @param capacity how many onsets are kept; the oldest give way
   */
  Phrase(int capacity) {
    this.capacity = capacity;
    onsetNs = new long[capacity];
    pitches = new byte[capacity];
    velocities = new byte[capacity];
    instants = new Instants(capacity);
    accents = new Accents(capacity);
  }

  @RealTimeSafe
  void reset() {
    heard = 0;
  }

  /** See {@link PhraseTempo#onset}. */
  @RealTimeSafe
  void onset(long timeNs, int pitch, int velocity) {
    int slot = slot(heard);
    long lastNs = heard > 0 ? onsetNs[slot(heard - 1)] : timeNs;
    onsetNs[slot] = timeNs - lastNs > 0 ? timeNs : lastNs;
    pitches[slot] = (byte) pitch;
    velocities[slot] = (byte) velocity;
    heard++;
  }

  /**
   * Brings the onsets into chords.
   *
   * @param fewest of them; of less none is judged
   */
  void gather(int fewest) {
    instants.clear();
    count = 0;
    originNs = 0;
    if (heard == 0) {
      return;
    }
    long endNs = onsetNs[slot(heard - 1)];
    long first = Math.max(0, heard - capacity);
    while (endNs - onsetNs[slot(first)] > WINDOW_NS) {
      first++;
    }
    originNs = onsetNs[slot(first)];
    for (long i = first; i < heard; i++) {
      int slot = slot(i);
      instants.add((onsetNs[slot] - originNs) / NS_PER_MS, pitches[slot], velocities[slot]);
    }
    if (instants.count() >= fewest) {
      accents.hear(instants, first == 0);
      int skipped = Math.max(0, instants.count() - MOST_INSTANTS);
      count = instants.count() - skipped;
      for (int i = 0; i < count; i++) {
        timeMs[i] = instants.timeMs(skipped + i);
        for (int kind = 0; kind < Accents.KINDS; kind++) {
          accent[i][kind] = accents.of(skipped + i, kind);
        }
      }
    }
  }

  private int slot(long onset) {
    return (int) (onset % capacity);
  }

  /** Chords that are judged, {@value #MOST_INSTANTS} at most. */
  int count() {
    return count;
  }

  double timeMs(int instant) {
    return timeMs[instant];
  }

  double firstMs() {
    return timeMs[0];
  }

  double lastMs() {
    return timeMs[count - 1];
  }

  double lengthMs() {
    return lastMs() - firstMs();
  }

  /** What an instant's notes tell of each of the {@link Accents#KINDS} of places. */
  double[] accent(int instant) {
    return accent[instant];
  }

  /** The instant of 0 ms, of the clock. */
  long originNs() {
    return originNs;
  }

  /** An instant of the phrase, of the clock. */
  long clockNs(double ms) {
    return originNs + Math.round(ms * NS_PER_MS);
  }
}

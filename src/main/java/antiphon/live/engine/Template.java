package antiphon.live.engine;

import antiphon.live.api.RealTimeSafe;
import antiphon.music.token.Vocabulary;
import java.util.Arrays;

/**
 * Something that has been played and is played again: as it was, with other pitches, or in another
 * rhythm; once or over and over. Events are numbered on through the repetitions. Belongs to the
 * mind's thread.
 */
final class Template {
  static final int CAPACITY = 4096;

  /** In the place of a velocity bin: the end of a note. */
  static final int END = -1;

  /** In the place of a pitch: none could be played. */
  static final int NO_PITCH = -1;

  /** What is kept. */
  enum Kept {
    ALL,
    TIME,
    PITCHES
  }

  private final long[] clock = new long[CAPACITY]; // from the beginning
  private final int[] pitch = new int[CAPACITY];
  private final int[] bin = new int[CAPACITY]; // or END
  private final int[] onset = new int[CAPACITY]; // of an end: the event that began its note
  private final int[] chosen = new int[CAPACITY]; // of an onset: the pitch that is played for it
  private final int[] openOnset = new int[Vocabulary.PITCHES];
  private final int[] onsets = new int[CAPACITY]; // the events that are onsets
  private int size;
  private int onsetCount;
  private long lengthClocks;
  private Kept kept = Kept.ALL;
  private boolean loops;

  /**
   * Empties it.
   *
   * @param length in clocks, on the grid
   */
  @RealTimeSafe
  void begin(Kept what, boolean overAndOver, long length) {
    size = 0;
    onsetCount = 0;
    kept = what;
    loops = overAndOver;
    lengthClocks = length;
    Arrays.fill(openOnset, NO_PITCH);
  }

  /**
   * Adds an event, in the order of time, ends before onsets.
   *
   * @param atClock from the beginning
   * @param withBin velocity bin, or {@link #END}
   */
  @RealTimeSafe
  void add(long atClock, int atPitch, int withBin) {
    boolean end = withBin == END;
    if (size == CAPACITY || end && openOnset[atPitch] == NO_PITCH) {
      return;
    }
    clock[size] = atClock;
    pitch[size] = atPitch;
    bin[size] = withBin;
    if (end) {
      onset[size] = openOnset[atPitch];
      openOnset[atPitch] = NO_PITCH;
    } else {
      openOnset[atPitch] = size;
      chosen[size] = NO_PITCH;
      onsets[onsetCount++] = size;
    }
    size++;
  }

  /**
   * Ends what sounds at the end.
   *
   * @param atClock from the beginning; not after its length
   */
  @RealTimeSafe
  void end(long atClock) {
    for (int p = 0; p < Vocabulary.PITCHES; p++) {
      add(atClock, p, END);
    }
  }

  @RealTimeSafe
  boolean isEmpty() {
    return onsetCount == 0;
  }

  @RealTimeSafe
  long lengthClocks() {
    return lengthClocks;
  }

  @RealTimeSafe
  boolean loops() {
    return loops;
  }

  /** Whether the times are kept, and events come from here; else only the pitches do. */
  @RealTimeSafe
  boolean fixesTime() {
    return kept != Kept.PITCHES;
  }

  @RealTimeSafe
  boolean fixesPitch() {
    return kept == Kept.ALL;
  }

  @RealTimeSafe
  boolean has(long event) {
    return size > 0 && (loops || event < size);
  }

  /** From the beginning of the first time. */
  @RealTimeSafe
  long clockOf(long event) {
    return event / size * lengthClocks + clock[(int) (event % size)];
  }

  @RealTimeSafe
  boolean isOnset(long event) {
    return bin(event) != END;
  }

  @RealTimeSafe
  int pitch(long event) {
    return pitch[(int) (event % size)];
  }

  @RealTimeSafe
  int bin(long event) {
    return bin[(int) (event % size)];
  }

  /** Which pitch is played for an onset. */
  @RealTimeSafe
  void choose(long event, int playedPitch) {
    chosen[(int) (event % size)] = playedPitch;
  }

  /** Whether one of some events ends the note that is played at a pitch. */
  @RealTimeSafe
  boolean ends(long from, long to, int playedPitch) {
    for (long event = from; event < to; event++) {
      int index = (int) (event % size);
      // with its own pitches a note ends as it began, however far ahead another draft has chosen
      int begun = fixesPitch() ? pitch[index] : chosen[onset[index]];
      if (bin[index] == END && begun == playedPitch) {
        return true;
      }
    }
    return false;
  }

  /** Whether there is a pitch of that number. */
  @RealTimeSafe
  boolean hasPitch(long number) {
    return number < onsetCount;
  }

  /** The pitch of that number. */
  @RealTimeSafe
  int onsetPitch(long number) {
    return pitch[onsets[(int) number]];
  }

  /**
   * Leaves of the onsets in a mask only the next pitch.
   *
   * @param number which it is
   */
  @RealTimeSafe
  void keepPitch(boolean[] mask, long number) {
    int next = hasPitch(number) ? onsetPitch(number) : NO_PITCH;
    for (int p = 0; p < Vocabulary.PITCHES; p++) {
      mask[Vocabulary.noteOn(p)] &= p == next;
    }
    if (next == NO_PITCH || !mask[Vocabulary.noteOn(next)]) {
      for (int b = 0; b < Vocabulary.VELOCITY_BINS; b++) {
        mask[Vocabulary.velocity(b)] = false;
      }
    }
  }
}

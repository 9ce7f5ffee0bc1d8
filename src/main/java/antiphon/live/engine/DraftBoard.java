package antiphon.live.engine;

import antiphon.live.api.AnyThread;
import antiphon.live.api.DraftedNote;
import antiphon.live.api.RealTimeSafe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What Antiphon is about to play, for all to see. The mind writes and waits for nobody; whoever
 * reads while it writes reads again.
 */
final class DraftBoard {
  /** Notes that find room; further ones are not shown. */
  static final int NOTES = 256;

  private static final int COMMITTED = 64;
  private static final int WORDS = 3;
  private static final int COMMITTED_BIT = 1 << 16;
  private static final int NONE = -1;

  // what is being put together; the mind's alone
  private final long[] words = new long[NOTES * WORDS];
  private final int[] open = new int[128]; // [pitch]: the note that has no end yet
  private int size;

  // handed out and not begun yet, oldest first; the mind's alone
  private final int[] committedPitch = new int[COMMITTED];
  private final int[] committedVelocity = new int[COMMITTED];
  private final long[] committedTick = new long[COMMITTED];
  private final long[] committedEnd = new long[COMMITTED];
  private int committed;
  private boolean changed;

  private final AtomicLongArray shown = new AtomicLongArray(1 + NOTES * WORDS); // how many first
  private volatile long version; // odd while it is written

  /** A note has been handed out. */
  @RealTimeSafe
  void commit(int pitch, int velocity, long tick) {
    if (committed < COMMITTED) {
      committedPitch[committed] = pitch;
      committedVelocity[committed] = velocity;
      committedTick[committed] = tick;
      committedEnd[committed] = DraftedNote.NOT_YET;
      committed++;
      changed = true;
    }
  }

  /** The end of a note has been handed out. */
  @RealTimeSafe
  void commitEnd(int pitch, long tick) {
    for (int i = committed - 1; i >= 0; i--) {
      if (committedPitch[i] == pitch && committedEnd[i] == DraftedNote.NOT_YET) {
        committedEnd[i] = tick;
        changed = true;
        return;
      }
    }
  }

  /** What has been handed out is not played. */
  @RealTimeSafe
  void cancel() {
    changed |= committed > 0;
    committed = 0;
  }

  /** Whether what has been handed out is another than was shown last. */
  @RealTimeSafe
  boolean changed() {
    return changed;
  }

  /**
   * Begins what is to be shown with what has been handed out.
   *
   * @param nowTick what begins earlier sounds already
   */
  @RealTimeSafe
  void begin(long nowTick) {
    size = 0;
    Arrays.fill(open, NONE);
    int kept = 0;
    for (int i = 0; i < committed; i++) {
      if (committedTick[i] > nowTick) {
        committedPitch[kept] = committedPitch[i];
        committedVelocity[kept] = committedVelocity[i];
        committedTick[kept] = committedTick[i];
        committedEnd[kept] = committedEnd[i];
        put(committedPitch[kept], committedVelocity[kept] | COMMITTED_BIT, committedTick[kept]);
        end(committedPitch[kept], committedEnd[kept]);
        kept++;
      }
    }
    committed = kept;
  }

  /** A note is drafted. */
  @RealTimeSafe
  void draft(int pitch, int velocity, long tick) {
    put(pitch, velocity, tick);
  }

  /** The end of a note is drafted; of one that sounds already it is not shown. */
  @RealTimeSafe
  void draftEnd(int pitch, long tick) {
    end(pitch, tick);
  }

  private void put(int pitch, int velocity, long tick) {
    if (size < NOTES) {
      open[pitch] = size;
      words[size * WORDS] = (long) pitch << 32 | velocity;
      words[size * WORDS + 1] = tick;
      words[size * WORDS + 2] = DraftedNote.NOT_YET;
      size++;
    }
  }

  private void end(int pitch, long tick) {
    if (open[pitch] != NONE && tick != DraftedNote.NOT_YET) {
      words[open[pitch] * WORDS + 2] = tick;
      open[pitch] = NONE;
    }
  }

  /** Shows it. */
  @RealTimeSafe
  void show() {
    changed = false;
    long before = version;
    version = before + 1;
    // each word is written after the version has become odd: who reads one sees that, too
    shown.setRelease(0, size);
    for (int i = 0; i < size * WORDS; i++) {
      shown.setRelease(1 + i, words[i]);
    }
    version = before + 2;
  }

  /** Another number whenever something else has been shown. */
  @AnyThread
  long version() {
    return version;
  }

  /** What is shown now, by its beginning. */
  @AnyThread
  List<DraftedNote> notes() {
    while (true) {
      long before = version;
      int count = (int) shown.getAcquire(0);
      List<DraftedNote> notes = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        int first = 1 + i * WORDS;
        long note = shown.getAcquire(first);
        notes.add(
            new DraftedNote(
                (int) (note >>> 32),
                (int) note & 0x7F,
                shown.getAcquire(first + 1),
                shown.getAcquire(first + 2),
                (note & COMMITTED_BIT) != 0));
      }
      if ((before & 1) == 0 && version == before) {
        return notes;
      }
      Thread.onSpinWait();
    }
  }
}

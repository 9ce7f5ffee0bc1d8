package antiphon.net;

/**
 * The last few memories of a listener, to look ahead and take it back. Saving and restoring copy a
 * state and allocate nothing. Not thread-safe.
 */
public final class SnapshotRing {
  private final LstmState[] snapshots;
  private long next;

  /**
   * @param capacity how many are kept, 1 or more
   */
  public SnapshotRing(LstmSpec spec, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("a ring keeps 1 snapshot or more, not " + capacity);
    }
    snapshots = new LstmState[capacity];
    for (int i = 0; i < capacity; i++) {
      snapshots[i] = new LstmState(spec);
    }
  }

  /**
   * Keeps what a state remembers; the oldest snapshot gives way when the ring is full.
   *
   * @return the mark to {@link #restore} it by
   */
  public long save(LstmState state) {
    snapshots[slot(next)].copyFrom(state);
    return next++;
  }

  /**
   * Gives a state the memory that was saved under a mark; the snapshot stays.
   *
   * @return false, and the state is left as it is, when that snapshot has given way or never was
   */
  public boolean restore(LstmState state, long mark) {
    if (mark < 0 || mark >= next || next - mark > snapshots.length) {
      return false;
    }
    state.copyFrom(snapshots[slot(mark)]);
    return true;
  }

  private int slot(long mark) {
    return (int) (mark % snapshots.length);
  }
}

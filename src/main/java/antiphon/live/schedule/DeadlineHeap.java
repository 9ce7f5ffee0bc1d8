package antiphon.live.schedule;

import antiphon.live.api.RealTimeSafe;

/**
 * Messages waiting for their deadline, the earliest first; at one deadline those marked early
 * first, then by order of arrival. A binary heap in preallocated arrays. Owned by the out thread.
 */
final class DeadlineHeap {
  private final long[] deadlineNs;
  private final long[] sequence;
  private final long[] tick;
  private final int[] message;
  private final int[] owner;
  private final int[] epoch;
  private final boolean[] early;
  private final int[] heap; // slots, as a binary heap
  private int size;
  private long nextSequence;

  DeadlineHeap(int capacity) {
    deadlineNs = new long[capacity];
    sequence = new long[capacity];
    tick = new long[capacity];
    message = new int[capacity];
    owner = new int[capacity];
    epoch = new int[capacity];
    early = new boolean[capacity];
    heap = new int[capacity];
    for (int i = 0; i < capacity; i++) {
      heap[i] = i;
    }
  }

  int size() {
    return size;
  }

  int capacity() {
    return heap.length;
  }

  /** Adds a message; there must be room. */
  @RealTimeSafe
  void add(
      int owningSource,
      int packed,
      long dueNs,
      long nominalTick,
      int ofEpoch,
      boolean beforeOthers) {
    int slot = heap[size];
    deadlineNs[slot] = dueNs;
    sequence[slot] = nextSequence++;
    tick[slot] = nominalTick;
    message[slot] = packed;
    owner[slot] = owningSource;
    epoch[slot] = ofEpoch;
    early[slot] = beforeOthers;
    int place = size++;
    while (place > 0 && before(slot, heap[(place - 1) / 2])) {
      heap[place] = heap[(place - 1) / 2];
      place = (place - 1) / 2;
    }
    heap[place] = slot;
  }

  /** Deadline of the first; only while {@link #size} is not 0. */
  @RealTimeSafe
  long deadlineNs() {
    return deadlineNs[heap[0]];
  }

  @RealTimeSafe
  long tick() {
    return tick[heap[0]];
  }

  @RealTimeSafe
  int message() {
    return message[heap[0]];
  }

  @RealTimeSafe
  int owner() {
    return owner[heap[0]];
  }

  /** Number of the first, by arrival. */
  @RealTimeSafe
  long sequence() {
    return sequence[heap[0]];
  }

  /** The number that the next to be added will have. */
  @RealTimeSafe
  long nextSequence() {
    return nextSequence;
  }

  @RealTimeSafe
  int epoch() {
    return epoch[heap[0]];
  }

  @RealTimeSafe
  void removeFirst() {
    int freed = heap[0];
    int slot = heap[--size];
    heap[size] = freed;
    if (size == 0) {
      return;
    }
    int place = 0;
    while (2 * place + 1 < size) {
      int child = 2 * place + 1;
      if (child + 1 < size && before(heap[child + 1], heap[child])) {
        child++;
      }
      if (!before(heap[child], slot)) {
        break;
      }
      heap[place] = heap[child];
      place = child;
    }
    heap[place] = slot;
  }

  void clear() {
    size = 0;
  }

  private boolean before(int a, int b) {
    long difference = deadlineNs[a] - deadlineNs[b];
    if (difference != 0) {
      return difference < 0;
    }
    if (early[a] != early[b]) {
      return early[a];
    }
    return sequence[a] < sequence[b];
  }
}

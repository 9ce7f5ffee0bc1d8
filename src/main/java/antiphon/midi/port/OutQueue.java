package antiphon.midi.port;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Messages on their way from the sending thread to the thread that hands them to a device: one
 * writer, one reader, no lock, no allocation.
 */
public final class OutQueue {
  private final int[] messages;
  private final long[] deadlinesNs;
  private final AtomicLong written = new AtomicLong();
  private final AtomicLong read = new AtomicLong();
  private volatile boolean overflowed;

  /**
   * @param capacity a power of two
   */
  public OutQueue(int capacity) {
    messages = new int[capacity];
    deadlinesNs = new long[capacity];
  }

  /** Writer: adds a message; false when the reader is too far behind. */
  public boolean offer(int message, long deadlineNs) {
    long position = written.get();
    if (position - read.get() >= messages.length) {
      overflowed = true;
      return false;
    }
    int slot = slot(position);
    messages[slot] = message;
    deadlinesNs[slot] = deadlineNs;
    written.set(position + 1);
    return true;
  }

  /** Reader: whether a message has been refused since this was last asked. */
  public boolean takeOverflow() {
    boolean was = overflowed;
    if (was) {
      overflowed = false;
    }
    return was;
  }

  /** Reader: whether there is a message; the two below then tell about it. */
  public boolean hasNext() {
    return read.get() < written.get();
  }

  /** The first message that waits. */
  public int message() {
    return messages[slot(read.get())];
  }

  /** Its deadline. */
  public long deadlineNs() {
    return deadlinesNs[slot(read.get())];
  }

  /** Reader: done with the message. */
  public void remove() {
    read.lazySet(read.get() + 1);
  }

  private int slot(long position) {
    return (int) position & (messages.length - 1);
  }
}

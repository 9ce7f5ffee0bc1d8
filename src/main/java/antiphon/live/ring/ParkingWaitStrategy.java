package antiphon.live.ring;

import com.lmax.disruptor.AlertException;
import com.lmax.disruptor.Cursored;
import com.lmax.disruptor.Sequence;
import com.lmax.disruptor.SequenceBarrier;
import com.lmax.disruptor.WaitStrategy;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * Consumers park, producers unpark those that are parked: no lock on the publishing side, no CPU
 * when idle. A consumer announces itself and looks once more before it parks, so a publication
 * cannot slip between; the bounded park is a second safety.
 */
public final class ParkingWaitStrategy implements WaitStrategy {
  private static final int MAX_CONSUMERS = 8;
  private static final long LONGEST_PARK_NS = 50_000_000;

  private final AtomicReferenceArray<Thread> parked = new AtomicReferenceArray<>(MAX_CONSUMERS);

  @Override
  public long waitFor(long sequence, Sequence cursor, Sequence dependent, SequenceBarrier barrier)
      throws AlertException, InterruptedException {
    long available = dependent.get();
    while (available < sequence) {
      barrier.checkAlert();
      int place = announce();
      available = dependent.get();
      if (available < sequence) {
        LockSupport.parkNanos(this, LONGEST_PARK_NS);
      }
      parked.set(place, null);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      available = dependent.get();
    }
    return available;
  }

  @Override
  public void signalAllWhenBlocking() {
    for (int i = 0; i < MAX_CONSUMERS; i++) {
      Thread thread = parked.get(i);
      if (thread != null) {
        LockSupport.unpark(thread);
      }
    }
  }

  /**
   * Parks a thread that polls its ring itself, until something is published after {@code own} or
   * the time has passed.
   *
   * @param own how far the thread has come
   */
  public void await(Cursored ring, Sequence own, long longestNs) {
    int place = announce();
    if (ring.getCursor() <= own.get()) {
      LockSupport.parkNanos(this, longestNs);
    }
    parked.set(place, null);
  }

  private int announce() {
    Thread self = Thread.currentThread();
    for (int i = 0; i < MAX_CONSUMERS; i++) {
      if (parked.get(i) == null && parked.compareAndSet(i, null, self)) {
        return i;
      }
    }
    throw new IllegalStateException("more than " + MAX_CONSUMERS + " consumers wait on one ring");
  }
}

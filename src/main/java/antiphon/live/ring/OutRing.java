package antiphon.live.ring;

import antiphon.live.api.AnyThread;
import antiphon.live.api.Counter;
import antiphon.live.api.Counters;
import antiphon.live.api.Owner;
import antiphon.live.api.RealTimeSafe;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.WaitStrategy;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The way to the scheduler. Nobody waits: a request that finds the ring full is refused and
 * counted, and its owner's notes are then ended by the scheduler ({@link #takeOverflow}), because
 * the refused one may have been an end.
 */
@AnyThread
public final class OutRing {
  private static final long NONE = -1;

  private final RingBuffer<OutSlot> ring;
  private final Counters counters;
  private final WaitStrategy waker;
  private final AtomicLongArray refusedAfter = new AtomicLongArray(Owner.COUNT); // or NONE

  /** Of each owner: how many requests it has made. Each has one thread that makes them. */
  private final long[] requests = new long[Owner.COUNT];

  private final AtomicBoolean panic = new AtomicBoolean();

  /**
   * @param waker the ring's wait strategy
   */
  public OutRing(RingBuffer<OutSlot> ring, WaitStrategy waker, Counters counters) {
    this.ring = ring;
    this.waker = waker;
    for (int owner = 0; owner < Owner.COUNT; owner++) {
      refusedAfter.set(owner, NONE);
    }
    this.counters = counters;
  }

  /**
   * @param owner an {@link Owner}
   * @param message packed MIDI message; what is passed through still has its input as its port
   * @param tick its nominal position, for the record
   */
  @RealTimeSafe
  public void send(int owner, int message, long deadlineNs, long tick, int epoch) {
    publish(OutSlot.Kind.SEND, owner, message, deadlineNs, tick, epoch);
  }

  @RealTimeSafe
  public void cancel(int owner, long nowNs, int epoch) {
    publish(OutSlot.Kind.CANCEL, owner, 0, nowNs, 0, epoch);
  }

  /** Needs no room in the ring: it is taken with the next cycle, whatever waits. */
  @RealTimeSafe
  public void panic() {
    panic.set(true);
    waker.signalAllWhenBlocking();
  }

  /** Whether there has been a panic since this was last asked. */
  @RealTimeSafe
  public boolean takePanic() {
    return panic.get() && panic.getAndSet(false);
  }

  @RealTimeSafe
  public void wakeAt(long deadlineNs) {
    publish(OutSlot.Kind.WAKE, Owner.PARTNER, 0, deadlineNs, 0, 0);
  }

  /**
   * Sends a message to the outputs that light controllers. It belongs to no owner: one that finds
   * no room is counted, and nothing is ended for it.
   */
  @RealTimeSafe
  public void feedback(int message, long nowNs) {
    tryPublish(OutSlot.Kind.FEEDBACK, Owner.PARTNER, 0, message, nowNs, 0, 0);
  }

  /**
   * Whether a request of an owner has been refused since this was last true, and all that is before
   * it in the ring has been taken: an onset there is to be ended as well.
   *
   * @param taken number of the last request that was taken from the ring
   */
  @RealTimeSafe
  public boolean takeOverflow(int owner, long taken) {
    long after = refusedAfter.get(owner);
    return after != NONE && after <= taken && refusedAfter.compareAndSet(owner, after, NONE);
  }

  private void publish(
      OutSlot.Kind kind, int owner, int message, long deadlineNs, long tick, int epoch) {
    long number = requests[owner]++;
    if (!tryPublish(kind, owner, number, message, deadlineNs, tick, epoch)) {
      refusedAfter.set(owner, ring.getCursor());
    }
  }

  private boolean tryPublish(
      OutSlot.Kind kind,
      int owner,
      long number,
      int message,
      long deadlineNs,
      long tick,
      int epoch) {
    long sequence;
    try {
      sequence = ring.tryNext();
    } catch (InsufficientCapacityException e) {
      counters.count(Counter.REFUSED_OUT);
      return false;
    }
    OutSlot slot = ring.get(sequence);
    slot.kind = kind;
    slot.owner = owner;
    slot.number = number;
    slot.message = message;
    slot.deadlineNs = deadlineNs;
    slot.tick = tick;
    slot.epoch = epoch;
    ring.publish(sequence);
    return true;
  }
}

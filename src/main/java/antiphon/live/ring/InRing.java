package antiphon.live.ring;

import antiphon.live.api.AnyThread;
import antiphon.live.api.Counter;
import antiphon.live.api.Counters;
import antiphon.live.api.RealTimeSafe;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;

/**
 * The way in, for any number of producers. Nobody waits: an event that finds the ring full is
 * refused and counted, and the next that fits is preceded by {@link InSlot.Kind#EVENTS_LOST}, so
 * that no note is believed to sound for ever.
 */
@AnyThread
public final class InRing {
  private final RingBuffer<InSlot> ring;
  private final Counters counters;
  private volatile boolean lost;

  public InRing(RingBuffer<InSlot> ring, Counters counters) {
    this.ring = ring;
    this.counters = counters;
  }

  @RealTimeSafe
  public boolean offerMidi(int message, long timeNs) {
    return offer(InSlot.Kind.MIDI, message, 0, timeNs);
  }

  @RealTimeSafe
  public boolean offer(InSlot.Kind kind, double value, long timeNs) {
    return offer(kind, 0, value, timeNs);
  }

  private boolean offer(InSlot.Kind kind, int message, double value, long timeNs) {
    if (lost) {
      lost = false;
      if (!publish(InSlot.Kind.EVENTS_LOST, 0, 0, timeNs)) {
        return false;
      }
    }
    return publish(kind, message, value, timeNs);
  }

  private boolean publish(InSlot.Kind kind, int message, double value, long timeNs) {
    long sequence;
    try {
      sequence = ring.tryNext();
    } catch (InsufficientCapacityException e) {
      lost = true;
      counters.count(Counter.REFUSED_IN);
      return false;
    }
    InSlot slot = ring.get(sequence);
    slot.kind = kind;
    slot.message = message;
    slot.value = value;
    slot.timeNs = timeNs;
    ring.publish(sequence);
    return true;
  }
}

package antiphon.live.ring;

import antiphon.live.api.Action;
import antiphon.live.api.AnyThread;
import antiphon.live.api.Counter;
import antiphon.live.api.Counters;
import antiphon.live.api.Parameter;
import antiphon.live.api.RealTimeSafe;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import java.util.concurrent.atomic.AtomicReference;

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
  private volatile boolean panicRefused;

  /** Payloads that found no room; null for none. */
  private final AtomicReference<Object> triggersRefused = new AtomicReference<>();

  private final AtomicReference<Object> swapRefused = new AtomicReference<>();

  public InRing(RingBuffer<InSlot> ring, Counters counters) {
    this.ring = ring;
    this.counters = counters;
  }

  @RealTimeSafe
  public boolean offerMidi(int message, long timeNs) {
    return offer(InSlot.Kind.MIDI, message, 0, 0, null, timeNs);
  }

  @RealTimeSafe
  public boolean offerEcho(int message, long timeNs) {
    return offer(InSlot.Kind.ECHO, message, 0, 0, null, timeNs);
  }

  @RealTimeSafe
  public boolean offer(InSlot.Kind kind, double value, long timeNs) {
    return offer(kind, 0, value, 0, null, timeNs);
  }

  @RealTimeSafe
  public boolean offer(Action action, long timeNs) {
    return offer(InSlot.Kind.ACT, action.ordinal(), 0, 0, null, timeNs);
  }

  @RealTimeSafe
  public boolean offer(Parameter parameter, double value, long timeNs) {
    return offer(InSlot.Kind.SET_PARAMETER, parameter.ordinal(), value, 0, null, timeNs);
  }

  /**
   * Of those of a kind that find no room, the last comes as soon as there is some.
   *
   * @param kind one of those that have a payload
   */
  @RealTimeSafe
  public boolean offerPayload(InSlot.Kind kind, Object payload, long timeNs) {
    AtomicReference<Object> refused = kind == InSlot.Kind.SWAP ? swapRefused : triggersRefused;
    refused.set(payload);
    retry(timeNs);
    if (refused.get() == null) {
      return true;
    }
    counters.count(Counter.REFUSED_IN);
    return false;
  }

  /**
   * Where the song is at an instant.
   *
   * @return false when it has to be said again
   */
  @RealTimeSafe
  public boolean offerTransport(boolean rolling, long quarterNs, long songTick, long timeNs) {
    return offer(InSlot.Kind.TRANSPORT, rolling ? 1 : 0, quarterNs, songTick, null, timeNs);
  }

  /**
   * Publishes what was refused and must not be lost, as soon as there is room; called often by the
   * out thread.
   */
  @RealTimeSafe
  public void retry(long timeNs) {
    // taken back before it is said: what another thread loses meanwhile must be said again
    if (lost) {
      lost = false;
      if (!publish(InSlot.Kind.EVENTS_LOST, 0, 0, 0, null, timeNs)) {
        lost = true;
      }
    }
    if (panicRefused) {
      panicRefused = false;
      if (!publish(InSlot.Kind.PANIC, 0, 0, 0, null, timeNs)) {
        panicRefused = true;
      }
    }
    retry(InSlot.Kind.SET_TRIGGERS, triggersRefused, timeNs);
    retry(InSlot.Kind.SWAP, swapRefused, timeNs);
  }

  private void retry(InSlot.Kind kind, AtomicReference<Object> refused, long timeNs) {
    Object payload = refused.get();
    if (payload != null
        && refused.compareAndSet(payload, null)
        && !publish(kind, 0, 0, 0, payload, timeNs)) {
      refused.compareAndSet(null, payload); // unless another has come
    }
  }

  private boolean offer(
      InSlot.Kind kind, int message, double value, long tick, Object payload, long timeNs) {
    retry(timeNs);
    if (publish(kind, message, value, tick, payload, timeNs)) {
      return true;
    }
    counters.count(Counter.REFUSED_IN);
    if (kind == InSlot.Kind.MIDI || kind == InSlot.Kind.ECHO) {
      lost = true;
    } else if (kind == InSlot.Kind.PANIC) {
      panicRefused = true;
    }
    return false;
  }

  private boolean publish(
      InSlot.Kind kind, int message, double value, long tick, Object payload, long timeNs) {
    long sequence;
    try {
      sequence = ring.tryNext();
    } catch (InsufficientCapacityException e) {
      return false;
    }
    InSlot slot = ring.get(sequence);
    slot.kind = kind;
    slot.message = message;
    slot.value = value;
    slot.tick = tick;
    slot.payload = payload;
    slot.timeNs = timeNs;
    ring.publish(sequence);
    return true;
  }
}

package antiphon.live.ring;

import antiphon.live.api.AnyThread;
import antiphon.live.api.Counter;
import antiphon.live.api.Counters;
import antiphon.live.api.RealTimeSafe;
import antiphon.music.note.Part;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;

/** The way to the journal. A copy that finds the ring full is a gap, and counted. */
@AnyThread
public final class JournalRing {
  private final RingBuffer<JournalSlot> ring;
  private final Counters counters;

  public JournalRing(RingBuffer<JournalSlot> ring, Counters counters) {
    this.ring = ring;
    this.counters = counters;
  }

  @RealTimeSafe
  public void copy(Part part, int message, long timeNs, long tick) {
    publish(part, message, 0, timeNs, tick);
  }

  /** A change of tempo: a quarter note lasts so long from here on. */
  @RealTimeSafe
  public void tempo(long quarterNs, long timeNs, long tick) {
    publish(null, 0, quarterNs, timeNs, tick);
  }

  private void publish(Part part, int message, long quarterNs, long timeNs, long tick) {
    long sequence;
    try {
      sequence = ring.tryNext();
    } catch (InsufficientCapacityException e) {
      counters.count(Counter.JOURNAL_GAPS);
      return;
    }
    JournalSlot slot = ring.get(sequence);
    slot.part = part;
    slot.message = message;
    slot.quarterNs = quarterNs;
    slot.timeNs = timeNs;
    slot.tick = tick;
    ring.publish(sequence);
  }
}

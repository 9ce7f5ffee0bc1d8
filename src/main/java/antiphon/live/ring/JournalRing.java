package antiphon.live.ring;

import antiphon.live.api.AnyThread;
import antiphon.live.api.Counter;
import antiphon.live.api.Counters;
import antiphon.live.api.RealTimeSafe;
import antiphon.music.note.Part;
import antiphon.music.time.Beat;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;

/**
 * The way to the journal. What finds the ring full is missing there: counted, and marked before the
 * next that finds room. What each thread says comes in the order in which it said it.
 */
@AnyThread
public final class JournalRing {
  /** What may come upon a cycle of the out thread, as bits of {@link JournalSlot#message}. */
  public static final int PANIC = 1;

  /** It ends all that sounds, and is the last. */
  public static final int SILENCE = 2;

  /** The bit of owner 0, of which a request has been refused; of the others those above. */
  public static final int FIRST_OVERFLOW = 4;

  private final RingBuffer<JournalSlot> ring;
  private final Counters counters;
  private final boolean whole;
  private volatile boolean gap;

  /**
   * @param whole whether all is told that a replay needs, and not only what is heard
   */
  public JournalRing(RingBuffer<JournalSlot> ring, Counters counters, boolean whole) {
    this.ring = ring;
    this.counters = counters;
    this.whole = whole;
  }

  /** A message of a part, as it is heard. */
  @RealTimeSafe
  public void heard(Part part, int message, long timeNs, long tick) {
    publish(JournalSlot.Kind.HEARD, part, null, message, 0, 0, 0, timeNs, tick, null);
  }

  /** A change of tempo: a quarter note lasts so long from here on. */
  @RealTimeSafe
  public void tempo(long quarterNs, long timeNs, long tick) {
    publish(JournalSlot.Kind.TEMPO, null, null, 0, 0, 0, quarterNs, timeNs, tick, null);
  }

  /**
   * An event on its way to the mind.
   *
   * @param sequence its number in the in-ring
   */
  @RealTimeSafe
  public void input(long sequence, InSlot slot) {
    if (whole) {
      publish(
          JournalSlot.Kind.INPUT,
          null,
          slot.kind,
          slot.message,
          slot.value,
          sequence,
          0,
          slot.timeNs,
          slot.tick,
          slot.payload);
    }
  }

  /** A cycle took a request. */
  @RealTimeSafe
  public void taken(OutSlot slot) {
    if (!whole) {
      return;
    }
    if (slot.kind == OutSlot.Kind.FEEDBACK) {
      publish(JournalSlot.Kind.LIT, null, null, slot.message, 0, 0, 0, slot.deadlineNs, 0, null);
    } else {
      publish(JournalSlot.Kind.TAKEN, null, null, slot.owner, 0, slot.number, 0, 0, 0, null);
    }
  }

  /** A cycle sent a message. */
  @RealTimeSafe
  public void sent(int message, long timeNs, boolean own) {
    if (whole) {
      publish(JournalSlot.Kind.SENT, null, null, message, 0, own ? 1 : 0, 0, timeNs, 0, null);
    }
  }

  /**
   * A cycle that did something is over.
   *
   * @param upon what came upon it, as bits
   */
  @RealTimeSafe
  public void cycle(int upon, long nowNs) {
    if (whole) {
      publish(JournalSlot.Kind.CYCLE, null, null, upon, 0, 0, 0, nowNs, 0, null);
    }
  }

  /** The out thread sees another beat. */
  @RealTimeSafe
  public void beat(Beat beat) {
    if (whole) {
      publish(
          JournalSlot.Kind.BEAT,
          null,
          null,
          beat.rolling() ? 1 : 0,
          0,
          beat.songStartTick(),
          beat.timeline().quarterNs(),
          beat.timeline().anchorNs(),
          beat.timeline().anchorTick(),
          null);
    }
  }

  private void publish(
      JournalSlot.Kind kind,
      Part part,
      InSlot.Kind event,
      int message,
      double value,
      long number,
      long quarterNs,
      long timeNs,
      long tick,
      Object payload) {
    if (gap) {
      gap = false; // what is lost meanwhile is marked by the next
      if (!tryPublish(JournalSlot.Kind.GAP, null, null, 0, 0, 0, 0, timeNs, 0, null)) {
        gap = true;
      }
    }
    if (gap
        || !tryPublish(
            kind, part, event, message, value, number, quarterNs, timeNs, tick, payload)) {
      counters.count(Counter.JOURNAL_GAPS);
      gap = true;
    }
  }

  private boolean tryPublish(
      JournalSlot.Kind kind,
      Part part,
      InSlot.Kind event,
      int message,
      double value,
      long number,
      long quarterNs,
      long timeNs,
      long tick,
      Object payload) {
    long sequence;
    try {
      sequence = ring.tryNext();
    } catch (InsufficientCapacityException e) {
      return false;
    }
    JournalSlot slot = ring.get(sequence);
    slot.kind = kind;
    slot.part = part;
    slot.event = event;
    slot.message = message;
    slot.value = value;
    slot.number = number;
    slot.quarterNs = quarterNs;
    slot.timeNs = timeNs;
    slot.tick = tick;
    slot.payload = payload;
    ring.publish(sequence);
    return true;
  }
}

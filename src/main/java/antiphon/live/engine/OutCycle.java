package antiphon.live.engine;

import antiphon.live.api.Owner;
import antiphon.live.api.RealTimeSafe;
import antiphon.live.ring.InRing;
import antiphon.live.ring.InSlot;
import antiphon.live.ring.JournalRing;
import antiphon.live.ring.OutRing;
import antiphon.live.ring.OutSlot;
import antiphon.live.schedule.ClockSender;
import antiphon.live.schedule.Scheduler;
import java.util.List;

/**
 * The out thread's work: takes requests, sends what is due, wakes the mind. Takes the time as an
 * argument; owned by one thread.
 */
final class OutCycle {
  /** What {@link #untilNextNs} says when nothing waits. */
  static final long NOTHING = Long.MAX_VALUE;

  /**
   * When the mind is to be woken and its ring is full, it is tried again so much later: it has
   * enough to wake up for, and must not be kept from it by a thread that spins.
   */
  static final long WAKE_AGAIN_NS = 1_000_000;

  private final Scheduler scheduler;
  private final ClockSender[] clocks;
  private final CycleBeat beat;
  private final InRing in;
  private final OutRing out;
  private final JournalRing journal;
  private final SentJournal sent;
  private final Gauges gauges;
  private boolean did; // something that a replay has to do at the same time
  private boolean wakeWanted;
  private long wakeNs;
  private long taken = -1;

  /**
   * @param clocks one for each output that is told the beat
   * @param sent by which scheduler and clock senders send
   */
  OutCycle(
      Scheduler scheduler,
      List<ClockSender> clocks,
      CycleBeat beat,
      InRing in,
      OutRing out,
      JournalRing journal,
      SentJournal sent,
      Gauges gauges) {
    this.scheduler = scheduler;
    this.clocks = clocks.toArray(ClockSender[]::new);
    this.beat = beat;
    this.in = in;
    this.out = out;
    this.journal = journal;
    this.sent = sent;
    this.gauges = gauges;
  }

  /**
   * Takes one request.
   *
   * @param sequence its number in the ring
   * @param nowNs the time of this cycle
   */
  @RealTimeSafe
  void take(OutSlot slot, long sequence, long nowNs) {
    taken = sequence;
    did = true;
    journal.taken(slot);
    switch (slot.kind) {
      case SEND -> scheduler.add(slot.owner, slot.message, slot.deadlineNs, slot.tick, slot.epoch);
      case CANCEL -> scheduler.cancel(slot.owner, slot.epoch, nowNs);
      case WAKE -> {
        wakeWanted = true;
        wakeNs = slot.deadlineNs;
      }
      case FEEDBACK -> scheduler.feedback(slot.message, nowNs);
    }
  }

  /** Sends what is due and wakes the mind if its time has come. */
  @RealTimeSafe
  void dispatch(long nowNs) {
    int upon = out.takePanic() ? JournalRing.PANIC : 0;
    for (int owner = 0; owner < Owner.COUNT; owner++) {
      if (out.takeOverflow(owner, taken)) {
        upon |= JournalRing.FIRST_OVERFLOW << owner;
      }
    }
    dispatch(upon, nowNs);
  }

  /**
   * The same with what came upon it.
   *
   * @param upon as {@link JournalRing} has it
   */
  @RealTimeSafe
  void dispatch(int upon, long nowNs) {
    if ((upon & JournalRing.PANIC) != 0) {
      scheduler.panic(nowNs);
    }
    for (int owner = 0; owner < Owner.COUNT; owner++) {
      if ((upon & JournalRing.FIRST_OVERFLOW << owner) != 0) {
        scheduler.drain(owner, nowNs);
        // the wish to be woken may be among what was refused
        wakeWanted = true;
        wakeNs = nowNs;
      }
    }
    in.retry(nowNs);
    for (ClockSender clock : clocks) {
      did |= clock.dispatch(beat.get(), nowNs);
    }
    did |= scheduler.dispatch(nowNs);
    if (wakeWanted && wakeNs - nowNs <= 0) {
      wakeWanted = !in.offer(InSlot.Kind.WAKE, 0, nowNs);
      wakeNs = nowNs + WAKE_AGAIN_NS;
    }
    gauges.sounding = scheduler.sounding();
    if (sent.takeAny() | did | upon != 0) {
      did = false;
      journal.cycle(upon, nowNs);
    }
    beat.turn();
  }

  /** Nanoseconds until something is due; {@link #NOTHING} when nothing waits. */
  @RealTimeSafe
  long untilNextNs(long nowNs) {
    long until = NOTHING;
    if (scheduler.waits()) {
      until = Math.max(0, scheduler.nextDeadlineNs() - nowNs);
    }
    if (wakeWanted) {
      until = Math.min(until, Math.max(0, wakeNs - nowNs));
    }
    for (ClockSender clock : clocks) {
      until = Math.min(until, clock.untilNextNs(beat.latest(), nowNs));
    }
    return until;
  }

  /** Ends all that sounds; the last thing that is done. */
  void silence(long nowNs) {
    for (ClockSender clock : clocks) {
      clock.stop(nowNs);
    }
    scheduler.panic(nowNs);
    gauges.sounding = scheduler.sounding();
    journal.cycle(JournalRing.SILENCE, nowNs);
  }
}

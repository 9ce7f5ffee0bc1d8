package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.live.api.ClockSource;
import antiphon.live.api.Counter;
import antiphon.live.api.Counters;
import antiphon.live.api.TimingRecorder;
import antiphon.live.follow.BeatKeeper;
import antiphon.live.ring.InRing;
import antiphon.live.ring.InSlot;
import antiphon.live.ring.JournalRing;
import antiphon.live.ring.JournalSlot;
import antiphon.live.ring.OutRing;
import antiphon.live.ring.OutSlot;
import antiphon.live.ring.ParkingWaitStrategy;
import antiphon.live.schedule.Routing;
import antiphon.live.schedule.Scheduler;
import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutCycleTest {
  private static final int SLOTS = 8;

  private final Counters counters = new Counters();
  private final RingBuffer<InSlot> inBuffer =
      RingBuffer.createMultiProducer(InSlot::new, SLOTS, new ParkingWaitStrategy());
  private final RingBuffer<OutSlot> outBuffer =
      RingBuffer.createMultiProducer(OutSlot::new, SLOTS, new ParkingWaitStrategy());
  private final InRing in = new InRing(inBuffer, counters);
  private final JournalRing journal =
      new JournalRing(RingBuffer.createMultiProducer(JournalSlot::new, SLOTS), counters, false);
  private final BeatKeeper keeper = new BeatKeeper(Sessions.tempo(0), ClockSource.INTERNAL);
  private final CycleBeat beat = new CycleBeat(keeper::beat, journal);
  private final SentJournal sent = new SentJournal((message, deadlineNs) -> {}, journal, beat);
  private final OutCycle cycle =
      new OutCycle(
          new Scheduler(
              Routing.ONE, sent, (message, timeNs, tick) -> {}, counters, TimingRecorder.NONE),
          List.of(),
          beat,
          in,
          new OutRing(outBuffer, new ParkingWaitStrategy(), counters),
          journal,
          sent,
          new Gauges());

  @Test
  void shouldNotSpinWhileTheMindHasMoreToDoThanItCan() throws Exception {
    EventPoller<InSlot> mind = inBuffer.newPoller();
    inBuffer.addGatingSequences(mind.getSequence());
    for (int i = 0; i < SLOTS; i++) {
      in.offerMidi(0, 0);
    }
    OutSlot wish = new OutSlot();
    wish.kind = OutSlot.Kind.WAKE;
    wish.deadlineNs = 100;
    cycle.take(wish, 0, 0);
    long nowNs = 100;
    for (int i = 0; i < 10; i++) {
      cycle.dispatch(nowNs);
      assertTrue(cycle.untilNextNs(nowNs) >= 100_000, "waits for the mind to make room");
      nowNs += cycle.untilNextNs(nowNs);
    }
    assertEquals(10, counters.get(Counter.REFUSED_IN));
    mind.poll((slot, sequence, endOfBatch) -> true);
    cycle.dispatch(nowNs);
    assertEquals(OutCycle.NOTHING, cycle.untilNextNs(nowNs));
    assertEquals(InSlot.Kind.WAKE, inBuffer.get(inBuffer.getCursor()).kind);
  }
}

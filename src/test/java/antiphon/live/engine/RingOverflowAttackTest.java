package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antiphon.live.api.ClockSource;
import antiphon.live.api.Counter;
import antiphon.live.api.Counters;
import antiphon.live.api.Owner;
import antiphon.live.api.TimingRecorder;
import antiphon.live.follow.BeatKeeper;
import antiphon.live.ring.InRing;
import antiphon.live.ring.InSlot;
import antiphon.live.ring.JournalRing;
import antiphon.live.ring.JournalSlot;
import antiphon.live.ring.OutRing;
import antiphon.live.ring.OutSlot;
import antiphon.live.schedule.Routing;
import antiphon.live.schedule.Scheduler;
import antiphon.midi.port.MidiMessages;
import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Floods the way to the scheduler while its thread is in the middle of a cycle. */
class RingOverflowAttackTest {
  private static final int SLOTS = 8;

  private final Counters counters = new Counters();
  private final FarSide farSide = new FarSide();
  private final RingBuffer<OutSlot> buffer = RingBuffer.createMultiProducer(OutSlot::new, SLOTS);
  private final OutRing out = new OutRing(buffer, new BlockingWaitStrategy(), counters);
  private final EventPoller<OutSlot> poller = buffer.newPoller();
  private final RingBuffer<InSlot> inBuffer = RingBuffer.createMultiProducer(InSlot::new, SLOTS);
  private final InRing in = new InRing(inBuffer, counters);
  private final JournalRing journal =
      new JournalRing(RingBuffer.createMultiProducer(JournalSlot::new, SLOTS), counters, false);
  private final BeatKeeper keeper = new BeatKeeper(Sessions.tempo(0), ClockSource.INTERNAL);
  private final CycleBeat beat = new CycleBeat(keeper::beat, journal);
  private final SentJournal sent = new SentJournal(farSide, journal, beat);
  private final OutCycle cycle =
      new OutCycle(
          new Scheduler(
              Routing.of(true), sent, (message, timeNs, tick) -> {}, counters, TimingRecorder.NONE),
          List.of(),
          beat,
          in,
          out,
          journal,
          sent,
          new Gauges());

  @Test
  void shouldEndANoteThatWasStillOnItsWayWhenItsEndWasRefused() throws Exception {
    buffer.addGatingSequences(poller.getSequence());
    for (int pitch = 60; pitch < 60 + SLOTS; pitch++) {
      thru(MidiMessages.noteOn(0, pitch, 80));
    }
    for (int pitch = 60; pitch < 60 + SLOTS; pitch++) {
      thru(MidiMessages.noteOff(0, pitch));
    }
    assertEquals(SLOTS, counters.get(Counter.REFUSED_OUT));
    cycle(SLOTS / 2);
    cycle(SLOTS);
    cycle(SLOTS);
    assertEquals(0, farSide.hanging());
    thru(MidiMessages.noteOn(0, 60, 80));
    cycle(SLOTS);
    assertEquals(1, farSide.hanging(), "it goes on");
  }

  @Test
  void shouldEndNoNoteForALightThatWasRefused() throws Exception {
    buffer.addGatingSequences(poller.getSequence());
    thru(MidiMessages.noteOn(0, 60, 80));
    cycle(SLOTS);
    for (int i = 0; i < 10 * SLOTS; i++) {
      out.feedback(MidiMessages.noteOn(0, 36, 127), 0);
    }
    assertEquals(9 * SLOTS, counters.get(Counter.REFUSED_OUT));
    cycle(SLOTS);
    cycle(SLOTS);
    assertEquals(1, farSide.hanging(), "it is held still");
    thru(MidiMessages.noteOff(0, 60));
    cycle(SLOTS);
    assertEquals(0, farSide.hanging());
  }

  /** A thread of high priority that spins would keep the mind from what it waits for. */
  @Test
  void shouldNotSpinUntilTheMindCanBeWoken() throws Exception {
    buffer.addGatingSequences(poller.getSequence());
    EventPoller<InSlot> mind = inBuffer.newPoller();
    inBuffer.addGatingSequences(mind.getSequence());
    for (int i = 0; i < SLOTS; i++) {
      in.offerMidi(MidiMessages.controlChange(0, 21, i), 0);
    }
    out.wakeAt(0);
    cycle(SLOTS);
    assertEquals(OutCycle.WAKE_AGAIN_NS, cycle.untilNextNs(0));
    mind.poll((slot, sequence, endOfBatch) -> true);
    cycle.dispatch(OutCycle.WAKE_AGAIN_NS);
    assertEquals(OutCycle.NOTHING, cycle.untilNextNs(OutCycle.WAKE_AGAIN_NS));
    List<InSlot.Kind> woken = new ArrayList<>();
    mind.poll((slot, sequence, endOfBatch) -> woken.add(slot.kind));
    assertEquals(List.of(InSlot.Kind.WAKE), woken);
  }

  /** A cycle of the out thread that takes so many requests at most. */
  private void cycle(int most) throws Exception {
    int[] taken = {0};
    poller.poll(
        (slot, sequence, endOfBatch) -> {
          cycle.take(slot, sequence, 0);
          return ++taken[0] < most;
        });
    cycle.dispatch(0);
  }

  private void thru(int message) {
    out.send(Owner.THRU, message, 0, Scheduler.NO_TICK, 0);
  }
}

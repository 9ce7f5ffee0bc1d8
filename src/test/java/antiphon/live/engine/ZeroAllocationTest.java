package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.live.api.ClockSource;
import antiphon.live.api.Counter;
import antiphon.live.api.Counters;
import antiphon.live.api.KeyLock;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.api.Timing;
import antiphon.live.api.Timings;
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
import antiphon.music.time.Clock;
import antiphon.music.time.Timeline;
import antiphon.net.LstmSpec;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;
import antiphon.net.LstmWeights;
import antiphon.net.StepKind;
import antiphon.net.Steppers;
import antiphon.net.TokenSampler;
import com.lmax.disruptor.BlockingWaitStrategy;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ZeroAllocationTest {
  /** The last compilations come late, and a thread may allocate as it passes over to them. */
  private static final int WARM_UP_ROUNDS = 4;

  private static final int MEASURED_ROUNDS = 6;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  /** What must allocate nothing, so often that compilation has long ended. */
  private static long bytesAllocated(Runnable warmUp, Runnable measured) {
    for (int round = 0; round < WARM_UP_ROUNDS; round++) {
      warmUp.run();
    }
    // what is compiled late still allocates once: what allocates always does so in every round
    long least = Long.MAX_VALUE;
    for (int round = 0; round < MEASURED_ROUNDS && least > 0; round++) {
      long before = THREADS.getCurrentThreadAllocatedBytes();
      long itself = THREADS.getCurrentThreadAllocatedBytes() - before;
      before = THREADS.getCurrentThreadAllocatedBytes();
      measured.run();
      least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before - itself);
    }
    return least;
  }

  @Test
  void shouldNoticeAnAllocation() {
    Object[] keep = new Object[1];
    assertTrue(bytesAllocated(() -> {}, () -> keep[0] = new byte[64]) >= 64);
  }

  @Test
  void shouldAllocateNothingInAStepADrawAndASnapshot() {
    for (LstmStepper stepper : steppers()) {
      LstmSpec spec = stepper.spec();
      LstmState state = new LstmState(spec);
      LstmState snapshot = new LstmState(spec);
      TokenSampler sampler = new TokenSampler();
      sampler.setTimeTemperature(0.8);
      sampler.setTopP(0.9);
      sampler.setTopK(40);
      boolean[] mask = new boolean[spec.tokens()];
      Arrays.fill(mask, 60, 160, true);
      Runnable steps =
          () -> {
            for (int i = 0; i < 5_000; i++) {
              stepper.feed(state, i % spec.tokens(), i % spec.positions());
              snapshot.copyFrom(state);
              sampler.sample(stepper.logits(state, mask), mask, 5, i);
              stepper.logits(state);
              state.copyFrom(snapshot);
            }
          };
      assertEquals(0, bytesAllocated(steps, steps), stepper.description());
    }
  }

  @Test
  void shouldAllocateNothingInAStepOfManyVoices() {
    int voices = 6;
    for (LstmStepper stepper : steppers()) {
      LstmState[] states = new LstmState[voices];
      Arrays.setAll(states, i -> new LstmState(stepper.spec()));
      int[] tokens = new int[voices];
      int[] positions = new int[voices];
      Runnable steps =
          () -> {
            for (int i = 0; i < 2_000; i++) {
              stepper.feed(states, tokens, positions, voices);
              stepper.logits(states, voices);
            }
          };
      assertEquals(0, bytesAllocated(steps, steps), stepper.description());
    }
  }

  /** Every kind of step that there is here. */
  private static List<LstmStepper> steppers() {
    LstmWeights weights = LstmWeights.random(LstmSpec.ofVocabulary(2, 128), 3);
    return Stream.of(StepKind.values())
        .filter(kind -> Steppers.obstacle(kind, weights.spec()).isEmpty())
        .map(kind -> Steppers.create(kind, weights))
        .toList();
  }

  @Test
  void shouldAllocateNothingFromAMessageInToAMessageOut() {
    LiveSystem system = new LiveSystem(Sessions.settings(Mode.SOLO));
    assertAllocatesNothing(system);
    assertTrue(system.counters.get(Counter.TOUCHES) > 50, "it has been touched");
  }

  @Test
  void shouldAllocateNothingInAJamWithinGuardRails() {
    assertAllocatesNothing(
        new LiveSystem(
            Sessions.settings(Mode.JAM)
                .with(Parameter.KEY_LOCK, KeyLock.FOUND)
                .with(Parameter.POLYPHONY, 3)
                .with(Parameter.DENSITY, 6)
                .with(Parameter.REPETITION, 3)
                .with(Parameter.REGISTER_FOLLOW, 0.5)
                .with(Parameter.VELOCITY_FOLLOW, 0.5)));
  }

  /** As on threads: with copies for the journal, thru, and a look at the clock in each cycle. */
  @Test
  void shouldAllocateNothingInThePipelineThatTellsItsTimes() throws Exception {
    Timings timings = new Timings();
    long[] cycleNs = {0};
    Clock clock = () -> cycleNs[0];
    AtomicLong sent = new AtomicLong();
    Pipeline pipeline =
        new Pipeline(
            Sessions.settings(Mode.SOLO),
            Sessions.stepper(),
            "a random one",
            Sessions.tempo(clock.nowNs()),
            Sessions.thruAndClock(),
            (message, deadlineNs) -> sent.incrementAndGet(),
            false,
            null,
            clock,
            timings);
    EventPoller<InSlot> thru = poller(pipeline.inBuffer);
    EventPoller<InSlot> mind = poller(pipeline.inBuffer);
    EventPoller<OutSlot> out = poller(pipeline.outBuffer);
    EventPoller<JournalSlot> journal = poller(pipeline.journalBuffer);
    EventPoller.Handler<InSlot> pass = handler(pipeline.thruHandler);
    EventPoller.Handler<InSlot> think = handler(pipeline.mindHandler);
    EventPoller.Handler<JournalSlot> drain = (slot, sequence, endOfBatch) -> true; // may allocate
    EventPoller.Handler<OutSlot> take =
        (slot, sequence, endOfBatch) -> {
          pipeline.outCycle.take(slot, sequence, cycleNs[0]);
          return true;
        };
    pipeline.in.offer(InSlot.Kind.WAKE, 0, cycleNs[0]);
    Runnable notes =
        () -> {
          try {
            for (int i = 0; i < 40_000; i++) {
              if (i % 10 == 0) {
                int message = MidiMessages.controlChange(0, 1, i % 128);
                pipeline.in.offerMidi(message, clock.nowNs());
              } else if (i % 9001 == 0) {
                pipeline.in.offerMidi(MidiMessages.noteOn(0, 60, 90), clock.nowNs());
                pipeline.in.offerMidi(MidiMessages.noteOff(0, 60), clock.nowNs());
              }
              cycleNs[0] += 1_000_000;
              thru.poll(pass);
              mind.poll(think);
              out.poll(take);
              pipeline.outCycle.dispatch(cycleNs[0]);
              journal.poll(drain);
            }
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        };
    assertEquals(0, bytesAllocated(notes, notes));
    for (Timing timing :
        List.of(
            Timing.LATENESS,
            Timing.CLOCK_LATENESS,
            Timing.HOP_TO_MIND,
            Timing.HOP_THRU,
            Timing.STEP)) {
      assertTrue(timings.total(timing).count() > 1_000, timing.word());
    }
    assertEquals(0, pipeline.counters.get(Counter.ERRORS));
  }

  private static <T> EventPoller<T> poller(RingBuffer<T> buffer) {
    EventPoller<T> poller = buffer.newPoller();
    buffer.addGatingSequences(poller.getSequence());
    return poller;
  }

  private static <T> EventPoller.Handler<T> handler(EventHandler<T> handler) {
    return (slot, sequence, endOfBatch) -> {
      handler.onEvent(slot, sequence, endOfBatch);
      return true;
    };
  }

  private static void assertAllocatesNothing(LiveSystem system) {
    Runnable minutes = () -> system.play(20_000);
    long bytes = bytesAllocated(minutes, minutes);
    assertTrue(system.counters.get(Counter.NOTES_PLAYED) > 1_000, "it has played");
    assertTrue(system.counters.get(Counter.MESSAGES_OUT) > 1_000, "it has sent");
    assertEquals(0, system.counters.get(Counter.ERRORS));
    assertEquals(0, bytes);
  }

  /** The mind and the out thread's work on real rings, driven by this thread. */
  private static final class LiveSystem {
    final Counters counters = new Counters();
    private final Timings timings = new Timings();
    private final RingBuffer<InSlot> inBuffer = RingBuffer.createMultiProducer(InSlot::new, 1024);
    private final RingBuffer<OutSlot> outBuffer =
        RingBuffer.createMultiProducer(OutSlot::new, 1024);
    private final InRing in = new InRing(inBuffer, counters);
    private final OutRing out = new OutRing(outBuffer, new BlockingWaitStrategy(), counters);
    private final BeatKeeper keeper = new BeatKeeper(Sessions.tempo(0), ClockSource.INTERNAL);
    private final Mind mind;
    private final RingBuffer<JournalSlot> journalBuffer =
        RingBuffer.createMultiProducer(JournalSlot::new, 1024);
    private final JournalRing journal = new JournalRing(journalBuffer, counters, true);
    private final CycleBeat beat = new CycleBeat(keeper::beat, journal);
    private final SentJournal sent = new SentJournal((message, deadlineNs) -> {}, journal, beat);
    private final OutCycle cycle =
        new OutCycle(
            new Scheduler(Routing.ONE, sent, sent, counters, timings),
            List.of(),
            beat,
            in,
            out,
            journal,
            sent,
            new Gauges());
    private final EventPoller<JournalSlot> journalPoller = journalBuffer.newPoller();
    private final EventPoller<InSlot> inPoller = inBuffer.newPoller();
    private final EventPoller<OutSlot> outPoller = outBuffer.newPoller();
    private final EventPoller.Handler<JournalSlot> forget = (slot, sequence, endOfBatch) -> true;
    private final EventPoller.Handler<InSlot> think;
    private final EventPoller.Handler<OutSlot> take =
        (slot, sequence, endOfBatch) -> {
          cycle.take(slot, sequence, nowNs());
          return true;
        };
    private long nowNs = Timeline.of(0, 0, 120).nsAt(0);
    private long draw;

    LiveSystem(LiveSettings settings) {
      mind =
          new Mind(
              settings,
              new Seat(Sessions.stepper(), "a random one"),
              keeper,
              0,
              out,
              new DraftBoard(),
              counters,
              new Gauges());
      think =
          (slot, sequence, endOfBatch) -> {
            journal.input(sequence, slot);
            mind.handle(slot);
            mind.lookAhead(Pressure.NONE);
            mind.show();
            return true;
          };
      inBuffer.addGatingSequences(inPoller.getSequence());
      outBuffer.addGatingSequences(outPoller.getSequence());
      journalBuffer.addGatingSequences(journalPoller.getSequence());
      in.offer(InSlot.Kind.WAKE, 0, 0);
    }

    private long nowNs() {
      return nowNs;
    }

    void play(int cycles) {
      for (int i = 0; i < cycles; i++) {
        nowNs += 10_000_000;
        int pitch = 50 + (int) (20 * TokenSampler.uniform(9, draw++));
        double chance = TokenSampler.uniform(9, draw++);
        if (chance < 0.004) {
          in.offerMidi(MidiMessages.noteOn(0, pitch, 90), nowNs);
          in.offerMidi(MidiMessages.noteOff(0, pitch), nowNs);
        } else if (chance < 0.005) {
          in.offerMidi(MidiMessages.controlChange(0, 64, i % 2 * 127), nowNs);
        }
        try {
          for (int round = 0; round < 3; round++) {
            inPoller.poll(think);
            outPoller.poll(take);
            cycle.dispatch(nowNs);
            journalPoller.poll(forget);
          }
          assertEquals(0, counters.get(Counter.JOURNAL_GAPS));
        } catch (Exception e) {
          throw new AssertionError(e);
        }
      }
    }
  }
}

package antiphon.live.engine;

import antiphon.live.api.Action;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Parameter;
import antiphon.live.api.TimingRecorder;
import antiphon.live.api.TriggerKeys;
import antiphon.live.follow.InternalTempo;
import antiphon.live.ring.InSlot;
import antiphon.live.ring.JournalSlot;
import antiphon.live.ring.OutSlot;
import antiphon.live.schedule.Routing;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.MidiSender;
import antiphon.midi.port.loopback.ScorePlayer;
import antiphon.music.note.Score;
import antiphon.music.time.ManualClock;
import antiphon.net.LstmStepper;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;

/**
 * The pipeline on a simulated clock, pumped by one thread: as fast as it can, the same every time,
 * no devices. Time jumps from one event to the next.
 */
public final class Pump {
  private final Pipeline pipeline;
  private final ManualClock clock;
  private final EventPoller<InSlot> thru;
  private final EventPoller<InSlot> mind;
  private final EventPoller<OutSlot> out;
  private final EventPoller<JournalSlot> journal;
  private EventHandler<InSlot> mindHandler;

  /** Told when the mind begins to work and when it has done its work. */
  public interface MindWatch {
    void begins();

    void ends();
  }

  /** A pump with one output, to which nothing is passed through. */
  public Pump(LiveSettings settings, LstmStepper stepper, InternalTempo tempo, MidiSender sender) {
    this(settings, stepper, tempo, Routing.ONE, sender);
  }

  /**
   * @param tempo its timeline's anchor is where the clock begins
   */
  public Pump(
      LiveSettings settings,
      LstmStepper stepper,
      InternalTempo tempo,
      Routing routing,
      MidiSender sender) {
    clock = new ManualClock(tempo.timeline().anchorNs());
    pipeline =
        new Pipeline(
            settings,
            stepper,
            "pumped",
            tempo,
            routing,
            sender,
            true,
            null,
            clock,
            TimingRecorder.NONE);
    thru = poller(pipeline.inBuffer);
    mind = poller(pipeline.inBuffer);
    out = poller(pipeline.outBuffer);
    journal = poller(pipeline.journalBuffer);
    mindHandler = pipeline.mindHandler;
    pipeline.in.offer(InSlot.Kind.WAKE, 0, clock.nowNs());
    settle();
  }

  /** Where input goes: time passes up to its stamp first. */
  public MidiReceiver input() {
    return (message, timeNs) -> {
      advanceTo(timeNs);
      pipeline.in.offerMidi(message, timeNs);
      settle();
    };
  }

  /** Tells where the song is by its transport: time passes up to then first. */
  public void transport(boolean rolling, long quarterNs, long songTick, long timeNs) {
    advanceTo(timeNs);
    pipeline.in.offerTransport(rolling, quarterNs, songTick, timeNs);
    settle();
  }

  /** Ends all that sounds now. */
  public void panic() {
    pipeline.silence(InSlot.Kind.PANIC, clock.nowNs());
    settle();
  }

  /** Asks for something now. */
  public void perform(Action action) {
    if (action == Action.PANIC) {
      panic();
    } else {
      pipeline.in.offer(action, clock.nowNs());
      settle();
    }
  }

  /** Lets another model take over at one of the next bar lines. */
  public void swap(LstmStepper stepper, String name) {
    pipeline.swap(stepper, name, Seat.UNKNOWN, clock.nowNs());
    settle();
  }

  /** Says which keys are not music. */
  public void setTriggers(TriggerKeys keys) {
    pipeline.in.offerPayload(InSlot.Kind.SET_TRIGGERS, keys, clock.nowNs());
    settle();
  }

  /** Whether time is used to draft ahead: what is played is the same without. */
  public void setLooksAhead(boolean looksAhead) {
    pipeline.looksAhead = looksAhead;
  }

  /** From now on somebody looks at the mind's work, event by event. */
  public void watchMind(MindWatch watch) {
    mindHandler =
        (slot, sequence, endOfBatch) -> {
          watch.begins();
          try {
            pipeline.mindHandler.onEvent(slot, sequence, endOfBatch);
          } finally {
            watch.ends();
          }
        };
  }

  /** Turns a parameter now. */
  public void set(Parameter parameter, double value) {
    parameter.require(value);
    pipeline.in.offer(parameter, value, clock.nowNs());
    settle();
  }

  /** Asks something of the mind now. */
  public void offer(InSlot.Kind kind, double value) {
    pipeline.in.offer(kind, value, clock.nowNs());
    settle();
  }

  /** Lets a player play to the end of the piece, or until {@code untilNs}. */
  public void play(ScorePlayer player, long untilNs) {
    while (!player.finished() && player.nextNs() - untilNs <= 0) {
      player.play(player.nextNs());
    }
  }

  /** Lets time pass: all that is due up to an instant is done, each at its own time. */
  public void advanceTo(long untilNs) {
    while (pipeline.outCycle.untilNextNs(clock.nowNs()) <= untilNs - clock.nowNs()) {
      step();
    }
    if (untilNs - clock.nowNs() > 0) {
      clock.moveTo(untilNs);
    }
  }

  /** Lets time pass until nothing waits, or until an instant; true when nothing waits. */
  public boolean advanceUntilIdle(long untilNs) {
    while (true) {
      long waitNs = pipeline.outCycle.untilNextNs(clock.nowNs());
      if (waitNs == OutCycle.NOTHING) {
        return true;
      }
      if (waitNs > untilNs - clock.nowNs()) {
        return false;
      }
      step();
    }
  }

  /** Time passes while the mind is at work on a step; what it has asked for goes out meanwhile. */
  void passTime(long ns) {
    long untilNs = clock.nowNs() + ns;
    takeRequests();
    long waitNs = pipeline.outCycle.untilNextNs(clock.nowNs());
    while (waitNs <= untilNs - clock.nowNs()) {
      clock.moveTo(clock.nowNs() + waitNs);
      pipeline.outCycle.dispatch(clock.nowNs());
      waitNs = pipeline.outCycle.untilNextNs(clock.nowNs());
    }
    clock.moveTo(untilNs);
  }

  private void takeRequests() {
    poll(
        out, (slot, sequence, endOfBatch) -> pipeline.outCycle.take(slot, sequence, clock.nowNs()));
  }

  /** Jumps to what is due next, and does it. */
  private void step() {
    clock.moveTo(clock.nowNs() + pipeline.outCycle.untilNextNs(clock.nowNs()));
    settle();
  }

  /** Ends all that sounds, and gives what was played. */
  public Score finish() {
    pipeline.outCycle.silence(clock.nowNs());
    settle();
    return pipeline.recorder.score();
  }

  /** Now, in the simulation. */
  public long nowNs() {
    return clock.nowNs();
  }

  public EngineView view() {
    return new EngineView(pipeline);
  }

  /** Works until no ring holds anything and nothing is due. */
  private void settle() {
    do {
      poll(thru, pipeline.thruHandler);
      poll(mind, mindHandler);
      takeRequests();
      pipeline.outCycle.dispatch(clock.nowNs());
      poll(journal, pipeline.journalHandler);
    } while (behind(pipeline.inBuffer, mind)
        || behind(pipeline.outBuffer, out)
        || behind(pipeline.journalBuffer, journal));
  }

  private <T> void poll(EventPoller<T> poller, EventHandler<T> handler) {
    try {
      poller.poll(
          (slot, sequence, endOfBatch) -> {
            try {
              handler.onEvent(slot, sequence, endOfBatch);
            } catch (RuntimeException e) {
              pipeline.exceptions.handleEventException(e, sequence, slot);
            }
            return true;
          });
    } catch (Exception e) {
      throw new IllegalStateException("handlers throw nothing checked", e);
    }
  }

  private static boolean behind(RingBuffer<?> buffer, EventPoller<?> poller) {
    return buffer.getCursor() > poller.getSequence().get();
  }

  private static <T> EventPoller<T> poller(RingBuffer<T> buffer) {
    EventPoller<T> poller = buffer.newPoller();
    buffer.addGatingSequences(poller.getSequence());
    return poller;
  }
}

package antiphon.live.engine;

import antiphon.live.api.Counter;
import antiphon.live.api.Counters;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Owner;
import antiphon.live.api.RingLevel;
import antiphon.live.api.TimingRecorder;
import antiphon.live.api.TriggerKeys;
import antiphon.live.follow.BeatKeeper;
import antiphon.live.follow.InternalTempo;
import antiphon.live.journal.SessionRecorder;
import antiphon.live.ring.InRing;
import antiphon.live.ring.InSlot;
import antiphon.live.ring.JournalLog;
import antiphon.live.ring.JournalRing;
import antiphon.live.ring.JournalSlot;
import antiphon.live.ring.OutRing;
import antiphon.live.ring.OutSlot;
import antiphon.live.ring.ParkingWaitStrategy;
import antiphon.live.ring.SurvivingExceptionHandler;
import antiphon.live.schedule.ClockSender;
import antiphon.live.schedule.Routing;
import antiphon.live.schedule.Scheduler;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiSender;
import antiphon.music.note.NoteLedger;
import antiphon.music.note.Part;
import antiphon.music.time.Beat;
import antiphon.music.time.Clock;
import antiphon.music.time.Timeline;
import antiphon.net.LstmStepper;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.RingBuffer;
import java.util.List;

/** The rings and the handlers on them, without threads: the same parts live and simulated. */
final class Pipeline {
  private static final int IN_SLOTS = 4096;
  private static final int OUT_SLOTS = 4096;
  private static final int JOURNAL_SLOTS = 16_384;

  final ParkingWaitStrategy outWait = new ParkingWaitStrategy();
  final RingBuffer<InSlot> inBuffer =
      RingBuffer.createMultiProducer(InSlot::new, IN_SLOTS, new ParkingWaitStrategy());
  final RingBuffer<OutSlot> outBuffer =
      RingBuffer.createMultiProducer(OutSlot::new, OUT_SLOTS, outWait);
  final RingBuffer<JournalSlot> journalBuffer =
      RingBuffer.createMultiProducer(JournalSlot::new, JOURNAL_SLOTS, new ParkingWaitStrategy());

  final Counters counters = new Counters();
  final Gauges gauges = new Gauges();
  final DraftBoard board = new DraftBoard();
  final SurvivingExceptionHandler<Object> exceptions = new SurvivingExceptionHandler<>(counters);
  final InRing in = new InRing(inBuffer, counters);
  private final OutRing out;
  final EventHandler<InSlot> mindHandler;
  final EventHandler<InSlot> thruHandler;
  final EventHandler<JournalSlot> journalHandler;
  final OutCycle outCycle;
  final BeatKeeper keeper;
  final SessionRecorder recorder;
  private final Stopwatch stopwatch;

  /** The beat that the out thread is to see, in a replay; null where it sees the one in force. */
  Beat seen;

  /** Whether time is used to draft ahead: what is played is the same without. */
  boolean looksAhead = true;

  /**
   * @param records whether what is played is kept for a recording
   * @param log where all is written that a replay needs, or null
   * @param clock the one by which events are stamped
   * @param timings is told how long things take
   */
  Pipeline(
      LiveSettings settings,
      LstmStepper stepper,
      String model,
      InternalTempo tempo,
      Routing routing,
      MidiSender sender,
      boolean records,
      JournalLog log,
      Clock clock,
      TimingRecorder timings) {
    stopwatch = new Stopwatch(clock, timings);
    out = new OutRing(outBuffer, outWait, counters);
    JournalRing journal = new JournalRing(journalBuffer, counters, log != null);
    keeper = new BeatKeeper(tempo, settings.clock());
    recorder = new SessionRecorder(tempo.timeline(), tempo.meters(), records, counters);
    Mind mind =
        new Mind(
            settings,
            new Seat(stepper, model, Seat.UNKNOWN),
            keeper,
            routing.longestLatencyNs(),
            out,
            board,
            counters,
            gauges);
    Waiting waiting = new Waiting(inBuffer);
    mindHandler =
        (slot, sequence, endOfBatch) -> {
          waiting.sequence = sequence;
          if (slot.kind.hasPayload()) {
            journal.input(sequence, slot); // only here, before the mind takes it out
          }
          think(mind, slot, journal, endOfBatch ? waiting : null);
        };
    thruHandler =
        (slot, sequence, endOfBatch) -> {
          if (!slot.kind.hasPayload()) {
            journal.input(sequence, slot);
          }
          passThrough(slot, routing, out, journal, keeper.timeline());
        };
    journalHandler =
        (slot, sequence, endOfBatch) -> {
          if (log != null) {
            slot.payload = inWords(slot.payload);
            if (!log.accept(slot)) {
              counters.count(Counter.JOURNAL_GAPS);
            }
          }
          slot.payload = null;
          record(slot);
        };
    CycleBeat beat = new CycleBeat(() -> seen == null ? keeper.beat() : seen, journal);
    SentJournal sent = new SentJournal(sender, journal, beat);
    Scheduler scheduler = new Scheduler(routing, sent, sent, counters, timings);
    List<ClockSender> clocks = ClockSender.forOutputs(routing, settings.meter(), sent, timings);
    outCycle = new OutCycle(scheduler, clocks, beat, in, out, journal, sent, gauges);
  }

  /** Says whether more has come in meanwhile. */
  private static final class Waiting implements Pressure {
    private final RingBuffer<InSlot> buffer;
    private long sequence;

    Waiting(RingBuffer<InSlot> buffer) {
      this.buffer = buffer;
    }

    @Override
    public boolean isHigh() {
      return buffer.getCursor() > sequence;
    }
  }

  /**
   * @param waiting null where more is to be handled first
   */
  private void think(Mind mind, InSlot slot, JournalRing journal, Pressure waiting) {
    long quarterNs = keeper.timeline().quarterNs();
    try {
      mind.handle(slot);
      stopwatch.handled(slot);
      if (waiting != null && looksAhead) {
        long steps = mind.steps();
        mind.lookAhead(waiting);
        stopwatch.lookedAhead(mind.steps() - steps);
      }
      if (waiting != null) {
        mind.show();
      }
    } catch (RuntimeException | OutOfMemoryError e) {
      mind.recover(slot.timeNs);
      throw e;
    } finally {
      Timeline timeline = keeper.timeline();
      if (timeline.quarterNs() != quarterNs) {
        journal.tempo(timeline.quarterNs(), slot.timeNs, timeline.tickAt(slot.timeNs));
      }
    }
  }

  /** What an event brings along, as {@link Replay} reads it. */
  private static String inWords(Object payload) {
    if (payload instanceof Seat seat) {
      return seat.identity + ' ' + seat.name;
    }
    return payload instanceof TriggerKeys keys ? keys.toString() : null;
  }

  private void record(JournalSlot slot) {
    if (slot.kind == JournalSlot.Kind.TEMPO) {
      recorder.tempo(slot.quarterNs, slot.tick);
    } else if (slot.kind == JournalSlot.Kind.HEARD) {
      stopwatch.recorded(slot);
      recorder.accept(slot.part, slot.message, slot.timeNs, slot.tick);
    }
  }

  /** How full the rings are. */
  List<RingLevel> rings() {
    return List.of(level("in", inBuffer), level("out", outBuffer), level("journal", journalBuffer));
  }

  private static RingLevel level(String name, RingBuffer<?> buffer) {
    int slots = buffer.getBufferSize();
    return new RingLevel(name, slots - buffer.remainingCapacity(), slots);
  }

  /**
   * Ends all that sounds, waiting for nobody, and tells the mind.
   *
   * @param kind what the mind is told
   */
  void silence(InSlot.Kind kind, long nowNs) {
    out.panic();
    in.offer(kind, 0, nowNs);
  }

  /** Lets another model take over at a bar line. */
  void swap(LstmStepper stepper, String name, String identity, long nowNs) {
    in.offerPayload(InSlot.Kind.SWAP, new Seat(stepper, name, identity), nowNs);
  }

  /** Sends a message to the outputs that light controllers. */
  void feedback(int message, long nowNs) {
    out.feedback(message, nowNs);
  }

  /** What must not wait for the model: thru, and the copy for the journal. */
  private static void passThrough(
      InSlot slot, Routing routing, OutRing out, JournalRing journal, Timeline timeline) {
    switch (slot.kind) {
      case MIDI -> {
        if (MidiMessages.command(slot.message) == MidiMessages.SYSTEM) {
          return;
        }
        if (routing.isThru(MidiMessages.port(slot.message))) {
          out.send(Owner.THRU, slot.message, slot.timeNs, Scheduler.NO_TICK, 0);
        }
        journal.heard(Part.PLAYER, slot.message, slot.timeNs, timeline.tickAt(slot.timeNs));
      }
      case ECHO -> {
        if (routing.passes(MidiMessages.port(slot.message)) != 0) {
          out.send(Owner.PASSED, slot.message, slot.timeNs, Scheduler.NO_TICK, 0);
        }
      }
      case EVENTS_LOST -> {
        out.cancel(Owner.THRU, slot.timeNs, 0);
        long tick = timeline.tickAt(slot.timeNs);
        for (int channel = 0; channel < NoteLedger.CHANNELS; channel++) {
          int allNotesOff =
              MidiMessages.controlChange(channel, MidiMessages.CONTROLLER_ALL_NOTES_OFF, 0);
          journal.heard(Part.PLAYER, allNotesOff, slot.timeNs, tick);
        }
      }
      default -> {
        // the mind's alone
      }
    }
  }
}

package antiphon.live.engine;

import antiphon.live.api.Action;
import antiphon.live.api.Counter;
import antiphon.live.api.DraftedNote;
import antiphon.live.api.EngineControl;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.LiveStatus;
import antiphon.live.api.MessageListener;
import antiphon.live.api.NoteListener;
import antiphon.live.api.OutTiming;
import antiphon.live.api.Parameter;
import antiphon.live.api.RealTimeSafe;
import antiphon.live.api.RingLevel;
import antiphon.live.api.Timings;
import antiphon.live.api.TriggerKeys;
import antiphon.live.follow.InternalTempo;
import antiphon.live.journal.Takes;
import antiphon.live.ring.InSlot;
import antiphon.live.ring.JournalLog;
import antiphon.live.ring.OutSlot;
import antiphon.live.ring.PreciseWait;
import antiphon.live.ring.Spin;
import antiphon.live.schedule.Routing;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.MidiSender;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.Song;
import antiphon.music.note.Score;
import antiphon.music.time.Beat;
import antiphon.music.time.Clock;
import antiphon.net.LstmStepper;
import com.lmax.disruptor.BatchEventProcessor;
import com.lmax.disruptor.BatchEventProcessorBuilder;
import com.lmax.disruptor.EventHandler;
import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.Sequence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pipeline on threads of its own. */
public final class Engine implements EngineControl, PortListener, AutoCloseable {
  private static final String JOURNAL = "antiphon-journal";
  private static final Logger LOG = LoggerFactory.getLogger(Engine.class);
  private static final long STOP_TIMEOUT_MS = 500;
  private static final long STOP_TIMEOUT_NS = STOP_TIMEOUT_MS * 1_000_000;
  private static final long DRAIN_LOOK_NS = 1_000_000;

  private final Pipeline pipeline;
  private final Clock clock;
  private final OutTiming timing;
  private final Timings timings = new Timings();
  private final List<BatchEventProcessor<?>> processors = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final ProgressWatchdog watchdog;
  private final Thread outThread;

  /** Advanced by the out thread with each cycle, of which there are fifty a second at the least. */
  private final Sequence heartbeat = new Sequence();

  private volatile boolean running = true;
  private boolean closed;

  /** Time of the out thread's present cycle; that thread's alone. */
  private long cycleNs;

  /** An engine whose out thread is an ordinary one. */
  public Engine(
      LiveSettings settings,
      LstmStepper stepper,
      String model,
      InternalTempo tempo,
      Routing routing,
      MidiSender sender,
      Clock clock,
      boolean records) {
    this(
        settings, stepper, model, tempo, routing, sender, clock, records, null, OutTiming.ORDINARY);
  }

  /**
   * @param tempo tick 0 is the start of the session
   * @param model how to call the model in the status
   * @param sender called on the out thread only, with outputs of the routing as ports
   * @param records whether what is played is kept for {@link #recording}
   * @param log where all is written that a {@link Replay} needs, or null
   * @param timing of the out thread
   */
  public Engine(
      LiveSettings settings,
      LstmStepper stepper,
      String model,
      InternalTempo tempo,
      Routing routing,
      MidiSender sender,
      Clock clock,
      boolean records,
      JournalLog log,
      OutTiming timing) {
    pipeline =
        new Pipeline(
            settings, stepper, model, tempo, routing, sender, records, log, clock, timings);
    this.clock = clock;
    this.timing = timing;
    watchdog =
        new ProgressWatchdog(pipeline.counters, clock, pipeline.exceptions::takeNew, timings::turn);
    consume("antiphon-mind", pipeline.inBuffer, pipeline.mindHandler);
    consume("antiphon-thru", pipeline.inBuffer, pipeline.thruHandler);
    consume(JOURNAL, pipeline.journalBuffer, pipeline.journalHandler);
    EventPoller<OutSlot> poller = pipeline.outBuffer.newPoller();
    pipeline.outBuffer.addGatingSequences(poller.getSequence());
    watchdog.watch("antiphon-out", pipeline.outBuffer, poller.getSequence(), heartbeat);
    outThread = thread("antiphon-out", () -> sendUntilStopped(poller));
  }

  /** Starts the threads. */
  public void start() {
    threads.forEach(Thread::start);
    outThread.start();
    watchdog.start();
    pipeline.in.offer(InSlot.Kind.WAKE, 0, clock.nowNs());
  }

  /** Whether the threads that the music needs get on with their work. Any thread. */
  public boolean getsOn(long nowNs) {
    return watchdog.allMove(nowNs);
  }

  /** Where what comes in goes: any thread, never blocks. */
  public MidiReceiver input() {
    return new MidiReceiver() {
      @Override
      public void receive(int message, long timeNs) {
        pipeline.in.offerMidi(message, timeNs);
      }

      @Override
      public void receiveEcho(int message, long timeNs) {
        pipeline.in.offerEcho(message, timeNs);
      }
    };
  }

  /** What has been played so far. */
  public Score recording() {
    return pipeline.recorder.score();
  }

  /** From now on what is played is also kept in takes; called before {@link #start}, once. */
  public Takes keepTakes() {
    return pipeline.recorder.keepTakes();
  }

  public EngineView view() {
    return new EngineView(pipeline);
  }

  @Override
  public void perform(Action action) {
    perform(action, clock.nowNs());
  }

  @Override
  public void perform(Action action, long timeNs) {
    if (action == Action.PANIC) {
      pipeline.silence(InSlot.Kind.PANIC, timeNs);
    } else {
      pipeline.in.offer(action, timeNs);
    }
  }

  /**
   * Lets another model take over at one of the next bar lines, once it has been told what has been
   * heard lately. Called on any thread; what the model needs to remember is allocated there.
   *
   * @param identity what tells its weights from all others, without spaces
   */
  public void swap(LstmStepper stepper, String name, String identity) {
    pipeline.swap(stepper, name, identity, clock.nowNs());
  }

  @Override
  public void setTriggers(TriggerKeys keys) {
    pipeline.recorder.setTriggers(keys);
    pipeline.in.offerPayload(InSlot.Kind.SET_TRIGGERS, keys, clock.nowNs());
  }

  @Override
  public void feedback(int command, int channel, int data1, int data2) {
    pipeline.feedback(MidiMessages.pack(command | channel, data1, data2), clock.nowNs());
  }

  /** A model that was chosen cannot be taken over: counted, and said in one line. */
  public void swapFailed(String name, String reason) {
    pipeline.counters.count(Counter.MODELS_REFUSED);
    LOG.warn("{} plays on, {} does not: {}", status().model(), name, reason);
  }

  @Override
  public void set(Parameter parameter, double value) {
    parameter.require(value);
    pipeline.in.offer(parameter, value, clock.nowNs());
  }

  @Override
  public void play(int pitch, int velocity) {
    LiveSettings.require("pitch", pitch, 0, 127);
    LiveSettings.require("velocity", velocity, 0, 127);
    pipeline.in.offerMidi(MidiMessages.noteOn(0, pitch, velocity), clock.nowNs());
  }

  @Override
  public LiveStatus status() {
    Beat beat = pipeline.keeper.beat();
    long nowNs = clock.nowNs();
    long timeTicks = beat.timeline().tickAt(nowNs);
    return new LiveStatus(
        pipeline.gauges.mode,
        pipeline.gauges.floor,
        beat.timeline().tempoBpm(),
        pipeline.keeper.meters().meterAt(0).toString(),
        timeTicks,
        beat.songTick(timeTicks),
        pipeline.keeper.status(nowNs),
        pipeline.gauges.sounding,
        parameters(),
        pipeline.gauges.model,
        pipeline.gauges.key,
        pipeline.gauges.keyConfidence,
        pipeline.counters.byName());
  }

  @Override
  public long draftVersion() {
    return pipeline.board.version();
  }

  @Override
  public List<DraftedNote> draft() {
    return pipeline.board.notes();
  }

  @Override
  public long count(Counter counter) {
    return pipeline.counters.get(counter);
  }

  @Override
  public List<RingLevel> rings() {
    return pipeline.rings();
  }

  @Override
  public Timings timings() {
    return timings;
  }

  private Map<Parameter, Double> parameters() {
    Map<Parameter, Double> parameters = new EnumMap<>(Parameter.class);
    for (Parameter parameter : Parameter.values()) {
      parameters.put(parameter, pipeline.gauges.get(parameter));
    }
    return Collections.unmodifiableMap(parameters);
  }

  @Override
  public void addListener(NoteListener listener) {
    pipeline.recorder.addListener(listener);
  }

  @Override
  public void removeListener(NoteListener listener) {
    pipeline.recorder.removeListener(listener);
  }

  @Override
  public void addListener(MessageListener listener) {
    pipeline.recorder.addListener(listener);
  }

  @Override
  public void removeListener(MessageListener listener) {
    pipeline.recorder.removeListener(listener);
  }

  @Override
  public void lost(String what, String reason) {
    pipeline.counters.count(Counter.PORTS_LOST);
    LOG.warn("{}: {}; playing on, and waiting for it", what, reason);
  }

  @Override
  public void found(String what) {
    pipeline.counters.count(Counter.PORTS_FOUND);
    LOG.info("{}: back again", what);
  }

  @Override
  @RealTimeSafe
  public void counted(PortCount what, long count) {
    pipeline.counters.add(counterOf(what), count);
  }

  @Override
  public Song song() {
    return new SessionSong(pipeline);
  }

  private static Counter counterOf(PortCount what) {
    return switch (what) {
      case REFUSED -> Counter.REFUSED_OUT;
      case LATE -> Counter.MISSED_FRAMES;
      case XRUNS -> Counter.XRUNS;
      case MALFORMED -> Counter.MALFORMED_IN;
      case SYSTEM_EXCLUSIVE -> Counter.SYSTEM_EXCLUSIVE_IN;
      case PACKETS_LOST -> Counter.PACKETS_LOST;
      case NOTES_RECOVERED -> Counter.NOTES_RECOVERED;
      case ECHOES -> Counter.ECHOES_DROPPED;
    };
  }

  /** Stops: every sounding note is ended, then the threads end. Closing twice does nothing. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    watchdog.close();
    running = false;
    join(outThread);
    awaitJournal();
    processors.forEach(BatchEventProcessor::halt);
    threads.forEach(Engine::join);
  }

  /** What has been said to the journal is to be in it, the last ends among it. */
  private void awaitJournal() {
    long fromNs = clock.nowNs();
    long last = pipeline.journalBuffer.getCursor();
    while (pipeline.journalBuffer.getMinimumGatingSequence() < last
        && clock.nowNs() - fromNs < STOP_TIMEOUT_NS) {
      LockSupport.parkNanos(DRAIN_LOOK_NS);
    }
  }

  private void sendUntilStopped(EventPoller<OutSlot> poller) {
    EventPoller.Handler<OutSlot> take =
        (slot, sequence, endOfBatch) -> {
          pipeline.outCycle.take(slot, sequence, cycleNs);
          return true;
        };
    timing.atStart().run();
    Spin spin =
        timing.spinNs() == OutTiming.MEASURED ? Spin.measured(clock) : Spin.of(timing.spinNs());
    PreciseWait wait = new PreciseWait(pipeline.outWait, clock, spin);
    cycleNs = clock.nowNs();
    while (running) {
      heartbeat.set(heartbeat.get() + 1);
      try {
        poller.poll(take);
        pipeline.outCycle.dispatch(cycleNs);
      } catch (Exception | OutOfMemoryError e) {
        pipeline.exceptions.handleEventException(e, -1, null);
      }
      cycleNs =
          wait.await(
              pipeline.outBuffer,
              poller.getSequence(),
              cycleNs,
              pipeline.outCycle.untilNextNs(cycleNs));
    }
    cycleNs = clock.nowNs();
    try {
      poller.poll(take); // the last words to lights; music is silenced next
    } catch (Exception e) {
      pipeline.exceptions.handleEventException(e, -1, null);
    }
    pipeline.outCycle.silence(cycleNs);
  }

  private <T> void consume(String name, RingBuffer<T> buffer, EventHandler<T> handler) {
    BatchEventProcessor<T> processor =
        new BatchEventProcessorBuilder().build(buffer, buffer.newBarrier(), handler);
    processor.setExceptionHandler(pipeline.exceptions);
    buffer.addGatingSequences(processor.getSequence());
    watchdog.watch(name, !name.equals(JOURNAL), buffer, processor.getSequence());
    processors.add(processor);
    threads.add(thread(name, processor));
  }

  private static Thread thread(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    return thread;
  }

  private static void join(Thread thread) {
    try {
      thread.join(STOP_TIMEOUT_MS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

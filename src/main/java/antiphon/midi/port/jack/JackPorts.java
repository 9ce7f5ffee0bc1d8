package antiphon.midi.port.jack;

import antiphon.midi.port.HeldKeys;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.OpenPorts;
import antiphon.midi.port.OutQueue;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortException;
import antiphon.midi.port.PortInfo;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.PortPlan;
import antiphon.midi.port.Song;
import antiphon.music.time.Clock;
import antiphon.music.time.Meter;
import antiphon.thread.EnduringExecutor;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The own ports in the graph. When the server goes they are lost, when it is back they are made
 * again. All dealings with the server but the process callback happen on one thread of their own,
 * the keeper's.
 */
final class JackPorts implements OpenPorts {
  private static final Logger LOG = LoggerFactory.getLogger(JackPorts.class);

  /** How often the graph is looked at, and a server that has gone is looked for. */
  private static final long LOOK_MS = 200;

  /** After so many looks between which there was no period the server is said to stand still. */
  private static final int STANDING_LOOKS = 5;

  private static final long CLOSE_DELAY_MS = 400;
  private static final long CLOSE_TIMEOUT_MS = 1_000;
  private static final long SILENCE_TIMEOUT_MS = 200;
  private static final int OUT_CAPACITY = 4096;

  private final PortPlan plan;
  private final PortListener listener;
  private final Clock clock;
  private final OutQueue out = new OutQueue(OUT_CAPACITY);
  private final Period period;
  private final Song song;
  private final SongWatch watch;
  private final Timebase timebase;
  private final PatchBay patchBay;
  private final ScheduledExecutorService keeper = new EnduringExecutor("antiphon-jack");

  /** One client's time at a server. */
  private record Stay(GraphClient client, JackProcess process) {}

  /** Null while there is no server; written on the keeper's thread, read by senders. */
  private volatile Stay stay;

  /** Whether a client of a server that died is yet to be closed; the keeper's. */
  private boolean closing;

  /** Periods when last looked at, and how many looks ago there were fewer; the keeper's. */
  private int periods;

  private int looksWithoutPeriod;

  /** Written on the keeper's thread, read by who closes. */
  private volatile boolean standing;

  /** The meter that others tell has been said to be another; the keeper's. */
  private boolean saidMeter;

  private volatile List<String> inputs = List.of();
  private volatile List<String> outputs = List.of();

  private JackPorts(
      PortPlan plan, MidiReceiver receiver, PortListener listener, Clock clock, Terms terms) {
    this.plan = plan;
    this.listener = listener;
    this.clock = clock;
    period = new Period(plan, out, receiver, listener, terms.promisedNs());
    song = listener.song();
    watch = terms.follows() ? new SongWatch(song, period.clock()) : null;
    double ownBpm = song.beat().timeline().tempoBpm();
    timebase =
        terms.tellsBars() ? new Timebase(song, period.clock(), terms.follows(), ownBpm) : null;
    patchBay = new PatchBay(plan, period, listener);
  }

  static JackPorts open(
      PortPlan plan, MidiReceiver receiver, PortListener listener, Clock clock, Terms terms)
      throws PortException {
    JackPorts ports = new JackPorts(plan, receiver, listener, clock, terms);
    try {
      ports.keeper.submit(ports::arriveFirst).get();
    } catch (ExecutionException e) {
      ports.keeper.shutdown();
      throw e.getCause() instanceof PortException refused
          ? refused
          : new PortException("JACK ports cannot be opened: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PortException("interrupted while opening JACK ports", e);
    }
    return ports;
  }

  @Override
  public void send(int message, long deadlineNs) {
    if (stay != null && !out.offer(message, deadlineNs)) {
      listener.counted(PortCount.REFUSED, 1);
    }
  }

  @Override
  public void inherit(int output, HeldKeys keys, long nowNs) {
    patchBay.inherit(output, keys);
    OpenPorts.super.inherit(output, keys, nowNs);
  }

  @Override
  public List<String> inputs() {
    return inputs;
  }

  @Override
  public List<String> outputs() {
    return outputs;
  }

  /** A server that has gone takes its clients along; one that stands still comes back to them. */
  @Override
  public boolean deliver() {
    return !standing;
  }

  /** As {@link Period#latencyFrames}. */
  int latencyFrames() {
    return period.latencyFrames();
  }

  /** A server that stands still is not waited for, and left alone if it does not answer. */
  @Override
  public void close() {
    try {
      Stay last = stay;
      if (last != null && !standing) {
        last.process().drained().await(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        period.fallSilent();
        last.process().drained().await(SILENCE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
      }
      keeper.execute(this::leave);
      keeper.shutdown();
      keeper.awaitTermination(CLOSE_TIMEOUT_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void leave() {
    Stay last = stay;
    stay = null;
    if (last != null) {
      last.client().close();
    }
  }

  private Void arriveFirst() throws PortException {
    DressRehearsal.play(plan);
    try {
      arrive(true);
    } catch (PortException e) {
      if (!plan.waitForPorts()) {
        throw e;
      }
      listener.lost(JackTransport.NAME, e.getMessage());
    }
    keeper.scheduleWithFixedDelay(this::tend, LOOK_MS, LOOK_MS, TimeUnit.MILLISECONDS);
    return null;
  }

  private void arrive(boolean first) throws PortException {
    GraphClient client = GraphClient.open(JackTransport.CLIENT_NAME);
    try {
      if (first) {
        plan.requireMatches(client.others());
      }
      period.connect(client.sampleRate());
      if (watch != null) {
        watch.restart();
      }
      JackProcess process =
          new JackProcess(client, client.register(plan), period, out, clock, watch);
      client.activate(process, this::xrun, this::serverGone);
      if (timebase != null && !client.tellBars(timebase)) {
        LOG.warn("another client is JACK's timebase master; Antiphon leaves it to that");
      }
      inputs = client.own(PortInfo.Direction.IN);
      outputs = client.own(PortInfo.Direction.OUT);
      patchBay.look(client, clock.nowNs());
      looksWithoutPeriod = 0;
      standing = false;
      stay = new Stay(client, process);
    } catch (PortException e) {
      closeLater(client);
      throw e;
    }
  }

  /** Looks after the connections, or for a server. */
  private void tend() {
    try {
      Stay present = stay;
      if (present != null) {
        watchServer(present.process());
        patchBay.look(present.client(), clock.nowNs());
        compareMeters();
      } else if (!closing) {
        arrive(false);
        listener.found(JackTransport.NAME);
      }
    } catch (PortException e) {
      LOG.trace("not yet", e);
    } catch (RuntimeException e) {
      LOG.warn("JACK's ports", e);
    }
  }

  /** A server may stand still without going: nobody else is told then. */
  private void watchServer(JackProcess process) {
    int now = process.periods();
    boolean moves = now != periods;
    periods = now;
    looksWithoutPeriod = moves ? 0 : looksWithoutPeriod + 1;
    if (!standing && looksWithoutPeriod == STANDING_LOOKS) {
      standing = true;
      listener.lost(JackTransport.NAME, "the server stands still");
    } else if (standing && moves) {
      standing = false;
      listener.found(JackTransport.NAME);
    }
  }

  private void compareMeters() {
    Meter meter = song.meter();
    if (!saidMeter && watch != null && watch.isInAnotherMeter(meter.beats(), meter.unit())) {
      saidMeter = true;
      LOG.warn("JACK's transport is in {}; Antiphon stays in {}", watch.meter(), meter);
    }
  }

  /**
   * Closes a client once the library's threads have long left their callbacks: to cancel them
   * inside would take the JVM down.
   */
  private void closeLater(GraphClient gone) {
    closing = true;
    keeper.schedule(
        () -> {
          gone.close();
          closing = false;
        },
        CLOSE_DELAY_MS,
        TimeUnit.MILLISECONDS);
  }

  /** On the library's thread. */
  private int xrun() {
    listener.counted(PortCount.XRUNS, 1);
    return 0;
  }

  /** On the library's thread, which must not be kept. */
  private void serverGone() {
    try {
      keeper.execute(this::lose);
    } catch (RejectedExecutionException e) {
      return; // closing anyway
    }
  }

  private void lose() {
    Stay gone = stay;
    if (gone == null) {
      return;
    }
    stay = null;
    gone.process().stop();
    patchBay.serverGone(clock.nowNs());
    listener.lost(JackTransport.NAME, "the server has gone");
    closeLater(gone.client());
  }
}

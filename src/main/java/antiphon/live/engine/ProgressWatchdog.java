package antiphon.live.engine;

import antiphon.live.api.Counter;
import antiphon.live.api.Counters;
import antiphon.live.api.Timings;
import antiphon.music.time.Clock;
import antiphon.thread.EnduringExecutor;
import com.lmax.disruptor.Cursored;
import com.lmax.disruptor.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks four times a second whether every consumer gets on with its ring and the thread that sends
 * with its cycles, and logs what live threads may not: stalls and losses, once each, and exceptions
 * not seen before. Every second it says that one has passed.
 */
final class ProgressWatchdog implements AutoCloseable {
  static final long STALL_NS = 1_000_000_000;

  /** One that has moved for so long moves again: who takes too long for each event does not. */
  static final long STEADY_NS = 2 * STALL_NS;

  private static final Logger LOG = LoggerFactory.getLogger(ProgressWatchdog.class);
  private static final long PERIOD_MS = 250;
  private static final long NS_PER_MS = 1_000_000;

  /** One thread, and how far it had come when last looked at. */
  private static final class Watched {
    final String name;
    final boolean vital;
    final Cursored ring;
    final Sequence sequence;
    final Sequence heartbeat;
    long lastSequence;
    long movedNs;
    long lastBeat;
    long beatNs;
    boolean stalled;
    boolean said;
    long stalledNs;

    Watched(String name, boolean vital, Cursored ring, Sequence sequence, Sequence heartbeat) {
      this.name = name;
      this.vital = vital;
      this.ring = ring;
      this.sequence = sequence;
      this.heartbeat = heartbeat;
    }

    void begin(long nowNs) {
      movedNs = nowNs;
      beatNs = nowNs;
    }

    /** Since when it has not got on; now, if it has. */
    long stillSinceNs(long nowNs) {
      long present = sequence.get();
      if (present != lastSequence || ring.getCursor() <= present) {
        lastSequence = present;
        movedNs = nowNs;
      }
      if (heartbeat == null || heartbeat.get() != lastBeat) {
        lastBeat = heartbeat == null ? 0 : heartbeat.get();
        beatNs = nowNs;
      }
      return movedNs - beatNs < 0 ? movedNs : beatNs;
    }
  }

  private final Counters counters;
  private final Clock clock;
  private final Supplier<Throwable> newErrors;
  private final Runnable everySecond;
  private final LossReport losses;
  private final MemoryWatch memory = new MemoryWatch();
  private long secondNs;

  /** Written by the watchdog's thread; read by any. */
  private volatile long lookedNs;

  /** The same. */
  private volatile boolean allMove = true;

  private final List<Watched> all = new ArrayList<>();
  private final ScheduledExecutorService executor = new EnduringExecutor("antiphon-watchdog");

  ProgressWatchdog(
      Counters counters, Clock clock, Supplier<Throwable> newErrors, Runnable everySecond) {
    this.counters = counters;
    this.clock = clock;
    this.newErrors = newErrors;
    this.everySecond = everySecond;
    losses = new LossReport(counters);
    secondNs = clock.nowNs();
    lookedNs = secondNs;
  }

  /**
   * Watches a consumer, which stands still when it does not get on with what waits; one that waits
   * for more does not. Before {@link #start}.
   *
   * @param vital whether the music stops where it stands still
   */
  void watch(String name, boolean vital, Cursored ring, Sequence sequence) {
    watch(new Watched(name, vital, ring, sequence, null));
  }

  /**
   * Watches a vital consumer that also has to do where nothing waits for it. Before {@link #start}.
   *
   * @param heartbeat advances several times a second, whatever it does
   */
  void watch(String name, Cursored ring, Sequence sequence, Sequence heartbeat) {
    watch(new Watched(name, true, ring, sequence, heartbeat));
  }

  private void watch(Watched watched) {
    watched.begin(clock.nowNs());
    all.add(watched);
  }

  /** Whether all that is vital got on when last looked at, and that was just now. Any thread. */
  boolean allMove(long nowNs) {
    return allMove && nowNs - lookedNs < STALL_NS;
  }

  /** Begins to look; what it watches begins to get on now. */
  void start() {
    long nowNs = clock.nowNs();
    lookedNs = nowNs;
    all.forEach(watched -> watched.begin(nowNs));
    executor.scheduleAtFixedRate(this::lookSafely, PERIOD_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
  }

  /** It goes on looking, whatever happens to it. */
  private void lookSafely() {
    try {
      look(clock.nowNs());
    } catch (RuntimeException e) {
      LOG.warn("the watchdog could not look: {}", e.toString());
    }
  }

  void look(long nowNs) {
    if (nowNs - lookedNs >= STALL_NS) {
      LOG.warn(
          "all of this process stood still for {} ms; playing on", (nowNs - lookedNs) / NS_PER_MS);
      all.forEach(watched -> watched.begin(nowNs)); // none of them is to blame
    }
    for (Watched watched : all) {
      look(watched, nowNs);
    }
    allMove = all.stream().noneMatch(watched -> watched.vital && watched.stalled);
    lookedNs = nowNs;
    while (nowNs - secondNs >= Timings.TURN_NS) {
      secondNs += Timings.TURN_NS;
      everySecond.run();
    }
    memory.look();
    losses.look(nowNs);
    for (Throwable error = newErrors.get(); error != null; error = newErrors.get()) {
      LOG.error("an event was lost to an error on a live thread ({}); playing on", inWords(error));
      LOG.debug("that error", error);
    }
  }

  /** What it is, and where it was thrown. */
  private static String inWords(Throwable error) {
    StackTraceElement[] trace = error.getStackTrace();
    return trace.length == 0 ? error.toString() : error + " at " + trace[0];
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }

  private void look(Watched watched, long nowNs) {
    if (nowNs - watched.stillSinceNs(nowNs) < STALL_NS) {
      watched.stalled = false;
      if (watched.said && nowNs - watched.stalledNs >= STEADY_NS) {
        watched.said = false;
        LOG.info("{} moves again", watched.name);
      }
      return;
    }
    watched.stalledNs = nowNs;
    if (!watched.stalled) {
      watched.stalled = true;
      counters.count(Counter.STALLS);
    }
    if (!watched.said) {
      watched.said = true;
      LOG.warn("{} has stood still for a second", watched.name);
    }
  }
}

package antiphon.live.engine;

import antiphon.live.api.Counter;
import antiphon.live.api.Counters;
import antiphon.live.api.Timings;
import antiphon.music.time.Clock;
import com.lmax.disruptor.Cursored;
import com.lmax.disruptor.Sequence;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks four times a second whether every consumer gets on with its ring, and logs what live
 * threads may not: stalls and losses, once each, and exceptions not seen before. Every second it
 * says that one has passed.
 */
final class ProgressWatchdog implements AutoCloseable {
  static final long STALL_NS = 1_000_000_000;

  /** One that has moved for so long moves again: who takes too long for each event does not. */
  static final long STEADY_NS = 2 * STALL_NS;

  private static final Logger LOG = LoggerFactory.getLogger(ProgressWatchdog.class);
  private static final long PERIOD_MS = 250;
  private static final long NS_PER_MS = 1_000_000;

  /** One consumer, and how far it had come when last looked at. */
  private static final class Watched {
    final String name;
    final boolean vital;
    final Cursored ring;
    final Sequence sequence;
    long lastSequence;
    long movedNs;
    boolean stalled;
    boolean said;
    long stalledNs;

    Watched(String name, boolean vital, Cursored ring, Sequence sequence, long nowNs) {
      this.name = name;
      this.vital = vital;
      this.ring = ring;
      this.sequence = sequence;
      movedNs = nowNs;
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
  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "antiphon-watchdog");
            thread.setDaemon(true);
            return thread;
          });

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
   * Before {@link #start}.
   *
   * @param vital whether the music stops where it stands still
   */
  void watch(String name, boolean vital, Cursored ring, Sequence sequence) {
    all.add(new Watched(name, vital, ring, sequence, clock.nowNs()));
  }

  /** Whether all that is vital got on when last looked at, and that was just now. Any thread. */
  boolean allMove(long nowNs) {
    return allMove && nowNs - lookedNs < STALL_NS;
  }

  void start() {
    executor.scheduleAtFixedRate(this::lookSafely, PERIOD_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
  }

  /** It goes on looking, whatever happens to it. */
  private void lookSafely() {
    try {
      look(clock.nowNs());
    } catch (RuntimeException e) {
      LOG.warn("the watchdog could not look: {}", e.toString());
    } catch (OutOfMemoryError e) {
      // the next look says so
    }
  }

  void look(long nowNs) {
    if (nowNs - lookedNs >= STALL_NS) {
      LOG.warn(
          "all of this process stood still for {} ms; playing on", (nowNs - lookedNs) / NS_PER_MS);
      all.forEach(watched -> watched.movedNs = nowNs); // none of them is to blame
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
    long sequence = watched.sequence.get();
    if (sequence != watched.lastSequence || watched.ring.getCursor() <= sequence) {
      watched.lastSequence = sequence;
      watched.movedNs = nowNs;
      watched.stalled = false;
      if (watched.said && nowNs - watched.stalledNs >= STEADY_NS) {
        watched.said = false;
        LOG.info("{} moves again", watched.name);
      }
    } else if (nowNs - watched.movedNs >= STALL_NS) {
      watched.stalledNs = nowNs;
      if (!watched.stalled) {
        watched.stalled = true;
        counters.count(Counter.STALLS);
      }
      if (!watched.said) {
        watched.said = true;
        LOG.warn("{} has stood still for a second with work waiting", watched.name);
      }
    }
  }
}

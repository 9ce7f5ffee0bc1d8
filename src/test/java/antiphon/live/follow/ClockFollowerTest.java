package antiphon.live.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.music.time.Timeline;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;

/** The beat of a clock that jitters, loses and doubles, against the beat it was made from. */
class ClockFollowerTest {
  private static final double[] TEMPOS_BPM = {40, 60, 97, 120, 180, 250};
  private static final double JITTER_MS = 3;
  private static final double SHARE = 0.01;
  private static final int TICKS_PER_CLOCK = 40;

  /** Clocks until the tempo is within 0.1 bpm for good, in order of the tempos. */
  private static final int[] TEMPO_KNOWN_CLOCKS = {24, 48, 96, 110, 220, 260};

  /** Follows arrivals and measures after each. */
  private static final class Follow {
    final ClockFollower follower = new ClockFollower(Timeline.of(0, 0, 120));
    final long startNs;
    final DoubleUnaryOperator dueNs;
    double squares;
    int measured;
    double worstMs;
    int worstClock;
    double worstTempoBpm;
    int timelines;

    /** Which clock the follower took the newest for, less which it was. */
    long slip;

    Follow(DoubleUnaryOperator dueNs, long startNs) {
      this.dueNs = dueNs;
      this.startNs = startNs;
      follower.start(startNs - 4_000_000);
    }

    Follow hear(List<JitteryClock.Arrival> arrivals) {
      return hear(arrivals, 0);
    }

    /**
     * @param from measures from this clock on
     */
    Follow hear(List<JitteryClock.Arrival> arrivals, int from) {
      for (JitteryClock.Arrival arrival : arrivals) {
        Timeline before = follower.timeline();
        follower.clock(startNs + arrival.ns());
        timelines += follower.timeline() != before ? 1 : 0;
        slip = follower.position() - arrival.clock();
        if (arrival.clock() >= from) {
          measure(arrival.clock());
        }
      }
      return this;
    }

    private void measure(int clock) {
      long tick = (long) clock * TICKS_PER_CLOCK;
      double offMs = (follower.timeline().nsAt(tick) - startNs - dueNs.applyAsDouble(clock)) / 1e6;
      squares += offMs * offMs;
      measured++;
      if (Math.abs(offMs) > Math.abs(worstMs)) {
        worstMs = offMs;
        worstClock = clock;
      }
      double bpm = 60e9 / 24 / (dueNs.applyAsDouble(clock + 1) - dueNs.applyAsDouble(clock));
      worstTempoBpm = Math.max(worstTempoBpm, Math.abs(follower.tempoBpm() - bpm));
    }

    double rmsMs() {
      return Math.sqrt(squares / measured);
    }

    String worst() {
      return worstMs + " ms at clock " + worstClock;
    }
  }

  private static Follow bad(Random random, DoubleUnaryOperator dueNs, int clocks, int from) {
    return new Follow(dueNs, Long.MAX_VALUE - 5_000_000_000L)
        .hear(new JitteryClock(random, JITTER_MS, SHARE, SHARE).arrivals(clocks, dueNs), from);
  }

  @Test
  void shouldKeepTheBeatOfABadClock() {
    Seeded.forSeeds(
        10,
        random -> {
          for (double bpm : TEMPOS_BPM) {
            Follow follow = bad(random, JitteryClock.steady(bpm), 3000, 400);
            assertEquals(0, follow.rmsMs(), 0.3, bpm + " bpm, rms");
            assertTrue(Math.abs(follow.worstMs) < 4, bpm + " bpm: " + follow.worst());
            assertTrue(follow.worstTempoBpm < 0.1, bpm + " bpm: " + follow.worstTempoBpm);
            assertEquals(0, follow.slip, bpm + " bpm, clocks");
            assertTrue(follow.follower.locked());
            assertEquals(Math.sqrt(3), follow.follower.jitterMs(), 0.4, "jitter");
            assertEquals(1, follow.follower.generation());
          }
        });
  }

  @Test
  void shouldKnowBeatAndTempoSoon() {
    Seeded.forSeeds(
        10,
        random -> {
          for (int i = 0; i < TEMPOS_BPM.length; i++) {
            DoubleUnaryOperator due = JitteryClock.steady(TEMPOS_BPM[i]);
            Follow beat = bad(random, due, 200, 24);
            assertTrue(Math.abs(beat.worstMs) < 3, TEMPOS_BPM[i] + " bpm: " + beat.worst());
            Follow tempo = bad(random, due, 600, TEMPO_KNOWN_CLOCKS[i]);
            assertTrue(tempo.worstTempoBpm < 0.1, TEMPOS_BPM[i] + ": " + tempo.worstTempoBpm);
          }
        });
  }

  @Test
  void shouldNotDriftInAMillionClocks() {
    for (double bpm : new double[] {97, 250}) {
      Follow follow = bad(new Random(7), JitteryClock.steady(bpm), 1_000_000, 400);
      assertEquals(0, follow.slip);
      assertEquals(0, follow.rmsMs(), 0.3);
      assertTrue(Math.abs(follow.worstMs) < 4.5, follow.worst());
      assertTrue(follow.worstTempoBpm < 0.1, "tempo off by " + follow.worstTempoBpm);
      assertEquals(1e4, follow.follower.lostClocks(), 500);
      assertEquals(1e4, follow.follower.doubledClocks(), 500);
    }
  }

  private static final double[][] JUMPS_BPM = {{120, 140}, {140, 120}, {97, 194}, {194, 97}};

  @Test
  void shouldFollowAJumpOfAGoodClockAtOnce() {
    for (double[] jump : JUMPS_BPM) {
      DoubleUnaryOperator due = JitteryClock.jump(jump[0], jump[1], 500);
      List<JitteryClock.Arrival> arrivals =
          new JitteryClock(new Random(1), 0, 0, 0).arrivals(1000, due);
      Follow follow = new Follow(due, 0).hear(arrivals, 508);
      assertEquals(0, follow.worstMs, 0.051, jump[0] + " to " + jump[1] + ": " + follow.worst());
      assertEquals(0, follow.slip);
    }
  }

  @Test
  void shouldLockWithinABeatAfterAJump() {
    int[] late = new int[1];
    Seeded.forSeeds(
        40,
        random -> {
          for (double[] jump : JUMPS_BPM) {
            Follow follow = bad(random, JitteryClock.jump(jump[0], jump[1], 500), 700, 524);
            String name = jump[0] + " to " + jump[1] + ": ";
            assertTrue(Math.abs(follow.worstMs) < 3.5, name + follow.worst());
            assertEquals(0, follow.slip, name + "clocks");
            assertEquals(1, follow.follower.generation());
            late[0] += Math.abs(follow.worstMs) > 2 ? 1 : 0;
          }
        });
    assertTrue(late[0] <= 12, late[0] + " of 160 were off by more than 2 ms for a moment");
  }

  @Test
  void shouldFollowARamp() {
    int[] over = new int[1];
    Seeded.forSeeds(
        20,
        random -> {
          for (DoubleUnaryOperator due :
              List.of(
                  JitteryClock.rampInTime(60, 180, 480, 64),
                  JitteryClock.rampInBars(60, 180, 480, 64),
                  JitteryClock.rampInTime(180, 60, 480, 64))) {
            List<JitteryClock.Arrival> good = new JitteryClock(random, 0, 0, 0).arrivals(2400, due);
            Follow clean = new Follow(due, 0).hear(good, 400);
            assertTrue(Math.abs(clean.worstMs) < 1, "no jitter: " + clean.worst());
            List<JitteryClock.Arrival> jittery =
                new JitteryClock(random, JITTER_MS, 0, 0).arrivals(2400, due);
            Follow follow = new Follow(due, 0).hear(jittery, 400);
            assertTrue(Math.abs(follow.worstMs) < 5.5, follow.worst());
            over[0] += Math.abs(follow.worstMs) > 5 ? 1 : 0;
            Follow bad = bad(random, due, 2400, 400);
            assertTrue(Math.abs(bad.worstMs) < 7, "and losses: " + bad.worst());
            assertEquals(0, bad.slip);
          }
        });
    assertTrue(over[0] <= 1, over[0] + " of 60 were off by more than 5 ms for a moment");
  }

  @Test
  void shouldKeepTheBeatThroughTheFramesOfABus() {
    for (double bpm : TEMPOS_BPM) {
      DoubleUnaryOperator due = JitteryClock.steady(bpm);
      List<JitteryClock.Arrival> exact =
          new JitteryClock(new Random(3), 0.05, 0, 0).arrivals(3000, due);
      Follow usb = new Follow(due, 0).hear(JitteryClock.inFrames(exact, 1), 400);
      assertEquals(0, usb.slip);
      assertTrue(usb.worstMs < 1.2 && usb.worstMs > -0.2, bpm + ": " + usb.worst());
      Follow batches = new Follow(due, 0).hear(JitteryClock.inFrames(exact, 10), 400);
      assertEquals(0, batches.slip, bpm + " bpm in batches of 10 ms");
      assertTrue(batches.worstMs < 11 && batches.worstMs > -2, bpm + ": " + batches.worst());
    }
  }

  @Test
  void shouldTakeNoBurstForDoubles() {
    Seeded.forSeeds(
        20,
        random -> {
          for (double bpm : TEMPOS_BPM) {
            DoubleUnaryOperator due = JitteryClock.steady(bpm);
            JitteryClock clock = new JitteryClock(random, 0.5, 0, 0);
            Follow follow = new Follow(due, 0);
            follow.hear(clock.inBursts(clock.arrivals(2000, due), 0.1), 400);
            assertEquals(0, follow.slip, bpm + " bpm");
            assertTrue(Math.abs(follow.worstMs) < 5, bpm + " bpm: " + follow.worst());
          }
        });
  }

  @Test
  void shouldHoldThePositionWhenTheClockStopsUnsaid() {
    Follow follow = new Follow(JitteryClock.steady(120), Long.MAX_VALUE - 1_000_000_000L);
    ClockFollower follower = follow.follower;
    List<JitteryClock.Arrival> arrivals =
        new JitteryClock(new Random(5), 1, 0, 0).arrivals(101, follow.dueNs);
    follow.hear(arrivals);
    long lastNs = follow.startNs + arrivals.get(100).ns();
    follower.check(lastNs + 450_000_000L);
    assertTrue(follower.running(), "a gap may be lost clocks");
    follower.check(lastNs + 510_000_000L);
    assertFalse(follower.running());
    assertFalse(follower.locked());
    int generation = follower.generation();
    long heldTick = follower.tickAt(lastNs + 510_000_000L);
    assertEquals(101 * TICKS_PER_CLOCK, heldTick);
    assertEquals(heldTick, follower.tickAt(lastNs + 60_000_000_000L));
    long againNs = lastNs + 3_333_000_000L;
    for (int clock = 0; clock < 48; clock++) {
      follower.clock(againNs + Math.round(clock * 60e9 / 120 / 24));
    }
    assertTrue(follower.running());
    assertTrue(follower.locked());
    assertEquals(generation + 1, follower.generation());
    assertEquals(heldTick, follower.timeline().tickAt(againNs + 50_000), 2);
    assertEquals(101 + 47, follower.position());
  }

  @Test
  void shouldGoOnInTimeAfterAShortGap() {
    Follow follow = new Follow(JitteryClock.steady(120), 0);
    List<JitteryClock.Arrival> arrivals =
        new JitteryClock(new Random(5), 1, 0, 0).arrivals(600, follow.dueNs);
    follow.hear(arrivals.subList(0, 300)).hear(arrivals.subList(320, 600), 330);
    assertEquals(0, follow.slip);
    assertEquals(1, follow.follower.generation());
    assertTrue(Math.abs(follow.worstMs) < 1.5, follow.worst());
  }

  @Test
  void shouldNotBeMovedByOneClockFarOff() {
    Follow follow = new Follow(JitteryClock.steady(120), 0);
    for (int clock = 0; clock < 1000; clock++) {
      long lateNs = clock % 100 == 50 ? 8_000_000 : 0;
      follow.hear(
          List.of(
              new JitteryClock.Arrival(
                  clock, Math.round(follow.dueNs.applyAsDouble(clock)) + lateNs)),
          100);
    }
    assertEquals(0, follow.worstMs, 0.1);
  }

  @Test
  void shouldKeepOneTimelineWhileNothingChanges() {
    Follow follow = new Follow(JitteryClock.steady(97), 0);
    List<JitteryClock.Arrival> arrivals =
        new JitteryClock(new Random(1), 0, 0, 0).arrivals(2000, follow.dueNs);
    follow.hear(arrivals.subList(0, 100));
    Timeline timeline = follow.follower.timeline();
    follow.hear(arrivals.subList(100, 2000));
    assertSame(timeline, follow.follower.timeline());
    Follow jittery = bad(new Random(2), JitteryClock.steady(97), 4000, 0);
    assertTrue(jittery.timelines < 4000 / 3, "timelines: " + jittery.timelines);
  }

  @Test
  void shouldAllocateNothingButTimelines() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    ClockFollower follower = new ClockFollower(Timeline.of(0, 0, 120));
    Random random = new Random(4);
    int[] clock = new int[1];
    int[] timelines = new int[1];
    long[] offNs = new long[20_000];
    for (int i = 0; i < offNs.length; i++) {
      offNs[i] = Math.round(6e6 * random.nextDouble());
    }
    Runnable minutes =
        () -> {
          for (int i = 0; i < offNs.length; i++) {
            Timeline before = follower.timeline();
            follower.clock(clock[0]++ * 20_000_000L + offNs[i]);
            follower.check(clock[0] * 20_000_000L);
            timelines[0] += follower.timeline() != before ? 1 : 0;
          }
        };
    for (int round = 0; round < 4; round++) {
      minutes.run();
    }
    long before = threads.getCurrentThreadAllocatedBytes();
    long itself = threads.getCurrentThreadAllocatedBytes() - before;
    timelines[0] = 0;
    before = threads.getCurrentThreadAllocatedBytes();
    minutes.run();
    long bytes = threads.getCurrentThreadAllocatedBytes() - before - itself;
    assertTrue(timelines[0] > 100, "there are some");
    assertEquals(timelines[0] * 40L, bytes, 0.3 * timelines[0] * 40);
  }
}

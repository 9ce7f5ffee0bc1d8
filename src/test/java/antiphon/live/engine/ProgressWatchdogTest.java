package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.live.api.Counter;
import antiphon.live.api.Counters;
import antiphon.music.time.ManualClock;
import com.lmax.disruptor.Sequence;
import org.junit.jupiter.api.Test;

class ProgressWatchdogTest {
  private final ManualClock clock = new ManualClock(Long.MAX_VALUE - 500);
  private final Sequence consumed = new Sequence();

  @Test
  void shouldVouchForThreadsOnlyWhileTheyGetOnAndItLooks() {
    try (ProgressWatchdog watchdog = watchdog(true)) {
      assertTrue(lookAfter(watchdog, 0));
      assertTrue(lookAfter(watchdog, ProgressWatchdog.STALL_NS - 1));
      assertFalse(lookAfter(watchdog, 1));
      consumed.set(consumed.get() + 1);
      assertTrue(lookAfter(watchdog, 1));
      clock.moveTo(clock.nowNs() + ProgressWatchdog.STALL_NS);
      assertFalse(watchdog.allMove(clock.nowNs()), "nobody has looked");
    }
  }

  @Test
  void shouldBlameNoThreadWhereItDidNotLookItself() {
    try (ProgressWatchdog watchdog = watchdog(true)) {
      assertTrue(lookAfter(watchdog, 0));
      assertTrue(lookAfter(watchdog, 5 * ProgressWatchdog.STALL_NS), "all stood still");
      assertTrue(lookAfter(watchdog, ProgressWatchdog.STALL_NS - 1));
      assertFalse(lookAfter(watchdog, 1), "since then");
    }
  }

  @Test
  void shouldVouchForTheMusicWhenOnlyTheJournalStandsStill() {
    try (ProgressWatchdog watchdog = watchdog(false)) {
      assertTrue(lookAfter(watchdog, ProgressWatchdog.STALL_NS - 1));
      assertTrue(lookAfter(watchdog, ProgressWatchdog.STALL_NS - 1));
    }
  }

  @Test
  void shouldCountOnceThatAThreadStandsStillThoughNothingWaitsForIt() {
    Counters counters = new Counters();
    Sequence heartbeat = new Sequence();
    try (ProgressWatchdog watchdog = new ProgressWatchdog(counters, clock, () -> null, () -> {})) {
      watchdog.watch("a sender", () -> -1, new Sequence(), heartbeat);
      for (int look = 0; look < 8; look++) {
        heartbeat.set(heartbeat.get() + 1);
        assertTrue(lookAfter(watchdog, ProgressWatchdog.STALL_NS / 4));
      }
      for (int look = 1; look <= 8; look++) {
        assertEquals(look < 4, lookAfter(watchdog, ProgressWatchdog.STALL_NS / 4));
        assertEquals(look < 4 ? 0 : 1, counters.get(Counter.STALLS));
      }
      heartbeat.set(heartbeat.get() + 1);
      assertTrue(lookAfter(watchdog, 1));
    }
  }

  /** As when the whole process is stopped and goes on. */
  @Test
  void shouldNotBlameWhoStoodStillTogetherWithIt() {
    try (ProgressWatchdog watchdog = watchdog(true)) {
      watchdog.watch("a sender", () -> -1, new Sequence(), new Sequence());
      consumed.set(10);
      for (int look = 0; look < 5; look++) {
        assertTrue(lookAfter(watchdog, 5 * ProgressWatchdog.STALL_NS));
      }
    }
  }

  @Test
  void shouldSeeThatAThreadWhichCyclesDoesNotGetOnWithItsRing() {
    Sequence heartbeat = new Sequence();
    try (ProgressWatchdog watchdog =
        new ProgressWatchdog(new Counters(), clock, () -> null, () -> {})) {
      watchdog.watch("a sender", () -> 10, consumed, heartbeat);
      for (int look = 0; look < 5; look++) {
        heartbeat.set(heartbeat.get() + 1);
        lookAfter(watchdog, ProgressWatchdog.STALL_NS / 4);
      }
      assertFalse(watchdog.allMove(clock.nowNs()));
    }
  }

  private ProgressWatchdog watchdog(boolean vital) {
    ProgressWatchdog watchdog = new ProgressWatchdog(new Counters(), clock, () -> null, () -> {});
    watchdog.watch("a consumer", vital, () -> 10, consumed);
    return watchdog;
  }

  private boolean lookAfter(ProgressWatchdog watchdog, long ns) {
    clock.moveTo(clock.nowNs() + ns);
    watchdog.look(clock.nowNs());
    return watchdog.allMove(clock.nowNs());
  }
}

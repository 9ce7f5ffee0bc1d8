package antiphon.live.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.live.api.ClockSource;
import antiphon.live.api.ClockStatus;
import antiphon.live.follow.BeatKeeper.Change;
import antiphon.music.time.Beat;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.time.Timeline;
import org.junit.jupiter.api.Test;

/** With a transport that says by itself where the song is. */
class BeatKeeperTest {
  private static final long SECOND = 1_000_000_000;
  private static final long QUARTER_NS = SECOND / 2;
  private static final int BAR = 3840;

  private final BeatKeeper keeper = keeper(ClockSource.JACK);

  @Test
  void shouldStandStartAndStopWithTheTransport() {
    assertEquals(Change.STOPPED, keeper.transport(false, QUARTER_NS, 0, SECOND / 10));
    assertEquals(Change.NONE, keeper.transport(false, QUARTER_NS, 0, SECOND / 5));
    assertFalse(keeper.beat().rolling());
    assertEquals(Change.STARTED, keeper.transport(true, QUARTER_NS, 4 * BAR + 960, SECOND));
    assertTrue(keeper.beat().rolling());
    assertEquals(4 * BAR + 960, songTick(SECOND));
    assertEquals(4 * BAR + 960 + 1920, songTick(2 * SECOND));
    assertEquals(Change.STOPPED, keeper.transport(false, QUARTER_NS, 5 * BAR, 3 * SECOND));
  }

  @Test
  void shouldSayWhetherTheBeatIsHad() {
    assertEquals(ClockStatus.State.RUNNING, keeper(ClockSource.INTERNAL).status(SECOND).state());
    keeper.transport(true, QUARTER_NS, 0, 0);
    assertEquals(ClockStatus.State.FOLLOWING, keeper.status(SECOND).state());
    keeper.transport(false, QUARTER_NS, 0, SECOND);
    assertEquals(ClockStatus.State.STOPPED, keeper.status(SECOND).state());

    BeatKeeper clocked = keeper(ClockSource.MIDI);
    assertEquals(ClockStatus.State.WAITING, clocked.status(SECOND).state());
    long ns = SECOND;
    for (int i = 0; i < 100; i++) {
      ns += QUARTER_NS / 24;
      clocked.follow(0xF8, ns);
      if (i == 3) {
        assertEquals(ClockStatus.State.FINDING, clocked.status(ns).state());
      }
    }
    assertEquals(ClockStatus.State.FOLLOWING, clocked.status(ns).state());
    clocked.follow(0xFC, ns);
    assertEquals(ClockStatus.State.STOPPED, clocked.status(ns + SECOND / 10).state());
    assertEquals(ClockStatus.State.WAITING, clocked.status(ns + 2 * SECOND).state());

    BeatKeeper players = keeper(ClockSource.PLAYER);
    assertEquals(ClockStatus.State.FINDING, players.status(0).state());
    for (int i = 0; i < 4; i++) {
      players.tap(i * QUARTER_NS);
    }
    assertEquals(ClockStatus.State.FOLLOWING, players.status(2 * SECOND).state());
  }

  @Test
  void shouldPutBarLinesOnThoseOfTheSongAndNeverGoBack() {
    Seeded.forSeeds(
        200,
        random -> {
          BeatKeeper any = keeper(ClockSource.JACK);
          long ns = 0;
          for (int i = 0; i < 50; i++) {
            ns += random.nextLong(2 * SECOND);
            long before = any.timeline().tickAt(ns);
            long songTick = random.nextInt(100 * BAR);
            long quarterNs = SECOND / 4 + random.nextLong(SECOND);
            any.transport(random.nextInt(4) > 0, quarterNs, songTick, ns);
            Beat beat = any.beat();
            long after = beat.timeline().tickAt(ns);
            assertTrue(after >= before - 120 && after < before + BAR, before + " to " + after);
            if (beat.rolling()) {
              assertEquals(songTick, beat.songTick(after));
              assertEquals(0, Math.floorMod(after - songTick, BAR), "bar lines");
            }
          }
        });
  }

  @Test
  void shouldSayWhetherTheSongGoesOnOrIsElsewhere() {
    keeper.transport(true, QUARTER_NS, 0, 0);
    long start = keeper.beat().songStartTick();
    assertEquals(Change.NONE, keeper.transport(true, QUARTER_NS, 960, SECOND / 2));
    assertEquals(Change.NONE, keeper.transport(true, QUARTER_NS, 1910, SECOND));
    assertEquals(Change.NONE, keeper.transport(true, QUARTER_NS, 1920, SECOND + 5_000_000));
    assertEquals(start, keeper.beat().songStartTick());
    assertEquals(1920, songTick(SECOND + 5_000_000));
    assertEquals(Change.RELOCATED, keeper.transport(true, QUARTER_NS, 0, SECOND * 3 / 2));
    assertEquals(0, songTick(SECOND * 3 / 2));
  }

  @Test
  void shouldTakeAnotherTempoWithoutLeavingItsPlace() {
    keeper.transport(true, QUARTER_NS, 0, 0);
    long quarterNs = Math.round(60e9 / 140);
    assertEquals(Change.NONE, keeper.transport(true, quarterNs, 1920, SECOND));
    assertEquals(140, keeper.timeline().tempoBpm(), 1e-6);
    assertEquals(1920, songTick(SECOND));
    assertEquals(1920 + 960, songTick(SECOND + quarterNs));
    keeper.transport(true, quarterNs + 100, 1920 + 960, SECOND + quarterNs);
    assertEquals(quarterNs, keeper.timeline().quarterNs(), "measured again");
    keeper.transport(false, QUARTER_NS, 0, 2 * SECOND);
    assertEquals(120, keeper.timeline().tempoBpm(), 1e-6, "while it stands, too");
  }

  @Test
  void shouldNotListenToATransportThatIsNotFollowed() {
    BeatKeeper own = keeper(ClockSource.INTERNAL);
    Beat before = own.beat();
    assertEquals(Change.NONE, own.transport(false, QUARTER_NS / 2, 777, SECOND));
    assertSame(before, own.beat());
    for (int tap = 0; tap < 8; tap++) {
      assertFalse(keeper.tap(tap * SECOND / 3), "who follows another is not to be tapped");
    }
  }

  private long songTick(long ns) {
    return keeper.beat().songTick(keeper.timeline().tickAt(ns));
  }

  private static BeatKeeper keeper(ClockSource source) {
    return new BeatKeeper(
        new InternalTempo(Timeline.of(0, 0, 120), MeterMap.of(Meter.COMMON)), source);
  }
}

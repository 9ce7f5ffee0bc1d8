package antiphon.live.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.music.time.MusicalTime;
import antiphon.music.time.Timeline;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Start, Stop, Continue and song positions as sequencers send them, in 4/4. */
class TransportTest {
  private static final int BEAT = MusicalTime.CLOCKS_PER_QUARTER;
  private static final int BAR = 4 * BEAT;
  private static final int SIXTEENTHS_PER_BAR = 16;
  private static final long MS = 1_000_000;

  private final ClockFollower follower = new ClockFollower(Timeline.of(0, 0, 120));
  private final Random random = new Random(11);
  private long nowNs = Long.MAX_VALUE - 3_000_000_000L;
  private double bpm = 120;

  private void clocks(int count) {
    for (int i = 0; i < count; i++) {
      follower.clock(nowNs + Math.round(MS * (2 * random.nextDouble() - 1)));
      nowNs += Math.round(60e9 / bpm / BEAT);
    }
  }

  private void start() {
    follower.start(nowNs - 2 * MS);
  }

  private void stop() {
    follower.stop(nowNs - 2 * MS);
  }

  private void resume() {
    follower.resume(nowNs - 2 * MS);
  }

  private void songPosition(int sixteenths) {
    follower.songPosition(sixteenths, nowNs - 3 * MS);
  }

  private void silence(int seconds) {
    for (int i = 0; i < seconds * 10; i++) {
      nowNs += 100 * MS;
      follower.check(nowNs);
    }
  }

  /** The next clock is that of a beat, both from 1. */
  private void assertNext(int bar, int beat) {
    long clock = (bar - 1L) * BAR + (beat - 1L) * BEAT;
    assertEquals(clock - 1, follower.position(), "bar " + bar + " beat " + beat + " is next");
    assertTrue(follower.running());
    double offMs = (follower.timeline().nsAt(MusicalTime.ticksOfClocks(clock)) - nowNs) / 1e6;
    assertEquals(0, offMs, 1.5, "ms off the beat");
    assertEquals(MusicalTime.ticksOfClocks(clock), follower.tickAt(nowNs), 4);
  }

  private void assertStands(int bar, int beat) {
    assertFalse(follower.running());
    long tick = MusicalTime.ticksOfClocks((bar - 1L) * BAR + (beat - 1L) * BEAT);
    assertEquals(tick, follower.tickAt(nowNs));
    assertEquals(tick, follower.tickAt(nowNs + 5_000_000_000L));
  }

  @Test
  void shouldStartFromBar1() {
    songPosition(0);
    start();
    assertStands(1, 1);
    clocks(8 * BAR);
    assertNext(9, 1);
    assertEquals(1, follower.generation());
  }

  @Test
  void shouldStartFromBar1WhenTheClockAlwaysRuns() {
    clocks(333);
    stop();
    start();
    assertFalse(follower.running());
    clocks(2 * BAR + BEAT);
    assertNext(3, 2);
    assertTrue(follower.locked());
  }

  @Test
  void shouldStartOnABeatOfItsOwnWhenTheClockAlwaysRuns() {
    clocks(333);
    stop();
    nowNs += 7 * MS; // the grid begins anew
    start();
    clocks(BEAT);
    assertNext(1, 2);
    assertEquals(120, follower.tempoBpm(), 0.5);
    clocks(3 * BEAT);
    assertNext(2, 1);
  }

  @Test
  void shouldStartFromBar9ByPositionAndContinue() {
    songPosition(8 * SIXTEENTHS_PER_BAR);
    resume();
    assertStands(9, 1);
    clocks(2 * BEAT);
    assertNext(9, 3);
  }

  @Test
  void shouldStartFromBar9WhenTheClockHasRunBeforeAndGoesOnBeforeContinue() {
    clocks(100);
    songPosition(8 * SIXTEENTHS_PER_BAR);
    clocks(96); // two seconds
    resume();
    clocks(BAR);
    assertNext(10, 1);
  }

  @Test
  void shouldLoop4Bars() {
    start();
    clocks(4 * BAR);
    for (int loop = 0; loop < 10; loop++) {
      int before = follower.generation();
      songPosition(0);
      clocks(BEAT);
      assertNext(1, 2);
      assertEquals(before + 1, follower.generation());
      clocks(3 * BAR + 3 * BEAT);
      assertNext(5, 1);
    }
  }

  @Test
  void shouldLoopThoughTheFirstClockIsLost() {
    start();
    clocks(8 * BAR);
    songPosition(4 * SIXTEENTHS_PER_BAR);
    nowNs += Math.round(60e9 / bpm / BEAT);
    clocks(BEAT - 1);
    assertNext(5, 2);
  }

  @Test
  void shouldLoopByStopPositionAndContinue() {
    start();
    clocks(4 * BAR);
    for (int loop = 0; loop < 3; loop++) {
      stop();
      songPosition(2 * SIXTEENTHS_PER_BAR);
      resume();
      clocks(2 * BAR);
      assertNext(5, 1);
    }
  }

  @Test
  void shouldNotStepAtAPositionWhereItIs() {
    start();
    clocks(4 * BAR);
    Timeline before = follower.timeline();
    songPosition(4 * SIXTEENTHS_PER_BAR);
    clocks(BEAT);
    assertNext(5, 2);
    assertEquals(1, follower.generation());
    long tick = MusicalTime.ticksOfClocks(5L * BAR);
    assertEquals(before.nsAt(tick), follower.timeline().nsAt(tick), 2e6);
  }

  @Test
  void shouldStartAgainAtEachStart() {
    start();
    start();
    clocks(BAR + 7);
    start();
    clocks(BEAT);
    assertNext(1, 2);
    assertEquals(2, follower.generation());
  }

  @Test
  void shouldStopAndContinue() {
    start();
    clocks(BAR + 2 * BEAT);
    stop();
    assertStands(2, 3);
    silence(3);
    assertStands(2, 3);
    resume();
    clocks(2 * BEAT);
    assertNext(3, 1);
  }

  @Test
  void shouldStopOnceThoughToldTwice() {
    start();
    clocks(BAR);
    stop();
    stop();
    clocks(10);
    stop();
    assertStands(2, 1);
    resume();
    clocks(BEAT);
    assertNext(2, 2);
  }

  @Test
  void shouldGoToTheLastOfSeveralPositions() {
    start();
    clocks(BAR);
    stop();
    songPosition(7);
    songPosition(500);
    assertEquals(MusicalTime.ticksOfClocks(3000), follower.tickAt(nowNs));
    songPosition(16 * SIXTEENTHS_PER_BAR + 8);
    assertStands(17, 3);
    resume();
    clocks(2 * BEAT);
    assertNext(18, 1);
  }

  @Test
  void shouldFollowTempoButNoPositionWhileStopped() {
    start();
    clocks(BAR);
    stop();
    bpm = 90;
    clocks(5 * BAR);
    assertStands(2, 1);
    assertEquals(90, follower.tempoBpm(), 0.2);
    resume();
    clocks(BEAT);
    assertNext(2, 2);
  }

  @Test
  void shouldGoToTheLastPositionThereIs() {
    songPosition(16_383);
    resume();
    clocks(6);
    assertEquals(16_384L * ClockFollower.CLOCKS_PER_SIXTEENTH - 1, follower.position());
    clocks(BAR);
    assertEquals(
        MusicalTime.ticksOfClocks(16_384L * ClockFollower.CLOCKS_PER_SIXTEENTH + BAR),
        follower.tickAt(nowNs),
        4);
  }

  @Test
  void shouldGoOnThroughAContinueWhileRunning() {
    start();
    clocks(BAR);
    resume();
    clocks(BAR);
    assertNext(3, 1);
    assertEquals(1, follower.generation());
  }

  @Test
  void shouldRunFromTheFirstClockWhereThereIsNoStart() {
    clocks(2 * BAR);
    assertNext(3, 1);
  }

  @Test
  void shouldNotRunWhenStoppedBeforeTheFirstClock() {
    start();
    stop();
    clocks(BAR);
    assertStands(1, 1);
  }

  @Test
  void shouldKeepAPositionThatIsFollowedByStop() {
    start();
    clocks(2 * BAR);
    songPosition(3 * SIXTEENTHS_PER_BAR);
    stop();
    assertStands(4, 1);
    clocks(BAR);
    resume();
    clocks(BEAT);
    assertNext(4, 2);
  }

  @Test
  void shouldStartAfterSilence() {
    start();
    clocks(BAR);
    silence(10);
    assertStands(2, 1);
    start();
    clocks(BAR);
    assertNext(2, 1);
  }
}

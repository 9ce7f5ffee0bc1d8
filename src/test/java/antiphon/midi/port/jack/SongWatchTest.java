package antiphon.midi.port.jack;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.midi.port.Song;
import antiphon.music.time.Beat;
import antiphon.music.time.Meter;
import antiphon.music.time.Timeline;
import com.sun.jna.Memory;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A transport at 48,000 frames a second, and one who tells its bars as most do. */
class SongWatchTest {
  private static final int RATE = 48_000;
  private static final int FRAMES = 256;
  private static final int TICKS_PER_BEAT = 1920;

  private record Said(boolean rolling, long quarterNs, long tick, long timeNs) {
    double bpm() {
      return 60e9 / quarterNs;
    }
  }

  private final List<Said> said = new ArrayList<>();
  private boolean room = true;
  private Beat beat = new Beat(Timeline.of(0, 0, 120), 0, true);

  private final Song song =
      new Song() {
        @Override
        public boolean isAt(boolean rolling, long quarterNs, long tick, long timeNs) {
          if (room) {
            said.add(new Said(rolling, quarterNs, tick, timeNs));
          }
          return room;
        }

        @Override
        public Beat beat() {
          return beat;
        }

        @Override
        public Meter meter() {
          return new Meter(3, 4);
        }
      };

  private final FrameClock clock = new FrameClock();
  private final Memory structure = new Memory(JackPosition.LENGTH);
  private final JackPosition position = new JackPosition(structure);
  private SongWatch watch;
  private int period;
  private long frame;

  SongWatchTest() {
    structure.clear();
    clock.sampleRate(RATE);
    watch = new SongWatch(song, clock);
  }

  @Test
  void shouldCountFromFrameZeroInTheOwnTempoWhileNobodyTellsBars() {
    periods(10, false, 0);
    assertEquals(List.of(new Said(false, 500_000_000, 0, said.get(0).timeNs())), said);
    frame = 48_000;
    periods(1, true, 0);
    Said start = said.get(said.size() - 1);
    assertTrue(start.rolling());
    assertEquals(1920, start.tick(), "two quarter notes");
  }

  @Test
  void shouldNotBelieveBarsThatAreStale() {
    tell(97.25, 5, 3, 100);
    structure.setInt(JackPosition.VALID, 0);
    frame = 24_000;
    periods(1, true, 0);
    assertEquals(960, said.get(0).tick());
    assertEquals(120, said.get(0).bpm(), 1e-6);
    structure.setInt(JackPosition.VALID, JackPosition.BARS);
    structure.setDouble(JackPosition.TICKS_PER_BEAT, 0);
    frame = 48_000;
    periods(1, true, 0);
    assertEquals(1920, said.get(1).tick());
  }

  @Test
  void shouldTakeTempoAndPlaceFromBarsBeatsAndTicks() {
    tell(97.25, 5, 3, 960);
    periods(1, true, 0);
    assertEquals((4 * 4 + 2) * 960 + 480, said.get(0).tick());
    assertEquals(97.25, said.get(0).bpm(), 1e-4);
    assertTrue(watch.isInAnotherMeter(3, 4));
    assertFalse(watch.isInAnotherMeter(4, 4));
    assertEquals("4/4", watch.meter());
  }

  @Test
  void shouldCountEighthsWhereBeatsAreEighths() {
    tell(180, 2, 4, 960);
    structure.setFloat(JackPosition.BEATS_PER_BAR, 6);
    structure.setFloat(JackPosition.BEAT_TYPE, 8);
    periods(1, true, 0);
    assertEquals((6 + 3) * 480 + 240, said.get(0).tick());
    assertEquals(90, said.get(0).bpm(), 1e-4);
  }

  @Test
  void shouldTellOnceAQuarterNoteWhileNothingChangesAndNothingWhileItStands() {
    roll(97.25, 10 * RATE / FRAMES); // some 16 quarters
    assertTrue(said.size() >= 15 && said.size() <= 20, said.size() + " times");
    Said first = said.get(0);
    for (Said each : said) { // as exact as if ticks were not rounded
      double ns = (each.tick() - first.tick()) * 60e9 / 97.25 / 960;
      assertEquals(ns, each.timeNs() - first.timeNs(), 25_000);
    }
    int rolled = said.size();
    periods(1_000, false, 0);
    assertEquals(rolled + 1, said.size());
    assertFalse(said.get(rolled).rolling());
  }

  @Test
  void shouldTellAJumpATempoAndThatItStandsAtOnce() {
    roll(120, 100);
    said.clear();
    frame += 480_000; // 20 quarters
    roll(120, 1);
    assertEquals(1, said.size());
    roll(140, 1);
    assertEquals(140, said.get(1).bpm(), 1e-4);
    periods(1, false, 0);
    assertEquals(List.of(true, true, false), said.stream().map(Said::rolling).toList());
  }

  @Test
  void shouldWaitForBarsAfterAJumpAndGoOnWithoutThemLater() {
    roll(140, 200);
    said.clear();
    structure.setInt(JackPosition.VALID, 0);
    frame = 0;
    periods(3, true, FRAMES);
    assertTrue(said.stream().noneMatch(each -> each.tick() < 960), said::toString);
    roll(140, 1);
    assertEquals(0, said.get(said.size() - 1).tick() / 960, "found again");
    structure.setInt(JackPosition.VALID, 0);
    periods(RATE / FRAMES, true, FRAMES);
    Said last = said.get(said.size() - 1);
    assertEquals(140, last.bpm(), 1e-4, "the last tempo stays");
    assertEquals(frame * 140.0 * 960 / 60 / RATE, last.tick(), 970);
  }

  @Test
  void shouldFollowOneWhoseTicksFallBehindItsTempo() {
    double perPeriod = FRAMES * TICKS_PER_BEAT * 97.25 / 60 / RATE;
    long ticks = 0;
    for (int i = 0; i < 2_000; i++) {
      tell(
          97.25, 1 + (int) (ticks / TICKS_PER_BEAT / 4), 1 + (int) (ticks / TICKS_PER_BEAT % 4), 0);
      structure.setInt(JackPosition.TICK, (int) (ticks % TICKS_PER_BEAT));
      periods(1, true, FRAMES);
      ticks += (long) perPeriod; // what jack_transport does
    }
    Said last = said.get(said.size() - 1);
    assertEquals(
        ticks / 2.0, last.tick() + (timeNs() - last.timeNs()) * 960.0 / last.quarterNs(), 2);
    for (int i = 1; i < said.size(); i++) {
      assertTrue(said.get(i).tick() >= said.get(i - 1).tick(), "no jump back");
    }
  }

  @Test
  void shouldSayAgainWhatFoundNoRoom() {
    roll(120, 10);
    said.clear();
    room = false;
    periods(5, false, 0);
    room = true;
    periods(5, false, 0);
    assertEquals(1, said.size());
    assertFalse(said.get(0).rolling());
  }

  @Test
  void shouldTellOthersBarsThatItReadsBackItself() {
    Timebase timebase = new Timebase(song, clock, true, 97.25);
    periods(1, true, 0);
    for (long at : new long[] {0, 1, 29_615, 1_000_000, 4_000_000_000L}) {
      structure.setInt(JackPosition.FRAME, (int) at);
      timebase.tell(position, FRAMES);
      assertTrue(position.tellsBars());
      assertEquals(97.25, position.quartersPerMinute(), 1e-9);
      assertEquals(at * 97.25 * 960 / 60 / RATE, position.songTicks() + 0.25, 0.26);
      assertEquals(3, structure.getFloat(JackPosition.BEATS_PER_BAR));
    }
    beat = new Beat(new Timeline(timeNs() - 1_010_000_000, 960, 500_000_000), 0, true);
    new Timebase(song, clock, false, 0).tell(position, FRAMES);
    assertEquals((1 + 2.02) * 960, position.songTicks(), 0.6);
    assertEquals(2, structure.getInt(JackPosition.BAR));
    assertEquals(1, structure.getInt(JackPosition.BEAT));
    assertEquals(120, position.quartersPerMinute(), 1e-9);
  }

  @Test
  void shouldAllocateNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    watch = new SongWatch(Song.NONE, clock);
    Timebase timebase = new Timebase(Song.NONE, clock, false, 0);
    tell(120, 1, 1, 0);
    Runnable some =
        () -> {
          for (int i = 0; i < 20_000; i++) {
            timebase.invoke(LibJack.ROLLING, FRAMES, position.address(), 0);
            periods(1, (i & 255) != 0, FRAMES);
          }
        };
    some.run();
    long fewest = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
      some.run();
      fewest =
          Math.min(
              fewest, threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before);
    }
    assertTrue(fewest < 1_000, fewest + " bytes");
  }

  private void tell(double bpm, int bar, int beatInBar, int tick) {
    structure.setInt(JackPosition.VALID, JackPosition.BARS);
    structure.setInt(JackPosition.BAR, bar);
    structure.setInt(JackPosition.BEAT, beatInBar);
    structure.setInt(JackPosition.TICK, tick);
    structure.setFloat(JackPosition.BEATS_PER_BAR, 4);
    structure.setFloat(JackPosition.BEAT_TYPE, 4);
    structure.setDouble(JackPosition.TICKS_PER_BEAT, TICKS_PER_BEAT);
    structure.setDouble(JackPosition.BEATS_PER_MINUTE, bpm);
  }

  /** Periods in which bars are told by the frame. */
  private void roll(double bpm, int count) {
    for (int i = 0; i < count; i++) {
      long ticks = (long) (frame * bpm * TICKS_PER_BEAT / 60 / RATE);
      long beats = ticks / TICKS_PER_BEAT;
      tell(bpm, 1 + (int) (beats / 4), 1 + (int) (beats % 4), (int) (ticks % TICKS_PER_BEAT));
      periods(1, true, FRAMES);
    }
  }

  private void periods(int count, boolean rolls, int moves) {
    for (int i = 0; i < count; i++) {
      clock.beginPeriod(period * FRAMES, timeNs());
      structure.setInt(JackPosition.FRAME, (int) frame);
      watch.period(rolls, position, FRAMES);
      period++;
      frame += moves;
    }
  }

  private long timeNs() {
    return 1_000_000_000L + clockNs((long) period * FRAMES);
  }

  private static long clockNs(long frames) {
    return frames * 1_000_000_000L / RATE;
  }
}

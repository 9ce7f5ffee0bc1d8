package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.live.api.Action;
import antiphon.live.api.AnswerStart;
import antiphon.live.api.ClockSource;
import antiphon.live.api.Floor;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.follow.InternalTempo;
import antiphon.midi.port.MidiMessages;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.time.Timeline;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The pipeline in the time of another's MIDI clock. */
class FollowingTest {
  private static final long MS = 1_000_000;
  private static final int CLOCK = 0xF8;
  private static final int START = 0xFA;
  private static final int CONTINUE = 0xFB;
  private static final int STOP = 0xFC;

  private final FarSide farSide = new FarSide();

  @Test
  void shouldPlayThirtyTwoBarsInAnothersTempoTheLastAsExactAsTheFirst() {
    Daw daw = new Daw(97, new Random(5), 3 * MS);
    Pump pump = pump(Mode.SOLO, AnswerStart.BAR, 120);
    daw.send(pump, START);
    daw.clocks(pump, 2 * 96);
    int before = farSide.heard().size();
    daw.clocks(pump, 32 * 96);
    List<FarSide.Heard> heard = farSide.heard().subList(before, farSide.heard().size());
    assertTrue(heard.size() > 100, heard.size() + " messages");
    double first = 0;
    double last = 0;
    for (int i = 0; i < heard.size(); i++) {
      double error = daw.gridErrorMs(heard.get(i).deadlineNs());
      first = i < heard.size() / 8 ? Math.max(first, error) : first;
      last = i >= heard.size() * 7 / 8 ? Math.max(last, error) : last;
    }
    assertTrue(first < 1.5 && last < 1.5, first + " ms, then " + last + " ms");
    assertEquals(97, pump.view().tempoBpm(), 0.1);
    pump.finish();
    assertEquals(0, farSide.hanging());
  }

  @Test
  void shouldBeginAtTheSongsBarLineFallSilentAtItsStopAndGoOnWithIt() {
    Daw daw = new Daw(120, new Random(6), 0);
    Pump pump = pump(Mode.SOLO, AnswerStart.BAR, 120);
    pump.advanceTo(700 * MS); // a song that begins in the middle of a bar of Antiphon's own time
    daw.nextNs = 700 * MS;
    daw.send(pump, STOP);
    pump.advanceTo(900 * MS);
    daw.nextNs = 900 * MS;
    daw.send(pump, START);
    long startNs = daw.nextNs;
    daw.clocks(pump, 4 * 96);
    long onsetNs =
        farSide.heard().stream()
            .filter(h -> MidiMessages.isNoteOn(h.message()) && h.deadlineNs() > startNs)
            .findFirst()
            .orElseThrow()
            .deadlineNs();
    assertTrue((onsetNs - startNs) % (125 * MS / 2 / 3) < MS, "on the song's grid: " + onsetNs);
    assertTrue(onsetNs - startNs >= -MS, "not before the song");
    daw.send(pump, STOP);
    assertEquals(0, farSide.hanging());
    long stopped = farSide.onsets();
    daw.clocks(pump, 4 * 96);
    assertEquals(stopped, farSide.onsets(), "silent while the song stands");
    assertEquals(Floor.OPEN, pump.view().floor());
    daw.send(pump, CONTINUE);
    daw.clocks(pump, 4 * 96);
    assertTrue(farSide.onsets() > stopped);
  }

  @Test
  void shouldKeepTheBarWhereALoopJumpsBackWhileItRolls() {
    Daw daw = new Daw(110, new Random(7), 0);
    Pump pump = pump(Mode.LISTEN, AnswerStart.BEAT, 120);
    daw.send(pump, START);
    daw.clocks(pump, 4 * 96 + 1);
    for (int turn = 0; turn < 5; turn++) {
      assertEquals(4 * 3840, pump.view().songTick(pump.nowNs()), 30);
      daw.position(pump, 0);
      daw.clocks(pump, 1);
      assertEquals(0, pump.view().songTick(pump.nowNs()), 30, "turn " + turn);
      daw.clocks(pump, 4 * 96);
    }
    daw.send(pump, START);
    daw.clocks(pump, 2 * 96 + 1);
    assertEquals(2 * 3840, pump.view().songTick(pump.nowNs()), 30, "started twice");
  }

  @Test
  void shouldSurviveAnyClockWithoutAHangingNote() {
    Seeded.forSeeds(
        60,
        random -> {
          FarSide far = new FarSide();
          LiveSettings settings =
              settings(Mode.of(random.nextInt(3)), AnswerStart.values()[random.nextInt(3)], 120);
          Pump pump =
              new Pump(settings, Sessions.stepper(), Sessions.tempo(random.nextLong()), far);
          long periodNs = 20 * MS;
          for (int i = 0; i < 2_000; i++) {
            long nextNs = pump.nowNs() + random.nextLong(periodNs + 1);
            int message =
                switch (random.nextInt(40)) {
                  case 0 -> MidiMessages.pack(START, 0, 0);
                  case 1 -> MidiMessages.pack(STOP, 0, 0);
                  case 2 -> MidiMessages.pack(CONTINUE, 0, 0);
                  case 3 -> MidiMessages.pack(0xF2, random.nextInt(128), random.nextInt(128));
                  case 4, 5, 6 ->
                      MidiMessages.noteOn(0, 60 + random.nextInt(6), random.nextInt(100));
                  case 7, 8, 9 -> MidiMessages.noteOff(0, 60 + random.nextInt(6));
                  default -> MidiMessages.pack(CLOCK, 0, 0);
                };
            pump.input().receive(message, nextNs);
            if (random.nextInt(100) == 0) {
              periodNs = (5 + random.nextInt(80)) * MS;
            }
            if (random.nextInt(200) == 0) {
              pump.perform(Action.of(Mode.of(random.nextInt(4))));
            }
            Throwable error = pump.view().takeNewError();
            if (error != null) {
              throw new AssertionError(error);
            }
          }
          pump.finish();
          assertEquals(0, far.hanging());
        });
  }

  @Test
  void shouldPlayStandAndJumpWithATransport() {
    long quarterNs = 500 * MS;
    LiveSettings settings = settings(Mode.SOLO, AnswerStart.BAR, 97).withClock(ClockSource.JACK);
    InternalTempo tempo = new InternalTempo(Timeline.of(0, 0, 97), MeterMap.of(Meter.COMMON));
    Pump pump = new Pump(settings, Sessions.stepper(), tempo, farSide);
    pump.transport(false, quarterNs, 0, 10 * MS);
    pump.advanceTo(10_000 * MS);
    assertEquals(0, farSide.onsets(), "the transport stands");
    long startNs = 10_003 * MS;
    for (int quarter = 0; quarter < 16; quarter++) {
      pump.transport(true, quarterNs, quarter * 960L, startNs + quarter * quarterNs);
    }
    assertTrue(farSide.onsets() > 4, farSide.onsets() + " onsets");
    for (FarSide.Heard heard : farSide.heard()) {
      if (MidiMessages.isNoteOn(heard.message())) {
        double clocks = (heard.deadlineNs() - startNs) * 24.0 / quarterNs;
        assertEquals(Math.rint(clocks), clocks, 1e-6, "on a clock");
      }
    }
    long jumpNs = startNs + 16 * quarterNs;
    pump.transport(true, quarterNs, 100 * 960L + 480, jumpNs);
    assertEquals(100 * 960 + 480, pump.view().songTick(jumpNs), 1);
    long before = farSide.onsets();
    pump.advanceTo(jumpNs + 16 * quarterNs);
    assertTrue(farSide.onsets() > before, "plays on");
    pump.transport(false, quarterNs, 0, jumpNs + 16 * quarterNs);
    assertEquals(0, farSide.hanging());
    before = farSide.onsets();
    pump.advanceTo(jumpNs + 40 * quarterNs);
    assertEquals(before, farSide.onsets());
  }

  private Pump pump(Mode mode, AnswerStart start, double tempoBpm) {
    InternalTempo tempo = new InternalTempo(Timeline.of(0, 0, tempoBpm), MeterMap.of(Meter.COMMON));
    return new Pump(settings(mode, start, tempoBpm), Sessions.stepper(), tempo, farSide);
  }

  private static LiveSettings settings(Mode mode, AnswerStart start, double tempoBpm) {
    return new LiveSettings(mode, Meter.COMMON, tempoBpm, 7)
        .with(Parameter.TEMPERATURE, 1)
        .with(Parameter.ANSWER_START, start)
        .withClock(ClockSource.MIDI);
  }

  /** A sequencer whose clock is exact, and comes with jitter. */
  private static final class Daw {
    private final double periodNs;
    private final Random random;
    private final long jitterNs;
    private long nextNs;
    private double exactNs;
    private boolean first = true;

    Daw(double tempoBpm, Random random, long jitterNs) {
      periodNs = 60e9 / tempoBpm / 24;
      this.random = random;
      this.jitterNs = jitterNs;
    }

    void send(Pump pump, int status) {
      pump.input().receive(MidiMessages.pack(status, 0, 0), Math.max(nextNs - MS, pump.nowNs()));
    }

    void position(Pump pump, int sixteenths) {
      pump.input()
          .receive(
              MidiMessages.pack(0xF2, sixteenths & 0x7f, sixteenths >> 7),
              Math.max(nextNs - MS, pump.nowNs()));
    }

    void clocks(Pump pump, int count) {
      if (first) {
        exactNs = nextNs + jitterNs;
        first = false;
      }
      for (int i = 0; i < count; i++) {
        long jitter = jitterNs == 0 ? 0 : random.nextLong(2 * jitterNs + 1) - jitterNs;
        pump.input().receive(MidiMessages.pack(CLOCK, 0, 0), Math.round(exactNs) + jitter);
        exactNs += periodNs;
        nextNs = Math.round(exactNs);
      }
    }

    /** How far from the nearest exact clock. */
    double gridErrorMs(long deadlineNs) {
      double clocks = (deadlineNs - exactNs) / periodNs;
      return Math.abs(clocks - Math.rint(clocks)) * periodNs / MS;
    }
  }
}

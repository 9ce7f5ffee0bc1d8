package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.live.api.Action;
import antiphon.live.api.ClockSource;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.midi.port.MidiMessages;
import antiphon.music.time.Meter;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Answers in the time of the call, without any clock. */
class PlayersTimeTest {
  private static final long MS = 1_000_000;

  /** Eighths of two bars, and where they are left out there are quarters. */
  private static final int[] RHYTHM = {0, 2, 3, 4, 6, 8, 10, 11, 12, 14};

  private static final int[] MELODY = {60, 64, 65, 67, 72, 71, 69, 67, 65, 62};

  @Test
  void shouldAnswerOnTheBeatOfTheCallWhateverItsOwnTempoWas() {
    for (double tempoBpm : new double[] {72, 97, 110, 133}) {
      FarSide farSide = new FarSide();
      Pump pump = pump(farSide);
      double quarterNs = 60e9 / tempoBpm;
      long startNs = 1_234 * MS;
      Random random = new Random(3);
      play(pump, random, startNs, quarterNs, 5 * MS);
      play(pump, random, startNs + Math.round(8 * quarterNs), quarterNs, 5 * MS);
      pump.advanceTo(startNs + Math.round(18 * quarterNs));
      double level = pump.view().tempoBpm() / tempoBpm;
      double octave = Math.pow(2, Math.rint(Math.log(level) / Math.log(2)));
      assertEquals(1, level / octave, 0.02, tempoBpm + " bpm, or its half or double");
      assertTrue(pump.view().tempoConfidence() > 0.4);
      pump.advanceTo(startNs + Math.round(50 * quarterNs));
      List<FarSide.Heard> onsets =
          farSide.heard().stream().filter(h -> MidiMessages.isNoteOn(h.message())).toList();
      assertTrue(!onsets.isEmpty());
      double beats = (onsets.get(0).deadlineNs() - startNs) / quarterNs;
      assertEquals(Math.rint(beats), beats, 0.08, "the answer begins on a beat of the call");
      assertTrue(beats >= 15.9 && beats <= 22.1, beats + " beats after the call began");
    }
  }

  @Test
  void shouldKeepTheLastTempoWhereNothingCanBeTold() {
    FarSide farSide = new FarSide();
    Pump pump = pump(farSide);
    pump.input().receive(MidiMessages.noteOn(0, 60, 80), 1_000 * MS);
    pump.input().receive(MidiMessages.noteOff(0, 60), 1_300 * MS);
    pump.advanceTo(8_000 * MS);
    assertEquals(120, pump.view().tempoBpm(), 1e-6);
    assertTrue(farSide.onsets() > 0);
  }

  @Test
  void shouldGiveThePlayersLaidBackFeelBackAsFarAsIsWanted() {
    for (double groove : new double[] {0, 0.5, 1}) {
      FarSide farSide = new FarSide();
      LiveSettings settings =
          Sessions.settings(Mode.CALL_RESPONSE)
              .withClock(ClockSource.INTERNAL)
              .with(Parameter.GROOVE, groove);
      Pump pump = new Pump(settings, Sessions.stepper(), Sessions.tempo(0), farSide);
      long lateNs = 12 * MS;
      play(pump, new Random(3), lateNs, Sessions.QUARTER_NS, 1);
      play(pump, new Random(3), lateNs + 8 * Sessions.QUARTER_NS, Sessions.QUARTER_NS, 1);
      pump.advanceTo(40 * Sessions.QUARTER_NS);
      double sumMs = 0;
      int onsets = 0;
      long clockNs = Sessions.QUARTER_NS / 24;
      for (FarSide.Heard heard : farSide.heard()) {
        if (MidiMessages.isNoteOn(heard.message())) {
          long late = Math.floorMod(heard.deadlineNs() + clockNs / 4, clockNs) - clockNs / 4;
          sumMs += late / (double) MS;
          onsets++;
        }
      }
      assertTrue(onsets > 5);
      assertEquals(12 * groove, sumMs / onsets, 1, "groove " + groove);
    }
  }

  @Test
  void shouldTakeFourTapsForTheBeatAndGoOnPlayingInIt() {
    FarSide farSide = new FarSide();
    Pump pump =
        new Pump(Sessions.settings(Mode.SOLO), Sessions.stepper(), Sessions.tempo(0), farSide);
    pump.advanceTo(5_130 * MS);
    long tapNs = pump.nowNs();
    for (int tap = 0; tap < 4; tap++) {
      pump.advanceTo(tapNs + tap * 625 * MS);
      pump.perform(Action.TAP);
    }
    assertEquals(96, pump.view().tempoBpm(), 0.01);
    long before = farSide.onsets();
    int heard = farSide.heard().size();
    pump.advanceTo(tapNs + 20_000 * MS);
    assertTrue(farSide.onsets() > before, "it plays on");
    double clockNs = 625 * MS / 24.0;
    for (FarSide.Heard h : farSide.heard().subList(heard, farSide.heard().size())) {
      double clocks = (h.deadlineNs() - tapNs) / clockNs;
      if (MidiMessages.isNoteOn(h.message())) {
        assertEquals(Math.rint(clocks), clocks, 0.05, "on the grid of the taps");
      }
    }
    pump.finish();
    assertEquals(0, farSide.hanging());
  }

  @Test
  void shouldSurviveAnyPlayingWithoutAHangingNote() {
    Seeded.forSeeds(
        40,
        random -> {
          FarSide farSide = new FarSide();
          Pump pump = pump(farSide);
          long nowNs = 0;
          for (int phrase = 0; phrase < 6; phrase++) {
            double quarterNs = 60e9 / (50 + random.nextInt(150));
            play(pump, random, pump.nowNs() + 100 * MS, quarterNs, random.nextInt(30) * MS + 1);
            nowNs = pump.nowNs() + random.nextLong(6_000 * MS);
            pump.input()
                .receive(MidiMessages.controlChange(0, 64, random.nextInt(128)), pump.nowNs());
            pump.advanceTo(nowNs);
            Throwable error = pump.view().takeNewError();
            if (error != null) {
              throw new AssertionError(error);
            }
          }
          pump.finish();
          assertEquals(0, farSide.hanging());
          assertEquals(0, farSide.doubleOns());
        });
  }

  private static Pump pump(FarSide farSide) {
    LiveSettings settings =
        new LiveSettings(Mode.CALL_RESPONSE, Meter.COMMON, 120, 7)
            .with(Parameter.TEMPERATURE, 1)
            .withClock(ClockSource.PLAYER);
    return new Pump(settings, Sessions.stepper(), Sessions.tempo(0), farSide);
  }

  private static void play(
      Pump pump, Random random, long startNs, double quarterNs, long jitterNs) {
    for (int i = 0; i < RHYTHM.length; i++) {
      long onNs =
          startNs
              + Math.round(RHYTHM[i] * quarterNs / 2)
              + Math.round(Math.max(-2, Math.min(2, random.nextGaussian())) * jitterNs / 2);
      long lastsNs = Math.round(quarterNs * 0.4);
      int velocity = RHYTHM[i] % 8 == 0 ? 100 : RHYTHM[i] % 2 == 0 ? 80 : 64;
      onNs = Math.max(onNs, pump.nowNs());
      pump.input().receive(MidiMessages.noteOn(0, MELODY[i], velocity), onNs);
      pump.input().receive(MidiMessages.noteOff(0, MELODY[i]), onNs + lastsNs);
    }
  }
}

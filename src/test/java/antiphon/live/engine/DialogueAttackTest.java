package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.live.api.Action;
import antiphon.live.api.AnswerLength;
import antiphon.live.api.ClockSource;
import antiphon.live.api.Counter;
import antiphon.live.api.Floor;
import antiphon.live.api.KeyLock;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.follow.InternalTempo;
import antiphon.live.ring.InSlot;
import antiphon.midi.port.MidiMessages;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.time.Timeline;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What was found by looking for it: each was a fault once, or could become one. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class DialogueAttackTest {
  private static final long MS = 1_000_000;
  private static final int SUSTAIN = MidiMessages.CONTROLLER_SUSTAIN;
  private static final int ALL_NOTES_OFF = MidiMessages.CONTROLLER_ALL_NOTES_OFF;

  private final FarSide farSide = new FarSide();
  private Pump pump;

  private void begin(LiveSettings settings) {
    InternalTempo tempo =
        new InternalTempo(Timeline.of(0, 0, settings.tempoBpm()), MeterMap.of(settings.meter()));
    pump = new Pump(settings, well(5), tempo, farSide);
  }

  private static WitnessStepper well(long seed) {
    return new WitnessStepper(seed, WitnessStepper.Illness.NONE);
  }

  private void receive(int message) {
    pump.input().receive(message, pump.nowNs());
  }

  private void pass(long ms) {
    pump.advanceTo(pump.nowNs() + ms * MS);
  }

  private void note(int pitch, long ms) {
    receive(MidiMessages.noteOn(0, pitch, 80));
    pass(ms);
    receive(MidiMessages.noteOff(0, pitch));
  }

  private long onsets() {
    return farSide.onsets();
  }

  @Test
  void shouldNotKeepTheProcessorBusyWithAModelThatIsNoUse() {
    for (Mode mode : Mode.values()) {
      for (double handOverMs : new double[] {0, Double.MIN_VALUE, 1}) {
        LiveSettings settings =
            new LiveSettings(mode, Meter.COMMON, 120, 7)
                .with(Parameter.HAND_OVER_MS, handOverMs)
                .with(Parameter.HAND_OVER_BEATS, 0.125);
        InternalTempo tempo = Sessions.tempo(0);
        pump =
            new Pump(
                settings, new WitnessStepper(1, WitnessStepper.Illness.ALWAYS), tempo, farSide);
        long[] thoughts = new long[1];
        pump.watchMind(
            new Pump.MindWatch() {
              @Override
              public void begins() {
                thoughts[0]++;
              }

              @Override
              public void ends() {
                // only beginnings count
              }
            });
        pump.setLooksAhead(false);
        note(60, 100);
        pump.perform(Action.HAND_OVER);
        receive(MidiMessages.noteOn(0, 62, 80));
        pass(10_000);
        assertTrue(thoughts[0] < 2_500, mode + " thinks " + thoughts[0] + " times in 10 s");
        assertTrue(mode == Mode.LISTEN || pump.view().count(Counter.MODEL_FAULTS) > 0);
        assertEquals(0, onsets());
      }
    }
  }

  @Test
  void shouldDraftNoFurtherWhereTheModelIsNoUseForAMoment() {
    Seeded.forSeeds(
        40,
        random -> {
          long seed = random.nextLong();
          assertEquals(soloOfAModelThatFails(seed, false), soloOfAModelThatFails(seed, true));
        });
  }

  private static List<FarSide.Heard> soloOfAModelThatFails(long seed, boolean looksAhead) {
    FarSide end = new FarSide();
    Pump pump =
        new Pump(
            Sessions.settings(Mode.SOLO).with(Parameter.HAND_OVER_BEATS, 0.5),
            new WitnessStepper(seed, WitnessStepper.Illness.SOMETIMES),
            Sessions.tempo(0),
            end);
    pump.setLooksAhead(looksAhead);
    pump.advanceTo(20_000 * MS);
    return end.heard();
  }

  @Test
  void shouldKeepToTheSameFoundKeyWhetherItDraftsAheadOrNot() {
    Seeded.forSeeds(
        40,
        random -> {
          long seed = random.nextLong();
          assertEquals(jamInAFoundKey(seed, false), jamInAFoundKey(seed, true));
        });
  }

  private static List<FarSide.Heard> jamInAFoundKey(long seed, boolean looksAhead) {
    Random random = new Random(seed);
    FarSide end = new FarSide();
    Pump pump =
        new Pump(
            Sessions.settings(Mode.CALL_RESPONSE).with(Parameter.KEY_LOCK, KeyLock.FOUND),
            well(seed),
            Sessions.tempo(0),
            end);
    pump.setLooksAhead(looksAhead);
    int[] scale = {0, 2, 4, 5, 7, 9, 11};
    for (int i = 0; i < 60; i++) {
      int off = i < 20 ? 0 : random.nextInt(12);
      int pitch = 48 + scale[random.nextInt(7)] + off;
      pump.input().receive(MidiMessages.noteOn(0, pitch, 90), pump.nowNs());
      pump.advanceTo(pump.nowNs() + 100 * MS);
      pump.input().receive(MidiMessages.noteOff(0, pitch), pump.nowNs());
      pump.advanceTo(pump.nowNs() + (random.nextInt(8) == 0 ? 2_000 : 50) * MS);
    }
    return end.heard();
  }

  @Test
  void shouldPlayWithTheFeelOfSomebodyWhoIsFarAheadOfASlowBeat() {
    Seeded.forSeeds(
        20,
        random -> {
          begin(
              new LiveSettings(Mode.JAM, Meter.COMMON, 20, random.nextLong())
                  .with(Parameter.GROOVE, 1)
                  .with(Parameter.COMMIT_MS, 5));
          for (int beat = 1; beat < 24; beat++) {
            pump.advanceTo((beat * 3_000L - 110) * MS);
            note(60 + beat % 5, 20 + random.nextInt(1500));
          }
          assertNull(pump.view().takeNewError());
          assertTrue(onsets() > 3);
          assertEquals(0, pump.view().count(Counter.STEPS_LATE));
        });
  }

  @Test
  void shouldNotCatchUpWithAnHourOfSilence() {
    LiveSettings settings = Sessions.settings(Mode.LISTEN);
    long[] fed = new long[1];
    pump =
        new Pump(
            settings, new ListeningStepper(well(5), () -> fed[0]++), Sessions.tempo(0), farSide);
    note(60, 100);
    pass(3_600_000);
    long before = fed[0];
    pump.perform(Action.SOLO);
    pass(1_000);
    assertTrue(onsets() > 0);
    assertTrue(fed[0] - before < 600, "heard " + (fed[0] - before) + " tokens for an hour of rest");
  }

  @Test
  void shouldRaiseThePartnersPedalOnTheChannelWhereItIsDown() {
    begin(Sessions.settings(Mode.JAM).with(Parameter.PEDAL_OUT, 1));
    receive(MidiMessages.controlChange(0, SUSTAIN, 100));
    pump.set(Parameter.CHANNEL, 3);
    receive(MidiMessages.controlChange(0, SUSTAIN, 110));
    receive(MidiMessages.controlChange(0, SUSTAIN, 0));
    assertEquals(0, pedalsDown());
  }

  @Test
  void shouldRaiseThePartnersPedalWhenThePlayersEndIsLost() {
    begin(Sessions.settings(Mode.JAM).with(Parameter.PEDAL_OUT, 1));
    receive(MidiMessages.controlChange(0, SUSTAIN, 127));
    pump.offer(InSlot.Kind.EVENTS_LOST, 0);
    assertEquals(0, pedalsDown());
    receive(MidiMessages.controlChange(0, SUSTAIN, 127));
    receive(MidiMessages.controlChange(0, ALL_NOTES_OFF, 0));
    assertEquals(0, pedalsDown());
  }

  private long pedalsDown() {
    boolean[] down = new boolean[16];
    for (FarSide.Heard heard : farSide.heard()) {
      int message = heard.message();
      if (MidiMessages.command(message) == MidiMessages.CONTROL_CHANGE
          && MidiMessages.data1(message) == SUSTAIN) {
        down[MidiMessages.channel(message)] =
            MidiMessages.data2(message) >= MidiMessages.PEDAL_DOWN;
      }
    }
    long count = 0;
    for (boolean is : down) {
      count += is ? 1 : 0;
    }
    return count;
  }

  @Test
  void shouldAnswerThoughTheChannelBecameAChordChannelWhileItsPedalWasDown() {
    begin(Sessions.settings(Mode.CALL_RESPONSE));
    receive(MidiMessages.controlChange(2, SUSTAIN, 127));
    receive(MidiMessages.noteOn(2, 60, 80));
    pass(200);
    pump.set(Parameter.CHORD_CHANNEL, 3);
    receive(MidiMessages.noteOff(2, 60));
    receive(MidiMessages.controlChange(2, SUSTAIN, 0));
    pass(3_000);
    assertTrue(onsets() > 0);
  }

  @Test
  void shouldAnswerThoughTheChannelBecameAChordChannelWhileItsKeysWereDown() {
    begin(Sessions.settings(Mode.CALL_RESPONSE));
    receive(MidiMessages.noteOn(2, 60, 80));
    pass(200);
    pump.set(Parameter.CHORD_CHANNEL, 3);
    receive(MidiMessages.controlChange(2, ALL_NOTES_OFF, 0));
    pass(3_000);
    assertTrue(onsets() > 0);
  }

  @Test
  void shouldAnswerThoughAKeyWasStruckTwiceAndTransposedBetween() {
    begin(Sessions.settings(Mode.CALL_RESPONSE));
    receive(MidiMessages.noteOn(0, 60, 80));
    pass(100);
    pump.set(Parameter.TRANSPOSE_IN, 2);
    receive(MidiMessages.noteOn(0, 60, 80));
    pass(100);
    receive(MidiMessages.noteOff(0, 60));
    pass(3_000);
    assertTrue(onsets() > 0);
  }

  @Test
  void shouldForgetChordKeysWhoseEndsAreLost() {
    for (boolean lost : new boolean[] {true, false}) {
      begin(
          Sessions.settings(Mode.SOLO)
              .with(Parameter.CHORD_CHANNEL, 10)
              .with(Parameter.CHORD_LOCK, 1));
      receive(MidiMessages.noteOn(9, 61, 80)); // a C sharp that nobody lets go
      if (lost) {
        pump.offer(InSlot.Kind.EVENTS_LOST, 0);
      } else {
        receive(MidiMessages.controlChange(9, ALL_NOTES_OFF, 0));
      }
      receive(MidiMessages.noteOn(9, 60, 80));
      receive(MidiMessages.noteOff(9, 60));
      receive(MidiMessages.noteOn(9, 67, 80));
      receive(MidiMessages.noteOff(9, 67));
      int before = farSide.heard().size();
      pass(20_000);
      assertTrue(
          farSide.heard().stream()
              .skip(before)
              .filter(h -> MidiMessages.isNoteOn(h.message()))
              .allMatch(h -> MidiMessages.data1(h.message()) % 12 == 7));
      pump.finish();
    }
  }

  @Test
  void shouldGoOnWithALoopWhereThereIsNothingElseToPlayAgain() {
    begin(
        Sessions.settings(Mode.CALL_RESPONSE)
            .with(Parameter.ANSWER_LENGTH, AnswerLength.BARS)
            .with(Parameter.ANSWER_BARS, 1));
    note(60, 100);
    pass(4_000);
    assertTrue(onsets() > 0);
    pump.perform(Action.LOOP);
    pass(1);
    assertEquals(Floor.PARTNER, pump.view().floor());
    pump.perform(Action.AGAIN); // it has not played a note of the loop yet
    long before = onsets();
    pass(6_000);
    assertTrue(onsets() > before, "the loop goes on");
  }

  @Test
  void shouldTellAModelThatTakesOverTheCallAsItWasJudged() {
    Seeded.forSeeds(
        30,
        random -> {
          long seed = random.nextLong();
          assertEquals(swapInAPlayersTime(seed, false), swapInAPlayersTime(seed, true));
        });
  }

  private static List<FarSide.Heard> swapInAPlayersTime(long seed, boolean looksAhead) {
    Random random = new Random(seed);
    FarSide end = new FarSide();
    Pump pump =
        new Pump(
            new LiveSettings(Mode.CALL_RESPONSE, new Meter(12, 4), 40, seed)
                .withClock(ClockSource.PLAYER),
            well(1),
            new InternalTempo(Timeline.of(0, 0, 40), MeterMap.of(new Meter(12, 4))),
            end);
    pump.setLooksAhead(looksAhead);
    long beatNs = (300 + random.nextInt(400)) * MS;
    for (int i = 0; i < 12; i++) {
      if (i == 9) {
        pump.swap(well(seed), "another");
      }
      int pitch = 60 + random.nextInt(12);
      pump.input().receive(MidiMessages.noteOn(0, pitch, 60 + 40 * (i % 2)), pump.nowNs());
      pump.advanceTo(pump.nowNs() + beatNs / 2);
      pump.input().receive(MidiMessages.noteOff(0, pitch), pump.nowNs());
      pump.advanceTo(pump.nowNs() + beatNs / 2);
    }
    pump.advanceTo(pump.nowNs() + 30_000 * MS);
    assertEquals(1, pump.view().count(Counter.MODELS_SWAPPED));
    assertTrue(end.onsets() > 0);
    return end.heard();
  }

  @Test
  void shouldNotDrawAnewForEveryChangeOfAFlood() {
    long[] fed = new long[1];
    pump =
        new Pump(
            Sessions.settings(Mode.SOLO),
            new ListeningStepper(well(5), () -> fed[0]++),
            Sessions.tempo(0),
            farSide);
    pass(4_000);
    long before = fed[0];
    long onsetsBefore = onsets();
    long beganNs = pump.nowNs();
    for (int i = 0; i < 20_000; i++) {
      pump.advanceTo(beganNs + i * MS / 10);
      pump.set(Parameter.TEMPERATURE, 1 + i % 100 / 1000.0);
    }
    assertTrue(fed[0] - before < 100_000, "heard " + (fed[0] - before) + " tokens in 2 s");
    assertTrue(onsets() - onsetsBefore > 2, "it plays on");
    assertEquals(0, pump.view().count(Counter.STEPS_LATE));
  }

  @Test
  void shouldPlayWhatWasTurnedLastThoughItWasTurnedInAFlood() {
    begin(Sessions.settings(Mode.SOLO).with(Parameter.LONGEST_REST_BEATS, 0.25));
    pass(4_000);
    for (int i = 0; i < 200; i++) {
      pump.set(Parameter.HIGHEST_PITCH, 127 - i % 100);
    }
    pump.set(Parameter.HIGHEST_PITCH, 60);
    int before = farSide.heard().size();
    long fromNs = pump.nowNs() + 20 * MS;
    pass(10_000);
    List<FarSide.Heard> onsets =
        farSide.heard().stream()
            .skip(before)
            .filter(h -> MidiMessages.isNoteOn(h.message()) && h.deadlineNs() - fromNs > 0)
            .toList();
    assertTrue(onsets.size() > 10);
    assertTrue(onsets.stream().allMatch(h -> MidiMessages.data1(h.message()) <= 60));
  }

  @Test
  void shouldNotImagineTheSameSilenceForEverWhereItCommitsFarAhead() {
    begin(
        new LiveSettings(Mode.JAM, Meter.COMMON, 400, 7)
            .with(Parameter.COMMIT_MS, 2000)
            .with(Parameter.LOWEST_PITCH, 124)
            .with(Parameter.TRANSPOSE_OUT, -48));
    for (int i = 0; i < 20; i++) {
      note(60, 100);
      pass(500);
    }
    assertEquals(0, onsets());
    assertEquals(0, pump.view().count(Counter.MODEL_FAULTS));
  }
}

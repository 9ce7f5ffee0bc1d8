package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.live.api.Action;
import antiphon.live.api.AnswerStart;
import antiphon.live.api.Counter;
import antiphon.live.api.Floor;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.follow.InternalTempo;
import antiphon.live.ring.InSlot;
import antiphon.live.schedule.Routing;
import antiphon.midi.file.MidiFileWriter;
import antiphon.midi.port.MidiMessages;
import antiphon.midi.port.loopback.ScorePlayer;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Grid;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.time.MusicalTime;
import antiphon.music.time.Timeline;
import antiphon.music.token.Vocabulary;
import antiphon.net.LstmStepper;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PumpTest {
  private static final long NEAR_OVERFLOW_NS = Long.MAX_VALUE - 3_000_000_000L;

  @Test
  void shouldAnswerACallOnTheGridAfterItsEndWithoutAHangingNote() {
    FarSide farSide = new FarSide();
    Score session = answered(farSide, NEAR_OVERFLOW_NS, Mode.CALL_RESPONSE);
    List<Note> answer = session.notes().stream().filter(n -> n.part() == Part.PARTNER).toList();
    assertFalse(answer.isEmpty());
    long callEnd = Sessions.call().endTick();
    for (Note note : answer) {
      assertTrue(note.onTick() >= callEnd + 960, "a beat of silence lies between");
      assertTrue(onGrid(note.onTick()) && onGrid(note.offTick()) && note.offTick() > note.onTick());
    }
    assertEquals(
        9 * 960, answer.get(0).onTick(), "a beat of silence after 7.94 beats, then the next beat");
    assertEquals(answer.size(), farSide.onsets());
    assertEquals(0, farSide.hanging());
    assertEquals(0, farSide.doubleOns());
    assertEquals(
        Sessions.call().notes(),
        session.notes().stream().filter(n -> n.part() == Part.PLAYER).toList());
  }

  @Test
  void shouldPlayTheSameBytesFromTheSameSeed() {
    byte[] first = MidiFileWriter.bytes(answered(new FarSide(), 0, Mode.CALL_RESPONSE));
    byte[] second =
        MidiFileWriter.bytes(answered(new FarSide(), NEAR_OVERFLOW_NS, Mode.CALL_RESPONSE));
    assertArrayEquals(first, second);
  }

  @Test
  void shouldBeSilentAtOnceWhenTouchedAndListenAgain() {
    Seeded.forSeeds(
        40,
        random -> {
          InternalTempo tempo = Sessions.tempo(0);
          FarSide farSide = new FarSide();
          Pump pump = new Pump(Sessions.settings(Mode.SOLO), Sessions.stepper(), tempo, farSide);
          pump.advanceTo(2 * Sessions.BAR_NS + random.nextLong(8 * Sessions.BAR_NS));
          assertEquals(Floor.PARTNER, pump.view().floor());
          long touchNs = pump.nowNs() + 1_000_000;
          pump.input().receive(MidiMessages.noteOn(0, 60, 80), touchNs);
          pump.advanceTo(touchNs + Sessions.QUARTER_NS);
          assertEquals(Floor.PLAYER, pump.view().floor());
          assertEquals(0, farSide.hanging());
          for (FarSide.Heard heard : farSide.heard()) {
            if (MidiMessages.isNoteOn(heard.message())) {
              assertTrue(heard.deadlineNs() <= touchNs, "nothing begins after the touch");
            }
          }
          pump.input().receive(MidiMessages.noteOff(0, 60), touchNs + 2 * Sessions.QUARTER_NS);
          long before = farSide.onsets();
          pump.advanceTo(touchNs + 8 * Sessions.BAR_NS);
          assertEquals(Floor.PARTNER, pump.view().floor(), "solo goes on after a while of silence");
          assertTrue(farSide.onsets() > before);
          pump.finish();
          assertEquals(0, farSide.hanging());
          assertNull(pump.view().takeNewError());
        });
  }

  @Test
  void shouldSurviveAStormOfNotesModesAndPanicsInAnyMeterWithoutAHangingNote() {
    Seeded.forSeeds(
        60,
        random -> {
          Meter meter = new Meter(1 + random.nextInt(15), 1 << random.nextInt(6));
          AnswerStart start = AnswerStart.values()[random.nextInt(3)];
          LiveSettings settings =
              new LiveSettings(Mode.of(random.nextInt(3)), meter, 120, 7)
                  .with(Parameter.TEMPERATURE, 1)
                  .with(Parameter.HAND_OVER_BEATS, 0.5)
                  .with(Parameter.ANSWER_START, start);
          InternalTempo tempo =
              new InternalTempo(Timeline.of(random.nextLong(), 0, 120), MeterMap.of(meter));
          FarSide farSide = new FarSide();
          Routing routing = Routing.of(random.nextBoolean());
          Pump pump = new Pump(settings, Sessions.stepper(), tempo, routing, farSide);
          for (int i = 0; i < 400; i++) {
            long nextNs =
                pump.nowNs()
                    + random.nextLong(random.nextInt(10) == 0 ? 4_000_000_000L : 200_000_000L);
            int pitch = 55 + random.nextInt(10);
            switch (random.nextInt(12)) {
              case 0 -> pump.perform(Action.of(Mode.of(random.nextInt(4))));
              case 1 -> pump.panic();
              case 2 -> pump.offer(InSlot.Kind.EVENTS_LOST, 0);
              case 3 ->
                  pump.input()
                      .receive(MidiMessages.controlChange(0, 64, random.nextInt(128)), nextNs);
              case 4, 5, 6 ->
                  pump.input().receive(MidiMessages.noteOn(0, pitch, random.nextInt(128)), nextNs);
              default -> pump.input().receive(MidiMessages.noteOff(0, pitch), nextNs);
            }
            pump.advanceTo(nextNs);
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

  @Test
  void shouldStaySilentAfterAPanicUntilSomebodyPlays() {
    InternalTempo tempo = Sessions.tempo(0);
    FarSide farSide = new FarSide();
    Pump pump = new Pump(Sessions.settings(Mode.SOLO), Sessions.stepper(), tempo, farSide);
    pump.advanceTo(4 * Sessions.BAR_NS);
    assertEquals(Floor.PARTNER, pump.view().floor());
    pump.panic();
    long before = farSide.onsets();
    assertEquals(0, farSide.hanging());
    pump.advanceTo(20 * Sessions.BAR_NS);
    assertEquals(before, farSide.onsets());
    pump.input().receive(MidiMessages.noteOn(0, 60, 80), 20 * Sessions.BAR_NS);
    pump.input().receive(MidiMessages.noteOff(0, 60), 21 * Sessions.BAR_NS);
    pump.advanceTo(30 * Sessions.BAR_NS);
    assertTrue(farSide.onsets() > before);
  }

  @Test
  void shouldBeginASoloAnewAfterAFaultOfTheModel() {
    InternalTempo tempo = Sessions.tempo(0);
    FarSide farSide = new FarSide();
    int[] steps = {0};
    LstmStepper hiccup =
        new ScriptedStepper(
            logits -> {
              boolean ill = steps[0]++ == 20;
              Arrays.fill(logits, ill ? Float.NaN : 0);
              logits[Vocabulary.dur(6)] = ill ? Float.NaN : 3;
            });
    Pump pump = new Pump(Sessions.settings(Mode.SOLO), hiccup, tempo, farSide);
    pump.advanceTo(40 * Sessions.BAR_NS);
    assertTrue(steps[0] > 200, "it went on after step 20: " + steps[0]);
    pump.finish();
    assertEquals(0, farSide.hanging());
  }

  @Test
  void shouldEndInTheRecordingWhatAllNotesOffEnds() {
    InternalTempo tempo = Sessions.tempo(0);
    Pump pump = new Pump(Sessions.settings(Mode.LISTEN), Sessions.stepper(), tempo, new FarSide());
    pump.input().receive(MidiMessages.noteOn(3, 60, 80), Sessions.QUARTER_NS);
    pump.input().receive(MidiMessages.controlChange(3, 123, 0), 2 * Sessions.QUARTER_NS);
    pump.input().receive(MidiMessages.noteOn(3, 62, 80), 20 * Sessions.QUARTER_NS);
    Note first = pump.finish().notes().get(0);
    assertEquals(2 * 960, first.offTick());
  }

  @Test
  void shouldListenOnlyInListenMode() {
    FarSide farSide = new FarSide();
    answered(farSide, 0, Mode.LISTEN);
    assertEquals(0, farSide.onsets());
  }

  @Test
  void shouldBecomeSilentWhenTheModelTalksNonsense() {
    InternalTempo tempo = Sessions.tempo(0);
    FarSide farSide = new FarSide();
    Pump pump =
        new Pump(
            Sessions.settings(Mode.CALL_RESPONSE),
            new ScriptedStepper(logits -> Arrays.fill(logits, Float.NaN)),
            tempo,
            farSide);
    pump.play(
        new ScorePlayer(Sessions.call(), tempo.timeline(), pump.input(), 0), 8 * Sessions.BAR_NS);
    pump.advanceTo(8 * Sessions.BAR_NS);
    assertEquals(0, farSide.onsets());
    assertTrue(pump.view().count(Counter.MODEL_FAULTS) > 0);
    assertEquals(Floor.OPEN, pump.view().floor());
    assertNull(pump.view().takeNewError());
  }

  @Test
  void shouldNeitherRestNorHoldANoteForMoreThanTwoBarsWhateverTheModelWants() {
    for (int favourite :
        new int[] {Vocabulary.dur(Vocabulary.MAX_DUR_CLOCKS), Vocabulary.noteOn(60)}) {
      InternalTempo tempo = Sessions.tempo(0);
      Pump pump = new Pump(Sessions.settings(Mode.SOLO), stubborn(favourite), tempo, new FarSide());
      pump.advanceTo(40 * Sessions.BAR_NS);
      List<Note> notes = pump.finish().notes();
      long longest = 2 * 4 * MusicalTime.TICKS_PER_QUARTER;
      long lastEvent = notes.get(0).onTick();
      for (Note note : notes) {
        assertTrue(note.onTick() - lastEvent <= longest, "a rest before " + note);
        assertTrue(
            note.offTick() - note.onTick() <= longest + MusicalTime.TICKS_PER_QUARTER * 2,
            note.toString());
        lastEvent = Math.max(lastEvent, note.offTick());
      }
      assertTrue(lastEvent >= 36 * 4 * MusicalTime.TICKS_PER_QUARTER, "it goes on to the end");
    }
  }

  /** Always wants one token, and else the longest rest. */
  private static LstmStepper stubborn(int favourite) {
    return new ScriptedStepper(
        logits -> {
          Arrays.fill(logits, 0);
          logits[Vocabulary.dur(Vocabulary.MAX_DUR_CLOCKS)] = 20;
          logits[favourite] = 40;
        });
  }

  private static Score answered(FarSide farSide, long anchorNs, Mode mode) {
    InternalTempo tempo = Sessions.tempo(anchorNs);
    Pump pump = new Pump(Sessions.settings(mode), Sessions.stepper(), tempo, farSide);
    pump.play(
        new ScorePlayer(Sessions.call(), tempo.timeline(), pump.input(), 0),
        anchorNs + 16 * Sessions.BAR_NS);
    pump.advanceTo(anchorNs + 16 * Sessions.BAR_NS);
    assertNull(pump.view().takeNewError());
    return pump.finish();
  }

  private static boolean onGrid(long tick) {
    return tick % MusicalTime.TICKS_PER_CLOCK == 0
        && Grid.contains(tick / MusicalTime.TICKS_PER_CLOCK);
  }
}

package antiphon.live.engine;

import static antiphon.live.engine.Stage.QUARTER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.live.api.Action;
import antiphon.live.api.AnswerLength;
import antiphon.live.api.AnswerStart;
import antiphon.live.api.Counter;
import antiphon.live.api.Floor;
import antiphon.live.api.HandOver;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.engine.RememberingStepper.Remembered;
import antiphon.live.engine.Stage.Sound;
import antiphon.midi.port.MidiMessages;
import antiphon.music.note.Part;
import antiphon.music.time.Grid;
import antiphon.music.time.Meter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Call and response: when the floor goes to Antiphon, where its answer begins, where it ends. */
class HandOverTest {
  private static final LiveSettings PLAIN = Sessions.settings(Mode.CALL_RESPONSE);

  @ParameterizedTest
  @ValueSource(doubles = {0.25, 1, 2.5, 7})
  void shouldAnswerAfterSoManyBeatsOfSilence(double beats) {
    Stage stage =
        new Stage(
            PLAIN
                .with(Parameter.HAND_OVER_BEATS, beats)
                .with(Parameter.ANSWER_START, AnswerStart.NOW));
    stage.line(0, 4.5);
    List<Sound> answer = stage.end(20);
    assertEquals(4.5 + beats, answer.get(0).on());
  }

  @ParameterizedTest
  @CsvSource({"120, 300", "120, 1400", "60, 300", "60, 1400", "200, 1400"})
  void shouldAnswerAfterSoManyMillisecondsOfSilenceInAnyTempo(double tempoBpm, double ms) {
    LiveSettings settings =
        new LiveSettings(Mode.CALL_RESPONSE, Meter.COMMON, tempoBpm, 7)
            .with(Parameter.HAND_OVER_MS, ms)
            .with(Parameter.HAND_OVER_BEATS, 30)
            .with(Parameter.ANSWER_START, AnswerStart.NOW);
    Stage stage = new Stage(settings);
    stage.line(0, 4.5);
    double due = 4.5 + ms / 1000 * tempoBpm / 60;
    double first = stage.end(40).get(0).on();
    assertEquals(due, first, 2.0 / 24, "the nearest position of the grid");
  }

  @Test
  void shouldNotTakeALongNoteForSilence() {
    Stage stage = new Stage(PLAIN);
    stage.note(60, 0, 21);
    assertEquals(22, stage.end(40).get(0).on());
  }

  @Test
  void shouldNotTakeAPedalThatChangesNothingForMusic() {
    Stage stage = new Stage(PLAIN);
    stage.line(0, 4);
    for (int i = 0; i < 40; i++) {
      stage.send(MidiMessages.controlChange(0, 64, i * 3), 4.05 + i / 10.0);
    }
    assertEquals(5, stage.end(20).get(0).on(), "a beat after the last note");
  }

  @Test
  void shouldTakeWhatThePedalHoldsForMusic() {
    Stage stage = new Stage(PLAIN);
    stage.send(MidiMessages.controlChange(0, 64, 127), 0);
    stage.line(0, 4);
    stage.send(MidiMessages.controlChange(0, 64, 0), 9);
    assertEquals(10, stage.end(20).get(0).on());
  }

  @Test
  void shouldAnswerByThePedalAloneWhereSilenceDoesNotCount() {
    Stage stage = new Stage(PLAIN.with(Parameter.HAND_OVER, HandOver.PEDAL));
    stage.line(0, 4);
    stage.until(80.3);
    assertEquals(0, stage.farSide.onsets(), "silence hands nothing over");
    stage.strike(60, 80.4); // and it sounds on
    stage.perform(Action.HAND_OVER, 82.3);
    stage.until(84.2);
    assertEquals(83, stage.sounds().get(0).on(), "the next beat, although a key is down");
    assertEquals(Floor.PARTNER, stage.pump.view().floor());
    stage.perform(Action.HAND_OVER, 84.6);
    stage.release(60, 90);
    List<Sound> sounds = stage.end(160);
    for (Sound sound : sounds) {
      assertTrue(sound.off() <= 84.6 + 1.0 / 24, "the pedal takes the floor back: " + sound);
    }
  }

  @Test
  void shouldHandOverByThePedalWhereSilenceWouldTakeLong() {
    Stage stage = new Stage(PLAIN.with(Parameter.HAND_OVER_BEATS, 30));
    stage.line(0, 4);
    stage.perform(Action.HAND_OVER, 5.2);
    assertEquals(6, stage.end(20).get(0).on());
  }

  @ParameterizedTest
  @CsvSource({"NOW, 6.25", "BEAT, 7", "BAR, 8"})
  void shouldBeginNowOrAtTheBeatOrAtTheBarLine(AnswerStart start, double expected) {
    Stage stage = new Stage(PLAIN.with(Parameter.ANSWER_START, start));
    stage.line(0, 5.25);
    assertEquals(expected, stage.end(20).get(0).on());
  }

  /** Whatever happens between the hand-over and the beginning of the answer. */
  @ParameterizedTest
  @EnumSource
  void shouldWaitForTheBarLineWhateverIsTurnedMeanwhile(Meanwhile meanwhile) {
    Stage stage =
        new Stage(
            PLAIN
                .with(Parameter.HAND_OVER, HandOver.PEDAL)
                .with(Parameter.ANSWER_START, AnswerStart.BAR));
    stage.line(0, 4);
    stage.strike(70, 4);
    stage.perform(Action.HAND_OVER, 4.5);
    stage.until(5);
    switch (meanwhile) {
      case A_KEY_IS_LET_GO -> stage.release(70, 5);
      case A_PARAMETER_IS_TURNED -> stage.pump.set(Parameter.TEMPERATURE, 1.1);
      case A_PEDAL_IS_PRESSED -> stage.send(MidiMessages.controlChange(0, 64, 127), 5);
      case A_MODEL_IS_CHOSEN -> stage.pump.swap(Sessions.stepper(9), "another");
    }
    stage.until(20);
    assertEquals(8, stage.sounds().get(0).on());
    stage.release(70, 20);
    stage.end(21);
  }

  private enum Meanwhile {
    A_KEY_IS_LET_GO,
    A_PARAMETER_IS_TURNED,
    A_PEDAL_IS_PRESSED,
    A_MODEL_IS_CHOSEN
  }

  @ParameterizedTest
  @CsvSource({"3, 4", "5, 5", "8, 8", "13, 13", "40, 16"})
  void shouldAnswerAsLongAsTheCallABarAtTheLeastAndSoManyAtTheMost(int beats, int answered) {
    Stage stage = new Stage(PLAIN.with(Parameter.MAX_ANSWER_BARS, 4));
    stage.line(0, beats);
    List<Sound> answer = stage.end(100);
    assertEquals(beats + 1, answer.get(0).on());
    assertEquals(beats + 1 + answered, last(answer), "the end of the answer");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 12})
  void shouldAnswerSoManyBars(int bars) {
    Stage stage =
        new Stage(
            PLAIN
                .with(Parameter.ANSWER_LENGTH, AnswerLength.BARS)
                .with(Parameter.ANSWER_BARS, bars)
                .with(Parameter.MAX_ANSWER_BARS, 2));
    stage.line(0, 2);
    assertEquals(3 + 4 * bars, last(stage.end(80)));
  }

  @Test
  void shouldAnswerUntilItIsTouched() {
    for (int overlap = 0; overlap < 2; overlap++) {
      Stage stage =
          new Stage(
              PLAIN
                  .with(Parameter.ANSWER_LENGTH, AnswerLength.TOUCH)
                  .with(Parameter.OVERLAP, overlap));
      stage.line(0, 4);
      stage.until(200);
      assertTrue(stage.sounds(190, 200).size() > 3, "it goes on");
      stage.strike(60, 200);
      stage.until(230);
      assertTrue(stage.sounds(200, 230).isEmpty());
      stage.release(60, 230);
      stage.end(231);
    }
  }

  @Test
  void shouldStopAtATouchInTheSameCycleAndHearItAsTheNextCall() {
    Stage stage = new Stage(PLAIN);
    stage.line(0, 8);
    stage.until(12.37);
    assertTrue(stage.pump.view().sounding() > 0);
    stage.strike(50, 12.37);
    assertEquals(0, stage.farSide.hanging(), "silent when the key has been taken");
    assertEquals(1, stage.pump.view().count(Counter.TOUCHES));
    stage.until(14);
    stage.release(50, 14);
    stage.until(15.5);
    assertTrue(stage.sounds(12.37, 14.99).isEmpty());
    assertEquals(1, stage.sounds(14.99, 15.01).size() > 0 ? 1 : 0, "a beat after it was let go");
    stage.end(30);
  }

  @Test
  void shouldPlayTheAnswerToItsEndWhileThePlayerPlaysAndAnswerThatThen() {
    LiveSettings settings = PLAIN.with(Parameter.OVERLAP, 1);
    RememberingStepper memory = new RememberingStepper(Sessions.stepper());
    Stage stage = new Stage(settings, memory);
    stage.line(0, 12);
    Stage alone = new Stage(settings);
    alone.line(0, 12);
    alone.until(24.9);
    stage.until(15.1);
    for (double quarter = 15.1; quarter < 22; quarter++) {
      stage.note(40, quarter, quarter + 0.5);
    }
    assertEquals(0, stage.pump.view().count(Counter.TOUCHES));
    stage.until(24.9);
    assertEquals(25, 13 + 12, "the answer is as long as the call");
    assertEquals(alone.sounds(13, 15), stage.sounds(13, 15));
    assertFalse(stage.sounds(16, 25).isEmpty(), "it goes on");
    assertNotEquals(
        alone.sounds(15.5, 25), stage.sounds(15.5, 25), "what the player plays is heard");
    assertEquals(7, playersAt(memory, 40), "all of it");
    stage.until(25.5);
    assertEquals(2, stage.pump.view().count(Counter.ANSWERS), "he has been silent for long");
    List<Sound> sounds = stage.end(60);
    assertEquals(
        25, sounds.stream().filter(s -> s.on() >= 25).findFirst().orElseThrow().on(), "at once");
    assertEquals(25 + 7, last(sounds), "as long as the second call: seven beats");
  }

  @Test
  void shouldWaitForTheEndOfACallThatOverlapsTheAnswersEnd() {
    Stage stage = new Stage(PLAIN.with(Parameter.OVERLAP, 1));
    stage.line(0, 4);
    stage.until(8);
    stage.line(8, 14);
    List<Sound> sounds = stage.end(60);
    double first = sounds.stream().filter(s -> s.on() > 9).findFirst().orElseThrow().on();
    assertEquals(15, first, "the first answer ends at 9, the second call at 14");
  }

  /** Real music: each answer is on the grid, within its length, and another for another call. */
  @Test
  void shouldAnswerPhrasesOfRealPiecesEachInItsOwnWay() {
    List<List<Sound>> answers = new ArrayList<>();
    for (String piece : List.of("bach-bwv-516", "beethoven-lied", "hymn-herr-jesu-christ")) {
      Stage stage =
          new Stage(PLAIN.with(Parameter.ANSWER_LENGTH, AnswerLength.BARS), Stage.model("pocket"));
      stage.play(Stage.piece(piece), 0, 15.9);
      for (int pitch = 0; pitch < 128; pitch++) {
        stage.release(pitch, 15.9);
      }
      List<Sound> answer = stage.end(60);
      assertFalse(answer.isEmpty(), piece);
      assertEquals(17, answer.get(0).on(), piece);
      for (Sound sound : answer) {
        assertTrue(sound.off() <= 33 && sound.offTick() > sound.onTick(), piece + " " + sound);
        assertTrue(onGrid(sound.onTick()) && onGrid(sound.offTick()), piece + " " + sound);
      }
      answers.add(answer);
    }
    assertNotEquals(answers.get(0), answers.get(1));
    assertNotEquals(answers.get(1), answers.get(2));
  }

  private static boolean onGrid(long tick) {
    return tick % (QUARTER / 24) == 0 && Grid.contains(tick / (QUARTER / 24));
  }

  private static long playersAt(RememberingStepper memory, int pitch) {
    return memory.memory().stream()
        .filter((Remembered note) -> note.part() == Part.PLAYER && note.pitch() == pitch)
        .count();
  }

  private static double last(List<Sound> sounds) {
    return sounds.stream().mapToDouble(Sound::off).max().orElseThrow();
  }
}

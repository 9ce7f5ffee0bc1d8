package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.live.api.Action;
import antiphon.live.api.AnswerLength;
import antiphon.live.api.Counter;
import antiphon.live.api.HandOver;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.engine.Stage.Sound;
import antiphon.net.LstmSpec;
import antiphon.net.LstmStepper;
import antiphon.net.LstmWeights;
import antiphon.net.Steppers;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One model follows another at a bar line. */
class SuccessionTest {
  private static final int OLD = 50;
  private static final int NEW = 70;

  /** Two models that have one pitch each: who has played a note can be heard. */
  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"SOLO", "JAM", "CALL_RESPONSE"})
  void shouldPlayTheNewModelsNotesFromTheBarLineOnWithoutAGap(Mode mode) {
    for (double asked = 16.1; asked < 20; asked += 0.37) {
      LiveSettings settings =
          Sessions.settings(mode)
              .with(Parameter.ANSWER_LENGTH, AnswerLength.TOUCH)
              .with(Parameter.MAX_ANSWER_BARS, 16);
      Stage stage = new Stage(settings, Pulse.of(OLD, 12));
      stage.line(0, 4);
      stage.until(asked);
      stage.pump.swap(Pulse.of(NEW, 12), "the new one");
      double barLine = asked < 20 - 0.4 ? 20 : 24; // 200 ms before it, it is too late for that
      stage.until(barLine - 0.1);
      assertEquals("pumped", stage.pump.view().model());
      stage.until(barLine);
      assertEquals("the new one", stage.pump.view().model());
      assertEquals(1, stage.pump.view().count(Counter.MODELS_SWAPPED));
      List<Sound> sounds = stage.end(40);
      double before = 0;
      for (Sound sound : sounds) {
        assertEquals(sound.on() < barLine ? OLD : NEW, sound.pitch(), asked + ": " + sound);
        assertTrue(before == 0 || sound.on() - before <= 4, "no gap of more than a bar");
        before = sound.on();
      }
      OptionalDouble first =
          sounds.stream().filter(s -> s.pitch() == NEW).mapToDouble(Sound::on).min();
      assertTrue(first.orElseThrow() < barLine + 1, "it plays at once: " + first);
      assertTrue(
          sounds.stream().allMatch(s -> s.off() - s.on() <= 8),
          "what the old one has left is held no longer than any note");
    }
  }

  @Test
  void shouldAnswerByTheNewModelWhereItTakesOverBetweenCallAndAnswer() {
    Stage stage = new Stage(Sessions.settings(Mode.CALL_RESPONSE), Pulse.of(OLD, 12));
    stage.line(0, 7.5);
    stage.pump.swap(Pulse.of(NEW, 12), "the new one"); // at 8; the answer begins at 9
    List<Sound> sounds = stage.end(30);
    assertEquals(9, sounds.get(0).on());
    assertTrue(sounds.stream().allMatch(s -> s.pitch() == NEW));
  }

  @Test
  void shouldKeepTheTurnsWhereAModelTakesOverAtTheVeryBarLine() {
    LiveSettings settings =
        Sessions.settings(Mode.CALL_RESPONSE)
            .with(Parameter.HAND_OVER, HandOver.TRADE)
            .with(Parameter.TRADE_BARS, 1);
    Stage stage = new Stage(settings, Pulse.of(OLD, 12));
    stage.line(0, 2);
    stage.pump.swap(Pulse.of(NEW, 12), "the new one");
    List<Sound> sounds = stage.end(30);
    assertEquals(4, sounds.get(0).on());
    assertTrue(sounds.stream().allMatch(s -> s.pitch() == NEW && s.off() <= 8));
  }

  @Test
  void shouldTakeTheLastOfTwoThatAreChosenAtOnce() {
    Stage stage = new Stage(Sessions.settings(Mode.SOLO), Pulse.of(OLD, 12));
    stage.until(16.5);
    stage.pump.swap(Pulse.of(60, 12), "passed over");
    stage.pump.swap(Pulse.of(NEW, 12), "the new one");
    List<Sound> sounds = stage.end(60);
    assertEquals("the new one", stage.pump.view().model());
    assertTrue(sounds.stream().noneMatch(s -> s.pitch() == 60));
    assertTrue(sounds.stream().anyMatch(s -> s.pitch() == NEW && s.on() < 21));
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 16, 200})
  void shouldTakeANetOfAnotherSize(int hidden) {
    for (Mode mode : Mode.values()) {
      LstmSpec spec = LstmSpec.ofVocabulary(1 + hidden % 3, hidden);
      LstmStepper other = Steppers.create(Steppers.fastest(spec), LstmWeights.random(spec, 5));
      Stage stage = new Stage(Sessions.settings(mode), Stage.eager(3));
      stage.line(0, 8);
      stage.until(17);
      stage.pump.swap(other, "another size");
      stage.line(17, 30);
      stage.until(40);
      assertEquals("another size", stage.pump.view().model());
      stage.perform(Action.SOLO, 40);
      stage.until(60);
      assertTrue(stage.sounds(41, 60).size() > 3);
      stage.end(61);
    }
  }

  /** The new one has been told what was heard: another past, another future. */
  @Test
  void shouldKnowWhatWasHeardBeforeItCame() {
    List<List<Sound>> after = new ArrayList<>();
    for (String piece : List.of("bach-bwv-516", "beethoven-lied", "bach-bwv-516")) {
      Stage stage = new Stage(Sessions.settings(Mode.LISTEN), Pulse.of(OLD, 12));
      stage.play(Stage.piece(piece), 0, 30);
      stage.pump.swap(Stage.model("pocket"), "pocket");
      stage.until(36);
      stage.perform(Action.SOLO, 36);
      stage.end(60);
      assertFalse(stage.sounds().isEmpty());
      after.add(stage.sounds());
    }
    assertEquals(after.get(0), after.get(2));
    assertNotEquals(after.get(0), after.get(1));
  }

  @Test
  void shouldPlayOnWithRealModelsThatFollowEachOther() {
    Stage stage = new Stage(Sessions.settings(Mode.SOLO), Stage.model("pocket"));
    for (int i = 0; i < 6; i++) {
      stage.until(10 + 8 * i);
      stage.pump.swap(i % 2 == 0 ? Stage.eager(i) : Stage.model("pocket"), "model " + i);
    }
    List<Sound> sounds = stage.end(64);
    assertEquals(6, stage.pump.view().count(Counter.MODELS_SWAPPED));
    double before = 0;
    for (Sound sound : sounds) {
      assertTrue(sound.on() - before <= 6, "no gap before " + sound);
      before = Math.max(before, Math.min(sound.off(), sound.on() + 4));
    }
  }
}

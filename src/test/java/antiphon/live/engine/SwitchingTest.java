package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.live.api.Action;
import antiphon.live.api.AnswerLength;
import antiphon.live.api.Floor;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.api.SwitchAt;
import antiphon.live.engine.Stage.Sound;
import antiphon.net.LstmStepper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Solo and listen, and from every mode to every other. */
class SwitchingTest {
  @Test
  void shouldPlayASoloUntilTouchedAndAgainAfterSilence() {
    Stage stage = new Stage(Sessions.settings(Mode.SOLO), Stage.model("pocket"));
    stage.until(100);
    for (int bar = 1; bar < 24; bar += 4) {
      assertTrue(stage.sounds(bar * 4, bar * 4 + 16).size() > 3, "bars from " + bar);
    }
    assertTrue(stage.pump.view().sounding() > 0 || stage.sounds(96, 100).size() > 0);
    stage.strike(60, 100.13);
    assertEquals(0, stage.farSide.hanging(), "silent in the same cycle");
    stage.until(110);
    assertTrue(stage.sounds(100.13, 110).isEmpty(), "for as long as he holds the key");
    stage.release(60, 110);
    stage.until(112);
    assertEquals(111, stage.sounds(100.13, 112).get(0).on(), "a beat after he let it go");
    stage.until(140);
    assertTrue(stage.sounds(124, 140).size() > 3);
    stage.end(141);
  }

  @Test
  void shouldStopASoloByHandTillItIsGivenTheFloorAgain() {
    Stage stage = new Stage(Sessions.settings(Mode.SOLO));
    stage.perform(Action.HAND_OVER, 10.4);
    stage.until(80);
    assertTrue(stage.sounds(10.4, 80).isEmpty());
    stage.perform(Action.HAND_OVER, 80.4);
    stage.until(90);
    assertEquals(81, stage.sounds(80, 90).get(0).on());
    stage.end(91);
  }

  /** What is heard in silence is known when it is Antiphon's turn. */
  @ParameterizedTest
  @EnumSource(
      value = Mode.class,
      names = {"SOLO", "CALL_RESPONSE"})
  void shouldListenInSilenceAndKnowWhatItHeard(Mode mode) {
    List<List<Sound>> later = new ArrayList<>();
    for (String piece : new String[] {"bach-bwv-516", "beethoven-lied", null}) {
      Stage stage = new Stage(Sessions.settings(Mode.LISTEN), Stage.model("pocket"));
      if (piece != null) {
        stage.play(Stage.piece(piece), 0, 30);
      }
      stage.until(40);
      assertEquals(0, stage.farSide.onsets());
      stage.perform(Action.of(mode), 40);
      stage.note(60, 40.5, 41);
      stage.end(60);
      assertFalse(stage.sounds().isEmpty());
      later.add(stage.sounds());
    }
    assertNotEquals(later.get(0), later.get(1));
    assertNotEquals(later.get(1), later.get(2));
    assertNotEquals(later.get(0), later.get(2));
  }

  @Test
  void shouldSwitchAtOnceFromEveryModeToEveryOtherWhileNotesSound() {
    for (Mode from : Mode.values()) {
      for (Mode to : Mode.values()) {
        Stage stage = sounding(from, SwitchAt.NOW);
        stage.perform(Action.of(to), 21.37);
        assertEquals(to, stage.pump.view().mode());
        assertEquals(0, stage.farSide.hanging(), from + " to " + to + ": what sounded has ended");
        played(stage, to, 21.37);
      }
    }
  }

  @Test
  void shouldSwitchAtTheBarLineFromEveryModeToEveryOtherWhileNotesSound() {
    for (Mode from : Mode.values()) {
      for (Mode to : Mode.values()) {
        String which = from + " to " + to;
        Stage stage = sounding(from, SwitchAt.BAR);
        Stage other = sounding(from, SwitchAt.BAR);
        stage.perform(Action.of(to), 21.37);
        stage.until(23.999);
        other.until(23.999);
        assertEquals(other.sounds(), stage.sounds(), which + ": nothing changes till then");
        assertEquals(from, stage.pump.view().mode());
        stage.until(24);
        assertEquals(to, stage.pump.view().mode(), which);
        assertEquals(0, stage.farSide.hanging(), which + ": what sounded has ended");
        assertTrue(
            stage.sounds().stream().allMatch(s -> s.on() < 24),
            which + ": nothing begins at the bar line only to be ended there");
        played(stage, to, 24);
      }
    }
  }

  /** Every sixteenth a note of the old mode, so that one is due at the bar line itself. */
  @Test
  void shouldLetNothingOfTheOldModeBeginAtTheBarLine() {
    for (double asked = 21; asked < 23.9; asked += 0.3) {
      Stage stage =
          new Stage(
              Sessions.settings(Mode.SOLO).with(Parameter.SWITCH_AT, SwitchAt.BAR),
              Pulse.of(60, 6));
      stage.perform(Action.LISTEN, asked);
      List<Sound> sounds = stage.end(40);
      assertTrue(sounds.stream().anyMatch(s -> s.on() > 23.5), "it plays up to the bar line");
      assertTrue(sounds.stream().allMatch(s -> s.on() < 24 && s.off() <= 24), "and no further");
    }
  }

  @Test
  void shouldTakeTheLastOfSeveralWishesAtTheBarLineAndNoneAfterAPanic() {
    Stage stage = sounding(Mode.SOLO, SwitchAt.BAR);
    stage.perform(Action.JAM, 21);
    stage.perform(Action.LISTEN, 22);
    stage.until(24);
    assertEquals(Mode.LISTEN, stage.pump.view().mode());
    stage.perform(Action.SOLO, 25);
    stage.pump.panic();
    stage.until(40);
    assertEquals(Mode.LISTEN, stage.pump.view().mode());
    stage.end(41);
  }

  private static Stage sounding(Mode mode, SwitchAt at) {
    LiveSettings settings =
        Sessions.settings(mode)
            .with(Parameter.SWITCH_AT, at)
            .with(Parameter.ANSWER_LENGTH, AnswerLength.TOUCH);
    LstmStepper stepper = Stage.eager(3);
    Stage stage = new Stage(settings, stepper);
    stage.line(0, 8);
    stage.until(21.3);
    if (mode != Mode.LISTEN) {
      assertTrue(stage.farSide.hanging() > 0, mode + " sounds");
    }
    return stage;
  }

  /** After a change: each mode does what it does, from there on. */
  private static void played(Stage stage, Mode mode, double since) {
    stage.until(32);
    boolean alone = mode == Mode.SOLO;
    assertEquals(alone, !stage.sounds(since, 32).isEmpty(), mode + " without the player");
    if (alone) {
      double next = Math.ceil(since + 1);
      assertEquals(next, stage.sounds(since, 32).get(0).on(), "after a beat of silence");
    }
    stage.line(32, 36);
    Floor floor = stage.pump.view().floor();
    assertEquals(mode == Mode.JAM ? Floor.BOTH : Floor.PLAYER, floor);
    boolean answers = mode == Mode.SOLO || mode == Mode.CALL_RESPONSE;
    stage.until(37.5);
    if (answers) {
      // what was due just at the touch had been handed out already
      assertEquals(37, stage.sounds(32.05, 38).get(0).on());
    }
    stage.until(48);
    assertEquals(mode != Mode.LISTEN, !stage.sounds(32, 48).isEmpty(), mode + " with the player");
    stage.end(49);
  }
}

package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.live.api.Action;
import antiphon.live.api.Floor;
import antiphon.live.api.KeyLock;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.api.Scale;
import antiphon.live.engine.Stage.Sound;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Antiphon has played is played again: as it was, changed, or over and over. */
class AgainTest {
  private static final List<Action> ACTIONS =
      List.of(Action.AGAIN, Action.MUTATE_PITCHES, Action.MUTATE_RHYTHM, Action.LOOP);

  @ParameterizedTest
  @ValueSource(ints = {3, 5, 8})
  void shouldPlayTheLastAnswerAgainNoteForNote(int beats) {
    Stage stage = answered(beats);
    List<Sound> answer = stage.sounds();
    double from = beats + 1;
    double length = Math.max(4, beats);
    stage.perform(Action.AGAIN, 30.3);
    stage.until(60);
    assertEquals(from(answer, from), from(stage.sounds(30, 60), 31), "from the next beat on");
    assertEquals(Floor.OPEN, stage.pump.view().floor());
    stage.perform(Action.AGAIN, 60.3);
    stage.end(80);
    assertEquals(from(answer, from), from(stage.sounds(60, 80), 61), "and once more");
    assertEquals(from + length, answer.stream().mapToDouble(Sound::off).max().orElseThrow());
  }

  @Test
  void shouldPlayAgainWhatATouchHasCutShort() {
    Stage stage = new Stage(Sessions.settings(Mode.CALL_RESPONSE));
    stage.line(0, 12);
    stage.until(19.5);
    stage.note(60, 19.5, 19.75);
    stage.until(20);
    List<Sound> answer = stage.sounds();
    stage.perform(Action.AGAIN, 20.3);
    stage.end(60);
    assertEquals(from(answer, 13), from(stage.sounds(20, 60), 21));
  }

  @Test
  void shouldPlayTheRhythmAgainWithOtherPitches() {
    for (int beats = 6; beats < 14; beats += 3) {
      Stage stage = answered(beats);
      List<Sound> answer = from(stage.sounds(), beats + 1);
      stage.perform(Action.MUTATE_PITCHES, 40.3);
      stage.end(80);
      List<Sound> mutated = from(stage.sounds(40, 80), 41);
      assertEquals(sorted(answer, Sound::onTick), sorted(mutated, Sound::onTick));
      assertEquals(sorted(answer, Sound::offTick), sorted(mutated, Sound::offTick));
      long kept =
          answer.stream()
              .filter(
                  note ->
                      mutated.stream()
                          .anyMatch(m -> m.onTick() == note.onTick() && m.pitch() == note.pitch()))
              .count();
      assertTrue(kept <= answer.size() / 2, kept + " of " + answer.size() + " pitches are kept");
    }
  }

  @Test
  void shouldPlayThePitchesAgainInAnotherRhythm() {
    for (int beats = 6; beats < 14; beats += 3) {
      Stage stage = answered(beats);
      List<Sound> answer = from(stage.sounds(), beats + 1);
      stage.perform(Action.MUTATE_RHYTHM, 40.3);
      stage.end(80);
      List<Sound> mutated = from(stage.sounds(40, 80), 41);
      assertFalse(mutated.isEmpty());
      int common = Math.min(answer.size(), mutated.size());
      assertEquals(pitches(answer).subList(0, common), pitches(mutated).subList(0, common));
      assertTrue(mutated.size() <= answer.size(), "no more than there were");
      assertFalse(
          sorted(answer, Sound::onTick).equals(sorted(mutated, Sound::onTick)), "other times");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 7, 12})
  void shouldRepeatTheLastAnswerInItsPeriodUntilItIsTouched(int beats) {
    Stage stage = answered(beats);
    List<Sound> answer = from(stage.sounds(), beats + 1);
    stage.perform(Action.LOOP, 40.3);
    stage.until(41 + 200);
    double period = Math.max(4, Math.ceil(beats / 4.0) * 4);
    for (int turn = 0; turn < 10; turn++) {
      double from = 41 + turn * period;
      assertEquals(answer, from(stage.sounds(from, from + period), from), "turn " + turn);
    }
    stage.strike(60, 241.1);
    assertEquals(0, stage.farSide.hanging());
    stage.release(60, 241.3);
    stage.until(242);
    assertTrue(stage.sounds(241.1, 242).isEmpty());
    assertEquals(Floor.PLAYER, stage.pump.view().floor());
    stage.end(250);
  }

  @Test
  void shouldDoNothingWhereNothingHasBeenPlayed() {
    for (Mode mode : Mode.values()) {
      for (Action action : ACTIONS) {
        Stage stage = new Stage(Sessions.settings(mode).with(Parameter.HAND_OVER_BEATS, 60));
        stage.perform(action, 2.1);
        assertTrue(stage.end(20).isEmpty(), mode + " " + action);
        assertEquals(Floor.OPEN, stage.pump.view().floor());
      }
    }
  }

  @Test
  void shouldRepeatTheLastBarsOfASoloAndGoOnFromThere() {
    LiveSettings settings = Sessions.settings(Mode.SOLO).with(Parameter.ANSWER_BARS, 2);
    Stage stage = new Stage(settings);
    stage.perform(Action.LOOP, 34.5); // bars 7 and 8 are over
    stage.until(100);
    List<Sound> loop = stage.sounds(35, 43);
    List<Sound> bars = from(clipped(stage.sounds(24, 32), 32), 24);
    assertEquals(bars, from(loop, 35));
    for (double turn = 43; turn < 90; turn += 8) {
      assertEquals(from(loop, 35), from(stage.sounds(turn, turn + 8), turn));
    }
    stage.strike(60, 100.2);
    assertEquals(0, stage.farSide.hanging());
    stage.release(60, 100.5);
    stage.until(130);
    assertTrue(stage.sounds(101, 130).size() > 5, "a new solo after a while of silence");
    assertFalse(from(loop, 35).equals(from(stage.sounds(102, 110), 102)), "and not the loop");
    stage.end(131);
  }

  @Test
  void shouldPlayTheLastBarsOfASoloAgainOnce() {
    for (Action action : List.of(Action.AGAIN, Action.MUTATE_PITCHES)) {
      LiveSettings settings = Sessions.settings(Mode.SOLO).with(Parameter.ANSWER_BARS, 2);
      Stage stage = new Stage(settings);
      stage.perform(action, 34.5);
      stage.end(60);
      List<Sound> bars = from(clipped(stage.sounds(24, 32), 32), 24);
      List<Sound> again = from(stage.sounds(35, 43), 35);
      assertEquals(sorted(bars, Sound::onTick), sorted(again, Sound::onTick));
      assertEquals(action == Action.AGAIN, bars.equals(again));
      assertTrue(stage.sounds(43, 60).size() > 3, "the solo goes on");
    }
  }

  @Test
  void shouldPlayTheLastBarsOfAJamAgainWhileThePlayerPlays() {
    LiveSettings settings = Sessions.settings(Mode.JAM).with(Parameter.ANSWER_BARS, 2);
    Stage stage = new Stage(settings, Stage.eager(3));
    stage.line(0, 34);
    stage.perform(Action.AGAIN, 34.5);
    stage.line(35, 60);
    stage.end(64);
    List<Sound> bars = from(clipped(stage.sounds(24, 32), 32), 24);
    assertFalse(bars.isEmpty(), stage.sounds().stream().map(Sound::on).toList().toString());
    assertEquals(bars, from(stage.sounds(35, 43), 35));
    assertTrue(stage.sounds(43, 60).size() > 3, "the jam goes on");
  }

  /** In a jam a touch is no end: the hand-over is. */
  @Test
  void shouldLoopUnderThePlayersFeetInAJamUntilTheFloorIsTakenBack() {
    LiveSettings settings = Sessions.settings(Mode.JAM).with(Parameter.ANSWER_BARS, 2);
    Stage stage = new Stage(settings, Stage.eager(3));
    stage.line(0, 34);
    stage.perform(Action.LOOP, 34.5);
    stage.line(35, 75);
    List<Sound> loop = from(stage.sounds(35, 43), 35);
    assertFalse(loop.isEmpty());
    for (double turn = 43; turn < 67; turn += 8) {
      assertEquals(loop, from(stage.sounds(turn, turn + 8), turn));
    }
    stage.perform(Action.HAND_OVER, 75.1);
    assertEquals(0, stage.farSide.hanging());
    stage.end(90);
    assertTrue(stage.sounds(75.1, 90).isEmpty());
  }

  /** A jam has no answers: what it played last is its last bars. */
  @Test
  void shouldPlayTheLastBarsOfAJamThatIsOver() {
    LiveSettings settings =
        Sessions.settings(Mode.JAM)
            .with(Parameter.ANSWER_BARS, 2)
            .with(Parameter.MAX_ANSWER_BARS, 1);
    Stage stage = new Stage(settings, Stage.eager(3));
    stage.line(0, 50);
    stage.until(70);
    assertEquals(Floor.OPEN, stage.pump.view().floor());
    double end = stage.sounds().stream().mapToDouble(Sound::off).max().orElseThrow();
    assertEquals(56, end, "the bar line a bar after the last note");
    stage.perform(Action.AGAIN, 70.5);
    stage.until(79);
    assertEquals(
        from(clipped(stage.sounds(48, 56), 56), 48), from(clipped(stage.sounds(71, 79), 79), 71));
    stage.end(140);
  }

  @ParameterizedTest
  @EnumSource(names = {"AGAIN", "MUTATE_PITCHES", "MUTATE_RHYTHM", "LOOP"})
  void shouldKeepToAKeyThatWasSetMeanwhile(Action action) {
    for (int beats = 6; beats < 14; beats += 2) {
      Stage stage = answered(beats);
      stage.pump.set(Parameter.KEY_LOCK, KeyLock.GIVEN.ordinal());
      stage.pump.set(Parameter.TONIC, 2);
      stage.pump.set(Parameter.SCALE, Scale.MAJOR.ordinal());
      stage.perform(action, 40.3);
      stage.end(70);
      assertFalse(stage.sounds(40, 70).isEmpty());
      for (Sound sound : stage.sounds(40, 70)) {
        assertTrue(Set.of(2, 4, 6, 7, 9, 11, 1).contains(sound.pitch() % 12), sound.toString());
      }
    }
  }

  @Test
  void shouldHangNothingWhereOneFollowsTheOther() {
    for (Mode mode : Mode.values()) {
      Stage stage = new Stage(Sessions.settings(mode));
      stage.line(0, 6);
      double quarter = 8;
      for (int i = 0; i < 60; i++) {
        quarter += 0.05 + (i * 37 % 40) / 16.0;
        stage.perform(ACTIONS.get(i * 7 % 4), quarter);
        if (i % 9 == 0) {
          stage.note(50 + i % 12, quarter + 0.01, quarter + 0.02);
        }
      }
      stage.end(quarter + 40);
    }
  }

  private static Stage answered(int beats) {
    Stage stage = new Stage(Sessions.settings(Mode.CALL_RESPONSE));
    stage.line(0, beats);
    stage.until(30);
    assertTrue(stage.sounds().size() > 2, "an answer of more than two notes");
    return stage;
  }

  private static List<Sound> from(List<Sound> sounds, double quarter) {
    return sounds.stream().map(s -> s.from(Math.round(quarter * Stage.QUARTER))).toList();
  }

  /** As if all ended by a moment. */
  private static List<Sound> clipped(List<Sound> sounds, double quarter) {
    long tick = Math.round(quarter * Stage.QUARTER);
    return sounds.stream()
        .map(
            s ->
                new Sound(
                    s.channel(), s.pitch(), s.velocity(), s.onTick(), Math.min(s.offTick(), tick)))
        .toList();
  }

  private static List<Long> sorted(List<Sound> sounds, ToLongFunction<Sound> of) {
    return sounds.stream().map(of::applyAsLong).sorted().toList();
  }

  private static List<Integer> pitches(List<Sound> sounds) {
    return sounds.stream().map(Sound::pitch).toList();
  }
}

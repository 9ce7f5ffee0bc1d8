package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.live.api.Counter;
import antiphon.live.api.Floor;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.engine.Stage.Sound;
import antiphon.music.time.Grid;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Both play at once. */
class JamTest {
  private static final LiveSettings JAM = Sessions.settings(Mode.JAM);

  @Test
  void shouldBeginWithThePlayersFirstNoteAndEndSoManyBarsAfterHisLast() {
    for (int bars = 1; bars <= 5; bars += 2) {
      Stage stage = new Stage(JAM.with(Parameter.MAX_ANSWER_BARS, bars), Stage.eager(3));
      stage.until(20);
      assertEquals(0, stage.farSide.onsets(), "it waits for the player");
      stage.line(20, 42.5);
      List<Sound> sounds = stage.end(120);
      assertTrue(sounds.get(0).on() > 20 && sounds.get(0).on() < 28, "then it is there");
      double end = (Math.ceil(42.5 / 4) + bars) * 4;
      for (Sound sound : sounds) {
        assertTrue(sound.off() <= end, bars + " bars: " + sound);
      }
      assertTrue(sounds.stream().anyMatch(s -> s.off() > end - 4), "and plays till then, " + bars);
      assertEquals(Floor.OPEN, stage.pump.view().floor());
    }
  }

  @Test
  void shouldPlayOnUnderAPlayerWhoPlaysDensely() {
    Stage stage = new Stage(JAM, Stage.eager(3));
    for (double quarter = 0; quarter < 48; quarter += 0.25) {
      stage.note(60 + (int) (quarter * 4) % 11, quarter, quarter + 0.2);
    }
    List<Sound> sounds = stage.end(48);
    for (int phrase = 0; phrase < 3; phrase++) {
      assertTrue(
          stage.sounds(phrase * 16, phrase * 16 + 16).size() > 3,
          "it plays in bars " + phrase * 4 + " to " + (phrase * 4 + 3));
    }
    assertEquals(0, stage.pump.view().count(Counter.TOUCHES), "nobody has to stop");
    for (Sound sound : sounds) {
      assertTrue(
          sound.onTick() % 40 == 0 && Grid.contains(sound.onTick() / 40) || sound.off() == 48);
    }
  }

  /** A knob that is turned takes back what is drafted, but not what there was to say. */
  @Test
  void shouldPlayAsMuchWhileAKnobIsTurned() {
    for (Mode mode : List.of(Mode.SOLO, Mode.JAM)) {
      int[] onsets = new int[2];
      for (int turned = 0; turned < 2; turned++) {
        Stage stage =
            new Stage(Sessions.settings(mode).with(Parameter.MAX_ANSWER_BARS, 64), Stage.eager(5));
        stage.note(60, 0, 0.5);
        for (int i = 0; i < 50 * 30; i++) {
          stage.until(2 + i / 50.0);
          if (turned == 1) {
            stage.pump.set(Parameter.VELOCITY_TEMPERATURE, 1 + i % 2 * 0.001);
          }
        }
        onsets[turned] = stage.end(32).size();
      }
      assertTrue(
          onsets[1] > onsets[0] * 0.7 && onsets[1] < onsets[0] * 1.4,
          mode + ": " + onsets[1] + " notes, and " + onsets[0] + " when nobody turns");
    }
  }
}

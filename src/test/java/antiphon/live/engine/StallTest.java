package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.live.api.Counter;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.engine.Stage.Sound;
import antiphon.midi.port.MidiMessages;
import antiphon.music.time.Grid;
import antiphon.net.LstmStepper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Steps of the model that take far too long. */
class StallTest {
  private static final long MS = 1_000_000;

  private Stage stage;
  private long stallNs;
  private long resumedNs;
  private int heardBefore;

  @ParameterizedTest
  @ValueSource(longs = {200, 400, 1500, 4000})
  void shouldGoOnInTimeAfterAStepThatStoodStill(long stallMs) {
    stage = new Stage(Sessions.settings(Mode.SOLO), stalling(Pulse.of(60, 3)));
    stage.pump.setLooksAhead(false); // there is no time to draft ahead
    stage.until(16.1);
    stall(stallMs);
    stage.until(17);
    double resumed = resumedNs / (500.0 * MS);
    assertTrue(resumed >= 16.1 + stallMs / 500.0, "it stood still");
    List<Sound> sounds = stage.end(resumed + 14);
    assertTrue(stage.pump.view().count(Counter.STEPS_LATE) > 0, "counted");
    for (Sound sound : sounds) {
      assertTrue(
          sound.onTick() % 40 == 0 && Grid.contains(sound.onTick() / 40), "in time: " + sound);
    }
    long late =
        stage.farSide.heard().subList(heardBefore, stage.farSide.heard().size()).stream()
            .filter(h -> MidiMessages.isNoteOn(h.message()))
            .filter(h -> h.deadlineNs() < resumedNs)
            .count();
    assertTrue(late <= 1, "no burst of what was missed: " + late);
    assertTrue(stage.pump.view().count(Counter.LATE_ONSETS_DROPPED) <= 1);
    assertTrue(stage.sounds(resumed + 5, resumed + 13).size() > 40, "and then as before");
    assertFalse(stage.sounds(resumed, resumed + 2.1).isEmpty(), "after a rest at the most");
  }

  @ParameterizedTest
  @ValueSource(longs = {200, 400, 1500})
  void shouldHoldWhatSoundedWhileAStepStoodStill(long stallMs) {
    stage = new Stage(Sessions.settings(Mode.SOLO), stalling(Pulse.of(60, 3)));
    stage.pump.setLooksAhead(false);
    stage.until(16.1);
    stall(stallMs);
    List<Sound> sounds = stage.end(30);
    double resumed = resumedNs / (500.0 * MS);
    Sound held = sounds.stream().filter(s -> s.on() < resumed).reduce((a, b) -> b).orElseThrow();
    assertTrue(held.off() >= resumed - 0.1, "held over the gap: " + held + ", " + resumed);
    assertTrue(held.off() < resumed + 2.1, "and ended: " + held + ", " + resumed);
  }

  /** The player wins all the same, and an answer that could not be drafted in time comes late. */
  @Test
  void shouldAnswerOnTheGridThoughTheFirstStepComesTooLate() {
    LiveSettings settings =
        Sessions.settings(Mode.CALL_RESPONSE).with(Parameter.HAND_OVER_BEATS, 1);
    stage = new Stage(settings, stalling(Pulse.of(60, 12)));
    stage.pump.setLooksAhead(false);
    stage.line(0, 4);
    stall(900);
    stage.until(5);
    List<Sound> sounds = stage.end(30);
    assertTrue(stage.pump.view().count(Counter.STEPS_LATE) > 0);
    assertTrue(sounds.get(0).on() >= 6 && sounds.get(0).on() < 8, sounds.get(0).toString());
    assertTrue(sounds.stream().allMatch(s -> s.onTick() % 40 == 0 && s.off() <= 9.0));
  }

  @Test
  void shouldLoseNoEndWhereAPlayerTouchesWhileAStepStandsStill() {
    for (int ms = 50; ms < 1000; ms += 90) {
      stage = new Stage(Sessions.settings(Mode.SOLO), stalling(Stage.eager(3)));
      stage.until(16.1);
      stall(ms);
      stage.until(17.5);
      stage.pump.input().receive(MidiMessages.noteOn(0, 60, 80), stage.pump.nowNs());
      assertEquals(0, stage.farSide.hanging());
      stage.pump.input().receive(MidiMessages.noteOff(0, 60), stage.pump.nowNs() + 100 * MS);
      stage.end(40);
    }
  }

  private void stall(long ms) {
    stallNs = ms * MS;
  }

  /** At the next step the clock goes on by {@link #stallNs}, once. */
  private LstmStepper stalling(LstmStepper stepper) {
    return new StallingStepper(
        stepper,
        () -> {
          if (stallNs > 0) {
            stage.pump.passTime(stallNs);
            stallNs = 0;
            resumedNs = stage.pump.nowNs();
            heardBefore = stage.farSide.heard().size();
          }
        });
  }
}

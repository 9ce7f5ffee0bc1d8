package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.live.api.ClockSource;
import antiphon.live.api.Floor;
import antiphon.live.api.HandOver;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.engine.Stage.Sound;
import antiphon.midi.port.MidiMessages;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Jams and trading in the time of another's song: its start, stop, continuation and jumps. */
class SongTest {
  private static final int CLOCK = 0xF8;
  private static final int START = 0xFA;
  private static final int CONTINUE = 0xFB;
  private static final int STOP = 0xFC;
  private static final int POSITION = 0xF2;

  private Stage stage;
  private double now; // of the song's clock, in quarter notes of the session

  @Test
  void shouldTradeBarsOfTheSongFromItsStartOn() {
    stage = new Stage(trading(), Stage.eager(3));
    now = 1.3; // its bar lines are not those of the session
    system(START);
    double start = now + 1 / 48.0;
    for (int bar = 0; bar < 16; bar++) {
      bar(bar % 4 < 2);
    }
    assertTurns(start, start + 64, 4, 0);
    system(STOP);
    assertEquals(0, stage.farSide.hanging(), "silent as the song stands");
    stage.end(now + 20);
    assertTrue(stage.sounds(now, now + 20).isEmpty());
  }

  @Test
  void shouldTradeAnewFromWhereTheSongGoesOn() {
    stage = new Stage(trading(), Stage.eager(3));
    now = 0.7;
    system(START);
    double start = now + 1 / 48.0;
    for (int bar = 0; bar < 3; bar++) {
      bar(bar < 2);
    }
    assertFalse(stage.sounds(start + 8, start + 12).isEmpty());
    system(STOP);
    clocks(30);
    position(16 * 9); // bar 10
    system(CONTINUE);
    double goesOn = now + 1 / 48.0;
    for (int bar = 0; bar < 8; bar++) {
      bar(bar % 4 < 2);
    }
    assertTurns(goesOn, goesOn + 32, 4, 0);
    stage.end(now + 9);
  }

  @Test
  void shouldKeepTheTurnsWhereALoopJumpsBackAtABarLine() {
    stage = new Stage(trading(), Stage.eager(3));
    now = 0.4;
    system(START);
    double start = now + 1 / 48.0;
    for (int bar = 0; bar < 16; bar++) {
      if (bar % 4 == 0 && bar > 0) {
        position(0);
      }
      bar(bar % 4 < 2);
    }
    assertTurns(start, start + 64, 4, 1 / 12.0);
    stage.end(now + 9);
  }

  @Test
  void shouldJamWithTheSongAndRestWithIt() {
    LiveSettings settings = Sessions.settings(Mode.JAM).withClock(ClockSource.MIDI);
    stage = new Stage(settings, Stage.eager(3));
    now = 0.6;
    system(START);
    bar(false);
    assertEquals(0, stage.farSide.onsets(), "not before the player");
    double from = now;
    for (int bar = 0; bar < 6; bar++) {
      bar(true);
    }
    assertTrue(stage.sounds(from, now).size() > 5);
    position(0); // a loop, while both play
    from = now;
    for (int bar = 0; bar < 6; bar++) {
      bar(true);
    }
    assertTrue(stage.sounds(from, now).size() > 5, "it goes on in the loop");
    system(STOP);
    assertEquals(0, stage.farSide.hanging());
    assertEquals(Floor.OPEN, stage.pump.view().floor());
    from = now;
    clocks(96);
    assertTrue(stage.sounds(from, now).isEmpty());
    system(CONTINUE);
    bar(false);
    assertTrue(stage.sounds(from, now).isEmpty(), "till he plays again");
    from = now;
    for (int bar = 0; bar < 4; bar++) {
      bar(true);
    }
    assertFalse(stage.sounds(from, now).isEmpty());
    List<Sound> sounds = stage.end(now + 60);
    for (Sound sound : sounds) {
      double clocks = (sound.on() - 0.6 - 1 / 48.0) * 24;
      assertEquals(Math.rint(clocks), clocks, 0.06, "on the song's grid: " + sound);
    }
  }

  private static LiveSettings trading() {
    return Sessions.settings(Mode.CALL_RESPONSE)
        .with(Parameter.HAND_OVER, HandOver.TRADE)
        .with(Parameter.TRADE_BARS, 2)
        .withClock(ClockSource.MIDI);
  }

  /** Two bars his, two bars its own, within some quarters of slack. */
  private void assertTurns(double from, double to, int bars, double slack) {
    List<Sound> sounds = stage.sounds(from, to - 0.01);
    assertTrue(sounds.size() > 6, sounds.size() + " notes");
    for (Sound sound : sounds) {
      double place = (sound.on() - from + 0.01) % (bars * 4);
      assertTrue(place >= bars * 2 - slack, "in its bars: " + sound + " from " + from);
      double end = (Math.min(sound.off(), to) - from - 0.01) % (bars * 4);
      assertTrue(end >= place - 0.02, "to their end: " + sound + " from " + from);
    }
  }

  private void system(int status) {
    stage.send(MidiMessages.pack(status, 0, 0), now);
  }

  private void position(int sixteenths) {
    stage.send(MidiMessages.pack(POSITION, sixteenths & 127, sixteenths >> 7), now);
  }

  private void clocks(int count) {
    for (int i = 0; i < count; i++) {
      stage.send(MidiMessages.pack(CLOCK, 0, 0), now + 1 / 48.0);
      now += 1 / 24.0;
    }
  }

  /** A bar of the song, perhaps with a line of the player's. */
  private void bar(boolean plays) {
    for (int beat = 0; beat < 4; beat++) {
      clocks(1);
      if (plays) {
        stage.strike(60 + beat, now);
      }
      clocks(18);
      if (plays) {
        stage.release(60 + beat, now);
      }
      clocks(5);
    }
  }
}

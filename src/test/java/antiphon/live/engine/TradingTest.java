package antiphon.live.engine;

import static antiphon.live.engine.Stage.BAR;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.live.api.Counter;
import antiphon.live.api.HandOver;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.engine.Stage.Sound;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trading: so many bars each, with the bar line. */
class TradingTest {
  private static final int BARS = 64;

  /** Pieces, of which the player plays what lies in his turns. */
  @ParameterizedTest
  @CsvSource({
    "1, bach-bwv-516, pocket",
    "2, beethoven-lied, pocket",
    "4, hymn-herr-jesu-christ, pocket",
    "4, reichardt-wohl-dem-mann, pocket"
  })
  void shouldKeepToTheBarsOverSixtyFour(int bars, String piece, String model) {
    Stage stage = new Stage(trading(bars), Stage.model(model));
    Score turns = turns(Stage.piece(piece), bars);
    stage.play(turns, 0, BARS * 4);
    List<Sound> sounds = stage.end(BARS * 4);
    long turn = bars * BAR;
    int[] notes = new int[BARS / bars];
    for (Sound sound : sounds) {
      assertEquals(1, sound.onTick() / turn % 2, "in its own bars: " + sound);
      assertEquals(sound.onTick() / turn, (sound.offTick() - 1) / turn, "to its end: " + sound);
      notes[(int) (sound.onTick() / turn)]++;
    }
    for (int i = 1; i < notes.length; i += 2) {
      assertTrue(notes[i] > 0, "it takes its turn " + i);
      int first = i;
      assertEquals(
          first * turn,
          sounds.stream().mapToLong(Sound::onTick).filter(t -> t >= first * turn).min().orElse(0),
          "from the bar line on");
    }
    assertEquals(BARS / bars / 2, stage.pump.view().count(Counter.ANSWERS));
    assertEquals(0, stage.pump.view().count(Counter.TOUCHES));
  }

  @Test
  void shouldTakeAPickupForTheBarThatFollows() {
    Stage stage = new Stage(trading(2));
    stage.note(60, 3.5, 3.9); // before bar 2
    stage.line(4, 12);
    List<Sound> sounds = stage.end(20.5);
    assertEquals(12, sounds.get(0).on(), "bars 2 and 3 are the player's");
    assertEquals(20, sounds.stream().mapToDouble(Sound::off).max().orElseThrow());
  }

  @Test
  void shouldLeaveTheRestOfItsBarsToAPlayerWhoTouchesThem() {
    Stage stage = new Stage(trading(4));
    stage.line(0, 16);
    stage.until(20);
    assertTrue(stage.pump.view().sounding() > 0);
    stage.line(20.5, 22);
    stage.until(32);
    stage.line(32, 46);
    List<Sound> sounds = stage.end(64);
    assertTrue(!stage.sounds(16, 20.5).isEmpty());
    for (Sound sound : sounds) {
      assertTrue(sound.on() < 20.5 || sound.on() >= 48, "silent until its next turn: " + sound);
      assertTrue(sound.on() >= 48 || sound.off() <= 20.5, "ended by the touch: " + sound);
    }
    assertEquals(48, stage.sounds(21, 64).get(0).on());
  }

  /** He comes in a little early: that is no call of its own, and his turn is where it was. */
  @Test
  void shouldKeepTheTurnsWhereThePlayerComesInBeforeTheBarLine() {
    Stage stage = new Stage(trading(1));
    stage.line(0, 4);
    stage.line(7.5, 12);
    List<Sound> sounds = stage.end(16);
    for (Sound sound : sounds) {
      assertTrue(sound.on() < 7.5 || sound.on() >= 12, sound.toString());
    }
    assertEquals(12, stage.sounds(8, 16).get(0).on());
  }

  @Test
  void shouldStopTradingAfterARoundInWhichThePlayerIsSilent() {
    Stage stage = new Stage(trading(2));
    stage.line(0, 8);
    stage.until(200);
    for (Sound sound : stage.sounds()) {
      assertTrue(sound.on() >= 8 && sound.off() <= 16, "one turn, then silence: " + sound);
    }
    // and a new beginning, bar lines counted from there
    stage.line(204, 212);
    assertEquals(212, firstAfter(stage.end(220), 200));
  }

  @Test
  void shouldPlayOnToTheBarLineWhereTurnsMayOverlap() {
    Stage stage = new Stage(trading(2).with(Parameter.OVERLAP, 1));
    stage.line(0, 8);
    stage.line(13, 24);
    List<Sound> sounds = stage.end(32);
    assertEquals(0, stage.pump.view().count(Counter.TOUCHES));
    assertEquals(
        16, sounds.stream().filter(s -> s.on() < 16).mapToDouble(Sound::off).max().orElseThrow());
    assertEquals(24, firstAfter(sounds, 16), "the turns stay where they were");
  }

  private static double firstAfter(List<Sound> sounds, double quarter) {
    return sounds.stream().mapToDouble(Sound::on).filter(on -> on >= quarter).min().orElseThrow();
  }

  private static LiveSettings trading(int bars) {
    return Sessions.settings(Mode.CALL_RESPONSE)
        .with(Parameter.HAND_OVER, HandOver.TRADE)
        .with(Parameter.TRADE_BARS, bars);
  }

  /** What of a piece begins in the player's turns, ended with them; short pieces begin anew. */
  private static Score turns(Score piece, int bars) {
    long turn = bars * BAR;
    List<Note> notes = new ArrayList<>();
    for (long turnTick = 0; turnTick < BARS * BAR; turnTick += 2 * turn) {
      long from = turnTick % Math.max(turn, piece.endTick() / turn * turn);
      int before = notes.size();
      for (Note note : piece.notes()) {
        if (note.onTick() >= from && note.onTick() < from + turn) {
          long off = Math.min(note.offTick(), from + turn - 1);
          notes.add(
              new Note(Part.PLAYER, note.pitch(), note.velocity(), note.onTick(), off)
                  .shifted(turnTick - from, 0));
        }
      }
      if (notes.size() == before) {
        notes.add(new Note(Part.PLAYER, 60, 80, turnTick, turnTick + BAR / 2));
      }
    }
    return piece.withNotes(notes);
  }
}

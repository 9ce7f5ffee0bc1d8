package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.live.api.Action;
import antiphon.live.api.Counter;
import antiphon.live.api.Floor;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.engine.RememberingStepper.Onset;
import antiphon.live.engine.Stage.Sound;
import antiphon.midi.port.MidiMessages;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Grid;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

  @Test
  void shouldPauseAndResumeByHand() {
    Stage stage = new Stage(JAM, Stage.eager(3));
    stage.line(0, 16);
    assertTrue(stage.sounds(0, 16).size() > 3);
    stage.perform(Action.HAND_OVER, 16.3);
    assertEquals(0, stage.farSide.hanging(), "at once");
    stage.line(17, 40);
    assertTrue(stage.sounds(16.3, 40).isEmpty(), "silent while he plays on alone");
    stage.perform(Action.HAND_OVER, 40.3);
    assertEquals(Floor.BOTH, stage.pump.view().floor());
    stage.line(41, 60);
    assertTrue(stage.sounds(40.3, 60).size() > 3, "and back again");
    stage.perform(Action.HAND_OVER, 60.3);
    stage.pump.panic();
    stage.line(61, 80);
    assertTrue(stage.sounds(60.3, 80).size() > 3, "a panic ends a pause too: play, and it plays");
    stage.end(120);
  }

  @Test
  void shouldBeginByHandWithoutThePlayer() {
    Stage stage = new Stage(JAM.with(Parameter.MAX_ANSWER_BARS, 4), Stage.eager(3));
    stage.perform(Action.HAND_OVER, 4.1);
    List<Sound> sounds = stage.end(60);
    assertFalse(sounds.isEmpty());
    assertTrue(sounds.get(0).on() > 4.1);
    assertTrue(sounds.stream().allMatch(s -> s.off() <= 24), "four bars on, to the bar line");
  }

  /** A later note of the player's changes what comes next, and nothing that has been. */
  @ParameterizedTest
  @ValueSource(doubles = {6.37, 9, 13.9})
  void shouldPlayOtherwiseAfterAnotherNote(double other) {
    List<List<Sound>> runs = new ArrayList<>();
    for (int pitch = 60; pitch < 74; pitch += 13) {
      Stage stage = new Stage(JAM, Stage.model("pocket"));
      stage.line(0, 6);
      stage.note(pitch, other, other + 0.1);
      runs.add(stage.end(20));
    }
    assertEquals(before(runs.get(0), other), before(runs.get(1), other));
    assertNotEquals(runs.get(0), runs.get(1));
  }

  /** What both play at a beat lies there in the memory, whoever was first by some milliseconds. */
  @Test
  void shouldHearWhatBothPlayTogetherWhereItWasPlayed() {
    RememberingStepper memory = new RememberingStepper(Stage.eager(3));
    Stage stage = new Stage(JAM, memory);
    List<Onset> played = new ArrayList<>();
    int together = 0;
    for (int i = 0; i < 160; i++) {
      double beat = i / 4.0;
      int pitch = 40 + i % 7;
      double early = (i * 7 % 11 - 5) / 500.0; // 5 ms at the most
      stage.note(pitch, Math.max(0, beat + early), beat + 0.2);
      played.add(new Onset(Part.PLAYER, pitch, Math.round(beat * 24)));
    }
    stage.until(40);
    List<Onset> remembered = // what is drafted lies ahead
        memory.memory().stream().filter(n -> n.clock() < 40 * 24).toList();
    assertEquals(played, remembered.stream().filter(n -> n.part() == Part.PLAYER).toList());
    for (Sound sound : stage.sounds()) {
      long clock = sound.onTick() / 40;
      assertTrue(
          clock >= 40 * 24 || remembered.contains(new Onset(Part.PARTNER, sound.pitch(), clock)),
          "its own notes too: " + sound);
      together += clock % 6 == 0 ? 1 : 0;
    }
    assertTrue(together > 3, "they have played together: " + together);
    stage.end(80);
  }

  /** Melody or bass of a real piece: whichever the player takes, Antiphon joins in. */
  @Test
  void shouldJoinAMelodyAndABass() {
    Score piece = Stage.piece("hymn-herr-jesu-christ");
    List<List<Sound>> parts = new ArrayList<>();
    for (int low = 0; low < 2; low++) {
      boolean bass = low == 1;
      Stage stage = new Stage(JAM, Stage.model("pocket"));
      stage.play(piece.withNotes(outer(piece, bass)), 0, 31);
      List<Sound> sounds = stage.end(100);
      assertTrue(stage.sounds(0, 31).size() > 5, "it joins in: " + stage.sounds(0, 31).size());
      assertTrue(
          sounds.stream().allMatch(s -> s.offTick() > s.onTick()),
          sounds.stream().filter(s -> s.offTick() <= s.onTick()).toList().toString());
      parts.add(sounds);
    }
    assertNotEquals(parts.get(0), parts.get(1));
    double bass =
        outer(piece, true).stream()
            .filter(note -> note.onTick() < 31 * Stage.QUARTER)
            .mapToInt(Note::pitch)
            .average()
            .orElseThrow();
    assertTrue(meanPitch(parts.get(1)) > bass, "above the bass");
  }

  @Test
  void shouldNotHangNotesWhereTheLastEndsAreOnTheirWay() {
    for (int ms = 0; ms < 40; ms++) {
      Stage stage = new Stage(JAM.with(Parameter.MAX_ANSWER_BARS, 1), Stage.eager(ms));
      stage.note(60, 0.5, 2);
      double touch = 8 - ms / 500.0; // the jam ends at 8
      stage.strike(62, touch);
      stage.send(MidiMessages.controlChange(0, 64, 127), touch + 0.001);
      stage.release(62, touch + 0.002);
      stage.send(MidiMessages.controlChange(0, 64, 0), 10);
      List<Sound> sounds = stage.end(40);
      assertTrue(sounds.stream().allMatch(s -> s.off() <= 16), "bar line after ten, and a bar");
      assertTrue(sounds.stream().anyMatch(s -> s.off() > 8.5), "it goes on: " + ms);
    }
  }

  private static List<Sound> before(List<Sound> sounds, double quarter) {
    return sounds.stream()
        .filter(s -> s.on() < quarter)
        .map(s -> new Sound(s.channel(), s.pitch(), s.velocity(), s.onTick(), 0))
        .toList();
  }

  private static double meanPitch(List<Sound> sounds) {
    return sounds.stream().mapToInt(Sound::pitch).average().orElseThrow();
  }

  /** The highest note at each onset, or the lowest. */
  private static List<Note> outer(Score piece, boolean lowest) {
    List<Note> notes = new ArrayList<>();
    for (Note note : piece.notes()) {
      boolean outer =
          piece.notes().stream()
              .filter(n -> n.onTick() == note.onTick())
              .allMatch(n -> lowest ? n.pitch() >= note.pitch() : n.pitch() <= note.pitch());
      if (outer) {
        notes.add(note);
      }
    }
    return notes;
  }
}

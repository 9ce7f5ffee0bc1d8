package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.live.api.ClockSource;
import antiphon.live.api.Floor;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.LowKeys;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.api.TriggerKeys;
import antiphon.live.engine.RememberingStepper.Onset;
import antiphon.live.engine.Stage.Sound;
import antiphon.midi.port.MidiMessages;
import antiphon.music.note.Part;
import antiphon.music.time.Meter;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which keys are music, at which pitch, and where Antiphon's notes and the pedal go. */
class PartsTest {
  private static final LiveSettings PLAIN = Sessions.settings(Mode.CALL_RESPONSE);
  private static final LiveSettings SOLO = Sessions.settings(Mode.SOLO);

  @Test
  void shouldTakeTheNotesOfTheChordChannelForChordsAlone() {
    Stage stage = new Stage(SOLO.with(Parameter.CHORD_CHANNEL, 16).with(Parameter.CHORD_LOCK, 1));
    int[][] chords = {{48, 52, 55}, {50, 53, 57}, {47, 51, 54}};
    for (int bar = 0; bar < 12; bar++) {
      for (int pitch : chords[bar % 3]) {
        stage.send(MidiMessages.noteOn(15, pitch, 80), bar * 4 + 0.01);
      }
      for (int pitch : chords[bar % 3]) {
        stage.send(MidiMessages.noteOff(15, pitch), bar * 4 + 3.9);
      }
    }
    List<Sound> sounds = stage.end(48);
    assertTrue(sounds.size() > 20, "chords do not touch: " + sounds.size());
    for (Sound sound : sounds) {
      int bar = (int) ((sound.on() - 0.05) / 4);
      Set<Integer> chord = classes(chords[bar % 3]);
      assertTrue(chord.contains(sound.pitch() % 12), sound + " in bar " + bar);
    }
  }

  /** A chord channel that is silenced holds no chord keys over into the next. */
  @Test
  void shouldForgetTheKeysOfAChordThatAllNotesOffEnds() {
    Stage stage = new Stage(SOLO.with(Parameter.CHORD_CHANNEL, 16).with(Parameter.CHORD_LOCK, 1));
    for (int pitch : new int[] {48, 52, 55}) {
      stage.send(MidiMessages.noteOn(15, pitch, 80), 0.01);
    }
    stage.send(MidiMessages.controlChange(15, 123, 0), 8);
    for (int pitch : new int[] {50, 53, 57}) {
      stage.send(MidiMessages.noteOn(15, pitch, 80), 8.01);
    }
    stage.end(40);
    assertTrue(stage.sounds(8.1, 40).size() > 10);
    for (Sound sound : stage.sounds(8.1, 40)) {
      assertTrue(Set.of(2, 5, 9).contains(sound.pitch() % 12), sound.toString());
    }
  }

  @ParameterizedTest
  @EnumSource
  void shouldTakeTheLowKeysForMusicChordsOrNothing(LowKeys lowKeys) {
    RememberingStepper memory = new RememberingStepper(Sessions.stepper());
    Stage stage =
        new Stage(
            PLAIN
                .with(Parameter.KEYBOARD_SPLIT, 60)
                .with(Parameter.LOW_KEYS, lowKeys)
                .with(Parameter.CHORD_LOCK, 1),
            memory);
    stage.strike(48, 0);
    stage.strike(55, 0);
    stage.note(72, 1, 4);
    stage.until(4.5);
    boolean music = lowKeys == LowKeys.PLAYER;
    assertEquals(music ? List.of(48, 55, 72) : List.of(72), heard(memory));
    stage.until(12);
    assertEquals(music, stage.sounds().isEmpty(), "low keys that are held keep no call open");
    boolean chords = lowKeys == LowKeys.CHORDS;
    if (!music) {
      assertEquals(
          chords, stage.sounds().stream().allMatch(s -> Set.of(0, 7).contains(s.pitch() % 12)));
    }
    stage.release(48, 13);
    stage.release(55, 13);
    stage.end(40);
  }

  @Test
  void shouldHearATransposingInstrumentWhereItSoundsAndEndWhatItBegan() {
    RememberingStepper memory = new RememberingStepper(Sessions.stepper());
    Stage stage = new Stage(PLAIN.with(Parameter.TRANSPOSE_IN, -2), memory);
    stage.note(62, 0, 1);
    stage.strike(64, 1);
    stage.strike(1, 1.5); // would be below all pitches
    stage.pump.set(Parameter.TRANSPOSE_IN, 3);
    stage.release(64, 2);
    stage.release(1, 2.1);
    stage.note(64, 2.5, 3);
    stage.until(3.5);
    assertEquals(List.of(60, 62, 67), heard(memory));
    assertEquals(4, stage.end(20).get(0).on(), "the key that was held has ended");
  }

  @Test
  void shouldSendItsNotesTransposedAndSplitAndEndThemWhereTheyBegan() {
    Stage plain = new Stage(SOLO, Stage.model("pocket"));
    Stage stage =
        new Stage(
            SOLO.with(Parameter.TRANSPOSE_OUT, -12)
                .with(Parameter.CHANNEL, 3)
                .with(Parameter.SPLIT_PITCH, 52)
                .with(Parameter.LOW_CHANNEL, 9),
            Stage.model("pocket"));
    List<Sound> expected = new ArrayList<>();
    for (Sound sound : plain.end(60)) {
      int pitch = sound.pitch() - 12;
      if (pitch >= 0) {
        expected.add(
            new Sound(
                pitch < 52 ? 8 : 2, pitch, sound.velocity(), sound.onTick(), sound.offTick()));
      }
    }
    assertEquals(expected, stage.end(60));
    assertTrue(expected.stream().anyMatch(s -> s.channel() == 8));
    assertTrue(expected.stream().anyMatch(s -> s.channel() == 2));
  }

  @Test
  void shouldEndWhatSoundsWhereItBeganWhenTheChannelIsChangedMeanwhile() {
    Stage stage = new Stage(SOLO);
    for (int i = 1; i < 60; i++) {
      stage.until(i);
      stage.pump.set(Parameter.CHANNEL, 1 + i % 16);
    }
    List<Sound> sounds = stage.end(60.3);
    Map<Integer, Long> channels =
        sounds.stream().collect(Collectors.groupingBy(Sound::channel, Collectors.counting()));
    assertTrue(channels.size() > 8, channels.toString());
    for (Sound sound : sounds) {
      assertTrue(
          sound.offTick() > sound.onTick() && sound.offTick() - sound.onTick() <= 8 * 960,
          sound.toString());
    }
  }

  @Test
  void shouldHearThePlayerOnHisChannelsAlone() {
    LiveSettings settings =
        new LiveSettings(
            Mode.CALL_RESPONSE,
            Meter.COMMON,
            120,
            7,
            ClockSource.INTERNAL,
            LiveSettings.NO_TAPS,
            0b101, // 1 and 3
            Map.of());
    RememberingStepper memory = new RememberingStepper(Sessions.stepper());
    Stage stage = new Stage(settings, memory);
    for (int channel = 0; channel < 5; channel++) {
      stage.send(MidiMessages.noteOn(channel, 60 + channel, 80), channel);
    }
    for (int channel = 0; channel < 5; channel += 2) {
      stage.send(MidiMessages.noteOff(channel, 60 + channel), 6);
    }
    stage.until(6.5);
    assertEquals(List.of(60, 62), heard(memory));
    List<Sound> sounds = stage.end(20);
    assertEquals(7, sounds.get(0).on(), "what others hold keeps no call open");
  }

  /** Two parts of the player's hold one pitch: it sounds until both let it go. */
  @Test
  void shouldHearAPitchThatTwoChannelsHoldUntilBothLetItGo() {
    Stage stage = new Stage(PLAIN);
    stage.send(MidiMessages.noteOn(0, 60, 80), 0);
    stage.send(MidiMessages.noteOn(1, 60, 80), 0.5);
    stage.send(MidiMessages.noteOff(0, 60), 1);
    stage.until(6);
    assertEquals(0, stage.farSide.onsets(), "the other key is still down");
    assertEquals(Floor.PLAYER, stage.pump.view().floor());
    stage.send(MidiMessages.noteOff(1, 60), 6);
    assertEquals(7, stage.end(20).get(0).on());
  }

  @Test
  void shouldHoldItsNotesByThePlayersPedalAndRaiseItWithTheSilence() {
    for (int ends = 0; ends < 3; ends++) {
      Stage stage =
          new Stage(
              PLAIN
                  .with(Parameter.PEDAL_OUT, 1)
                  .with(Parameter.OVERLAP, ends == 0 ? 1 : 0)
                  .with(Parameter.CHANNEL, 5));
      stage.line(0, 8);
      stage.send(MidiMessages.controlChange(0, 64, 127), 10);
      assertEquals(List.of(127), pedals(stage, 4));
      stage.pump.set(Parameter.CHANNEL, 7);
      switch (ends) {
        case 0 -> stage.send(MidiMessages.controlChange(0, 64, 0), 12);
        case 1 -> stage.strike(60, 12);
        default -> stage.pump.panic();
      }
      stage.until(12.01);
      List<Integer> there = pedals(stage, 4);
      assertEquals(0, there.get(there.size() - 1), "up again, where it was pressed");
      stage.release(60, 13);
      stage.send(MidiMessages.controlChange(0, 64, 0), 13);
      stage.end(30);
    }
  }

  @Test
  void shouldHoldTheNotesOfBothItsChannelsByThePedal() {
    Stage stage =
        new Stage(
            PLAIN
                .with(Parameter.PEDAL_OUT, 1)
                .with(Parameter.SPLIT_PITCH, 60)
                .with(Parameter.LOW_CHANNEL, 2));
    stage.line(0, 8);
    stage.send(MidiMessages.controlChange(0, 64, 127), 10);
    stage.send(MidiMessages.controlChange(0, 64, 0), 11);
    stage.until(11.1);
    assertEquals(List.of(127, 0), pedals(stage, 0));
    assertEquals(List.of(127, 0), pedals(stage, 1));
    stage.end(30);
  }

  /** Some pedals tell how far down they are, many times. */
  @Test
  void shouldRaiseThePedalWhereItWasPressedThoughTheChannelChangesOnItsWayDown() {
    Stage stage = new Stage(PLAIN.with(Parameter.PEDAL_OUT, 1));
    for (int value = 0; value < 128; value++) {
      stage.send(MidiMessages.controlChange(0, 64, value), 1 + value / 100.0);
      if (value == 90) {
        stage.pump.set(Parameter.CHANNEL, 4);
      }
    }
    stage.send(MidiMessages.controlChange(0, 64, 10), 5);
    stage.until(5.1);
    assertEquals(List.of(127, 0), pedals(stage, 0));
    assertEquals(List.of(127, 0), pedals(stage, 3));
    stage.end(30);
  }

  @Test
  void shouldKeepThePedalToItselfWhereNobodyAskedForIt() {
    Stage stage = new Stage(PLAIN);
    stage.line(0, 8);
    stage.send(MidiMessages.controlChange(0, 64, 127), 10);
    stage.send(MidiMessages.controlChange(0, 64, 0), 11);
    stage.until(12);
    assertTrue(pedals(stage, 0).isEmpty());
    stage.end(30);
  }

  @Test
  void shouldNotHearKeysThatAskForSomething() {
    RememberingStepper memory = new RememberingStepper(Sessions.stepper());
    Stage stage = new Stage(SOLO, memory);
    BitSet keys = new BitSet();
    keys.set(128 + 30); // channel 2
    stage.pump.setTriggers(new TriggerKeys(keys));
    stage.until(8.3);
    int sounding = stage.farSide.hanging();
    stage.send(MidiMessages.noteOn(1, 30, 80), 8.3);
    assertEquals(sounding, stage.farSide.hanging(), "it does not touch");
    assertEquals(Floor.PARTNER, stage.pump.view().floor());
    stage.send(MidiMessages.noteOff(1, 30), 8.4);
    assertFalse(heard(memory).contains(30));
    stage.note(30, 9, 9.5); // the same key of channel 1 is music
    stage.until(9.9);
    assertTrue(heard(memory).contains(30));
    stage.end(20);
  }

  @Test
  void shouldEndAKeyThatBecameATriggerWhileItWasHeld() {
    Stage stage = new Stage(PLAIN);
    BitSet keys = new BitSet();
    keys.set(60);
    stage.strike(60, 0);
    stage.pump.setTriggers(new TriggerKeys(keys));
    stage.release(60, 3);
    List<Sound> sounds = stage.end(20);
    assertEquals(4, sounds.get(0).on(), "answered when it was let go");
    Stage other = new Stage(PLAIN);
    other.pump.setTriggers(new TriggerKeys(keys));
    other.strike(60, 0);
    other.pump.setTriggers(TriggerKeys.NONE);
    other.release(60, 3);
    assertNotEquals(Floor.PLAYER, other.pump.view().floor());
    assertTrue(other.end(20).isEmpty(), "and it is no music when it is let go either");
  }

  private static List<Integer> heard(RememberingStepper memory) {
    return memory.memory().stream()
        .filter(note -> note.part() == Part.PLAYER)
        .map(Onset::pitch)
        .toList();
  }

  private static List<Integer> pedals(Stage stage, int channel) {
    return stage.farSide.heard().stream()
        .map(FarSide.Heard::message)
        .filter(
            m ->
                MidiMessages.command(m) == MidiMessages.CONTROL_CHANGE
                    && MidiMessages.data1(m) == 64
                    && MidiMessages.channel(m) == channel)
        .map(MidiMessages::data2)
        .toList();
  }

  private static Set<Integer> classes(int[] pitches) {
    BitSet set = new BitSet();
    for (int pitch : pitches) {
      set.set(pitch % 12);
    }
    return set.stream().boxed().collect(Collectors.toSet());
  }
}

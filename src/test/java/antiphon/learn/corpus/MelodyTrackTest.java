package antiphon.learn.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.midi.file.MidiPiece;
import antiphon.midi.file.MidiTrack;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MelodyTrackTest {
  private static final int BARS = 8;

  @Test
  void shouldGoByNameWhereItTells() {
    assertTune(1, true, chords("Flute", 80), line("Voice", 60), chords("Piano", 50));
    assertTune(1, true, chords("PIANO Pianoforte", 70), line("Singstimme", 50));
    assertTune(2, true, line("Backing vocals", 80), chords("Guitar", 60), line("Lead vocal", 65));
    assertTune(1, true, chords("pianoUp:", 75), line("chant:", 62));
    assertTune(0, true, line("PIANO Soprano", 72), line("Alto", 65), line("Bass", 48));
  }

  @Test
  void shouldTakeTheHighestWhereAllOrNoneAreNamed() {
    assertTune(2, false, line("VOICE 3", 55), line("VOICE 2", 62), line("VOICE 1", 70));
    assertTune(0, false, chords("up:", 70), line("down:", 45));
    assertTune(1, false, line("", 45), line("", 70));
  }

  @Test
  void shouldPreferSingleNotesToChordsALittleHigher() {
    assertTune(1, false, chords("", 72), line("", 68), line("", 40));
    assertTune(0, false, chords("", 84), line("", 68), line("", 40));
  }

  @Test
  void shouldNotTakeChordSymbolsNorATrackThatHardlyPlays() {
    assertTune(0, false, chords("PIANO", 55), chords("CHORDS", 60));
    MidiTrack bell = new MidiTrack("", 0, List.of(new Note(Part.PLAYER, 100, 80, 0, 960)));
    assertTune(1, false, bell, line("", 60), chords("", 50));
    MidiTrack silentVoice = new MidiTrack("Voice", 0, bell.notes());
    assertTune(1, false, silentVoice, line("", 60), chords("", 50));
  }

  @Test
  void shouldGiveTheTuneToOnePersonAndTheRestToTheOther() {
    MidiPiece piece = piece(chords("Piano", 50), line("Voice", 65));
    boolean duet = false;
    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      Score score = Arranger.arrange(piece, random);
      for (Part part : Part.values()) {
        if (score.notesOf(part).size() == 4 * BARS && score.notes().size() == piece.notes()) {
          assertTrue(score.notesOf(part).stream().allMatch(note -> note.pitch() >= 65));
          duet = true;
        }
      }
    }
    assertTrue(duet, "one of the draws is a duet");
  }

  private static void assertTune(int index, boolean named, MidiTrack... tracks) {
    assertEquals(new MelodyTrack(index, named), MelodyTrack.of(piece(tracks)));
  }

  private static MidiPiece piece(MidiTrack... tracks) {
    return new MidiPiece(List.of(tracks), 120, MeterMap.of(Meter.COMMON), 0);
  }

  /** Quarter notes, legato. */
  private static MidiTrack line(String name, int pitch) {
    List<Note> notes = new ArrayList<>();
    for (int i = 0; i < 4 * BARS; i++) {
      notes.add(new Note(Part.PLAYER, pitch + i % 5, 80, i * 960L, i * 960L + 1000));
    }
    return new MidiTrack(name, 0, notes);
  }

  /** Half notes of three pitches. */
  private static MidiTrack chords(String name, int pitch) {
    List<Note> notes = new ArrayList<>();
    for (int i = 0; i < 2 * BARS; i++) {
      for (int third = -4; third <= 4; third += 4) {
        notes.add(new Note(Part.PLAYER, pitch + third, 80, i * 1920L, i * 1920L + 1900));
      }
    }
    return new MidiTrack(name, 1, notes);
  }
}

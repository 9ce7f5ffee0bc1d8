package antiphon.learn.compose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.midi.file.MidiPiece;
import antiphon.midi.file.MidiTrack;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.net.LstmSpec;
import antiphon.net.LstmStepper;
import antiphon.net.LstmWeights;
import antiphon.net.StepKind;
import antiphon.net.Steppers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OverlaySearchTest {
  private static final LstmStepper STEPPER =
      Steppers.create(StepKind.PLAIN, LstmWeights.random(LstmSpec.ofVocabulary(1, 16), 5));

  @Test
  void shouldBringTheAccompanimentIntoTheKeyOfTheMelodyWithoutHarshness() {
    Score melody = duet(50, Meter.COMMON);
    for (int up = -6; up <= 6; up++) {
      OverlaySeed seed = search().join(List.of("a", "b"), melody, duet(50 + up, Meter.COMMON));
      SeedChoice ground = seed.choices().get(1);
      assertEquals(0, Math.floorMod(ground.semitones() + up, 12));
      assertEquals(0, ground.terms().get(JoinTerm.KEY));
      assertTrue(ground.terms().get(JoinTerm.DISSONANCE) < 0.25);
    }
  }

  @Test
  void shouldTakeTheMelodyOfTheOneAndTheAccompanimentOfTheOther() {
    OverlaySeed seed =
        search().join(List.of("a", "b"), duet(50, Meter.COMMON), duet(50, Meter.COMMON));
    Opening opening = seed.opening(Roles.DUET);
    assertEquals(2 * 96, opening.endClock());
    List<Note> melody = opening.sections().get(0).notes();
    List<Note> ground = opening.sections().get(1).notes();
    assertEquals(8, melody.size());
    assertEquals(12, ground.size());
    assertEquals(melody, opening.heard().notesOf(Part.PLAYER));
    assertEquals(ground, opening.heard().notesOf(Part.PARTNER));
    assertEquals(20, seed.opening(Roles.PARTNER).heard().notesOf(Part.PARTNER).size());
  }

  @Test
  void shouldLeaveOutBarsInWhichTheMelodyRests() {
    Score tune = duet(50, Meter.COMMON);
    // no melody in bars 1 to 5
    Score late =
        tune.withNotes(
            tune.notes().stream()
                .filter(note -> note.part() == Part.PARTNER || note.onTick() >= 5 * 4 * 960)
                .toList());
    OverlaySeed seed = search().join(List.of("a", "b"), late, tune);
    assertTrue(seed.choices().get(0).firstBar() >= 6);
    assertThrows(
        IllegalArgumentException.class,
        () -> search().join(List.of("a", "b"), tune.withNotes(tune.notesOf(Part.PARTNER)), tune));
  }

  @Test
  void shouldRefusePiecesOfDifferentMeters() {
    Exception error =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                search()
                    .join(List.of("a", "b"), duet(50, Meter.COMMON), duet(50, new Meter(3, 4))));
    assertTrue(error.getMessage().contains("same meter"), error.getMessage());
  }

  @Test
  void shouldTellTheTopLineOfOneTrackFromTheRest() {
    Score split = MelodySplit.of(piece(List.of(Tunes.major(48, Meter.COMMON, 4).notes())));
    assertEquals(16, split.notesOf(Part.PLAYER).size());
    assertTrue(split.notesOf(Part.PLAYER).stream().allMatch(note -> note.pitch() >= 60));
    List<Note> tune = List.of(Tunes.note(50, 0, 1));
    Score tracks = MelodySplit.of(piece(List.of(tune, List.of(Tunes.note(80, 0, 1)))));
    assertEquals(50, tracks.notesOf(Part.PLAYER).get(0).pitch(), "the first track");
  }

  private static OverlaySearch search() {
    return new OverlaySearch(STEPPER, 2);
  }

  private static Score duet(int tonicPitch, Meter meter) {
    return MelodySplit.of(
        new MidiPiece(
            List.of(new MidiTrack("", 0, Tunes.major(tonicPitch, meter, 8).notes())),
            100,
            MeterMap.of(meter),
            0));
  }

  private static MidiPiece piece(List<List<Note>> tracks) {
    List<MidiTrack> midiTracks = new ArrayList<>();
    tracks.forEach(notes -> midiTracks.add(new MidiTrack("", midiTracks.size(), notes)));
    return new MidiPiece(midiTracks, 120, MeterMap.of(Meter.COMMON), 0);
  }
}

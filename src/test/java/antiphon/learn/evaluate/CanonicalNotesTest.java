package antiphon.learn.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.RandomMusic;
import antiphon.Seeded;
import antiphon.midi.file.MidiPiece;
import antiphon.midi.file.MidiTrack;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Grid;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.time.MusicalTime;
import antiphon.music.token.TokenDecoder;
import antiphon.music.token.TokenEncoder;
import antiphon.music.token.Vocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CanonicalNotesTest {
  @Test
  void shouldLieOnTheGridLongEnoughAndNeverOverlapOnAPitch() {
    Seeded.forSeeds(
        300,
        random -> {
          Score raw = RandomMusic.score(random, 120);
          List<Note> notes = canonical(raw.notes(), CanonicalNotes.Velocity.OWN);
          Map<Integer, Long> nextOnset = new HashMap<>();
          for (int i = notes.size() - 1; i >= 0; i--) {
            Note note = notes.get(i);
            long on = clock(note.onTick());
            long off = clock(note.offTick());
            assertTrue(Grid.contains(on) && Grid.contains(off));
            long next = nextOnset.getOrDefault(note.pitch(), Long.MAX_VALUE);
            assertTrue(off <= next, "no overlap");
            assertTrue(off - on >= 2 || off == next, "a twelfth, unless cut");
            nextOnset.put(note.pitch(), on);
          }
          assertEquals(onsets(raw.notes()), onsets(notes), "each onset once");
        });
  }

  @Test
  void shouldBeSaidExactlyByTokensWithoutVelocityAndOnePart() {
    Seeded.forSeeds(
        100,
        random -> {
          Score raw = RandomMusic.score(random, 80);
          Score notes = CanonicalNotes.of(piece(raw.notes()), Part.PARTNER, same());
          int[] tokens = TokenEncoder.encode(notes);
          assertEquals(1, count(tokens, Vocabulary.Kind.PART));
          assertEquals(0, count(tokens, Vocabulary.Kind.VELOCITY));
          assertEquals(notes.notes().size(), count(tokens, Vocabulary.Kind.NOTE_ON));
          assertEquals(
              notes.notes(), TokenDecoder.decode(tokens, 120, MeterMap.of(Meter.COMMON)).notes());
          Score again = CanonicalNotes.of(piece(notes.notes()), Part.PARTNER, same());
          assertEquals(
              notes.notes().size(), again.notes().size(), "what is canonical stays as it is");
        });
  }

  @Test
  void shouldJoinCutAndLengthenByTheRules() {
    List<Note> notes =
        canonical(
            List.of(
                note(60, 30, 0, 10), // too short: to 2 clocks
                note(62, 30, 0, 960), // struck again in the middle
                note(62, 40, 485, 700), // snaps to 480
                note(64, 30, 0, 480), // twice at once
                note(64, 90, 3, 960),
                note(65, 30, 120, 130)), // clock 3: the first position 2 clocks on is 6, not 5
            CanonicalNotes.Velocity.OWN);
    assertEquals(
        List.of(
            note(60, 30, 0, 80),
            note(62, 30, 0, 480),
            note(64, 90, 0, 960),
            note(65, 30, 120, 240),
            note(62, 40, 480, 720)),
        notes);
  }

  private static CanonicalNotes.Velocity same() {
    return CanonicalNotes.Velocity.SAME;
  }

  private static List<Note> canonical(List<Note> notes, CanonicalNotes.Velocity velocity) {
    return CanonicalNotes.of(piece(notes), Part.PLAYER, velocity).notes();
  }

  private static MidiPiece piece(List<Note> notes) {
    List<MidiTrack> tracks = new ArrayList<>();
    for (Part part : Part.values()) {
      tracks.add(
          new MidiTrack(
              "", part.ordinal(), notes.stream().filter(note -> note.part() == part).toList()));
    }
    return new MidiPiece(tracks, 120, MeterMap.of(Meter.COMMON), 0);
  }

  private static Note note(int pitch, int velocity, long onTick, long offTick) {
    return new Note(Part.PLAYER, pitch, velocity, onTick, offTick);
  }

  private static List<String> onsets(List<Note> notes) {
    return notes.stream()
        .map(note -> Grid.snap(note.onTick()) + " " + note.pitch())
        .distinct()
        .sorted()
        .toList();
  }

  private static long count(int[] tokens, Vocabulary.Kind kind) {
    return Arrays.stream(tokens).filter(token -> Vocabulary.kind(token) == kind).count();
  }

  private static long clock(long tick) {
    return tick / MusicalTime.TICKS_PER_CLOCK;
  }
}

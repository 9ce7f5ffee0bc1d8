package antiphon.music.token;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.RandomMusic;
import antiphon.Seeded;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Grid;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.time.MusicalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class TokenLawsTest {
  @Test
  void shouldDecodeWhatWasEncodedToTheQuantisedPiece() {
    Seeded.forSeeds(
        400,
        random -> {
          Score score = RandomMusic.score(random, 1 + random.nextInt(200));
          int[] ids = TokenEncoder.encode(score);
          List<Note> decoded = TokenDecoder.decode(ids, 120, MeterMap.of(Meter.COMMON)).notes();
          assertEquals(naiveQuantise(score), decoded);
          assertEquals(TokenEncoder.quantise(score).notes(), decoded);
        });
  }

  @Test
  void shouldSayAQuantisedPieceInTheSameTokensAgain() {
    Seeded.forSeeds(
        100,
        random -> {
          int[] ids = TokenEncoder.encode(RandomMusic.score(random, 100));
          Score decoded = TokenDecoder.decode(ids, 120, MeterMap.of(Meter.COMMON));
          assertArrayEquals(ids, TokenEncoder.encode(decoded));
        });
  }

  @Test
  void shouldNeverMoveAnOnsetByMoreThanHalfAGridStepHoweverLongThePiece() {
    Seeded.forSeeds(
        50,
        random -> {
          List<Note> notes = new ArrayList<>();
          long tick = 0;
          for (int i = 0; i < 2000; i++) {
            tick += 100 + random.nextInt(700);
            notes.add(new Note(Part.PLAYER, 60, 72, tick, tick + 90));
          }
          Score quantised = TokenEncoder.quantise(new Score(notes, 120, MeterMap.of(Meter.COMMON)));
          assertEquals(notes.size(), quantised.notes().size());
          for (int i = 0; i < notes.size(); i++) {
            long error = Math.abs(notes.get(i).onTick() - quantised.notes().get(i).onTick());
            assertTrue(error <= MusicalTime.TICKS_PER_CLOCK, "note " + i + " moved by " + error);
          }
        });
  }

  @Test
  void shouldAlwaysLeaveAChoiceAndDecodeWhateverTheMaskAllowsWithoutAHangingNote() {
    Seeded.forSeeds(
        300,
        random -> {
          Grammar grammar = new Grammar();
          boolean[] mask = new boolean[Vocabulary.SIZE];
          int[] ids = new int[600];
          for (int i = 0; i < ids.length; i++) {
            grammar.mask(mask);
            ids[i] = anyOf(mask, random);
            grammar.apply(ids[i]);
            assertTrue(Grid.contains(grammar.positionClock()));
          }
          List<Note> notes = TokenDecoder.decode(ids, 120, MeterMap.of(Meter.COMMON)).notes();
          long onsets =
              java.util.Arrays.stream(ids)
                  .filter(id -> Vocabulary.kind(id) == Vocabulary.Kind.NOTE_ON)
                  .count();
          assertEquals(onsets, notes.size(), "each onset has an end");
          notes.forEach(note -> assertTrue(note.offTick() > note.onTick()));
        });
  }

  @Test
  void shouldRefuseWhatTheMaskForbidsAndStayAsItWas() {
    Seeded.forSeeds(
        100,
        random -> {
          Grammar grammar = new Grammar();
          Grammar copy = new Grammar();
          boolean[] mask = new boolean[Vocabulary.SIZE];
          boolean[] after = new boolean[Vocabulary.SIZE];
          for (int i = 0; i < 100; i++) {
            grammar.mask(mask);
            int forbidden = random.nextInt(Vocabulary.SIZE);
            if (!mask[forbidden]) {
              assertThrows(IllegalArgumentException.class, () -> grammar.apply(forbidden));
            }
            copy.copyFrom(grammar);
            copy.mask(after);
            assertArrayEquals(mask, after);
            grammar.apply(anyOf(mask, random));
          }
        });
  }

  @Test
  void shouldReadAndWriteEveryTokenByName() {
    for (int id = 0; id < Vocabulary.SIZE; id++) {
      assertEquals(id, Vocabulary.parse(Vocabulary.describe(id)));
    }
    assertEquals("NOTE_ON 60", Vocabulary.describe(Vocabulary.noteOn(60)));
    assertEquals("PART partner", Vocabulary.describe(Vocabulary.part(Part.PARTNER)));
    assertThrows(IllegalArgumentException.class, () -> Vocabulary.parse("NOTE_ON 128"));
    assertThrows(IllegalArgumentException.class, () -> Vocabulary.describe(Vocabulary.SIZE));
  }

  @Test
  void shouldHoldNotesWhileThePedalIsDown() {
    NoteCollector collector = new NoteCollector();
    Quantiser quantiser = new Quantiser(collector);
    quantiser.pedal(Part.PLAYER, true, 0);
    quantiser.noteOn(Part.PLAYER, 60, 72, 0);
    quantiser.noteOff(Part.PLAYER, 60, 480);
    quantiser.noteOn(Part.PLAYER, 62, 72, 480);
    quantiser.noteOn(Part.PLAYER, 60, 72, 960);
    quantiser.noteOff(Part.PLAYER, 62, 960);
    assertEquals(2, quantiser.sounding(Part.PLAYER));
    quantiser.pedal(Part.PLAYER, false, 1920);
    quantiser.noteOff(Part.PLAYER, 60, 2400);
    quantiser.flush();
    assertEquals(
        List.of(
            new Note(Part.PLAYER, 60, 72, 0, 960),
            new Note(Part.PLAYER, 62, 72, 480, 1920),
            new Note(Part.PLAYER, 60, 72, 960, 2400)),
        collector.finish().stream().sorted(Note.ORDER).toList());
    assertFalse(quantiser.sounding(Part.PLAYER) > 0);
  }

  /** The textbook: cut, snap, merge, cut again; with lists and nothing incremental. */
  private static List<Note> naiveQuantise(Score score) {
    List<Note> result = new ArrayList<>();
    for (Part part : Part.values()) {
      for (int p = 0; p < 128; p++) {
        int pitch = p;
        List<Note> ofPitch =
            score.notes().stream()
                .filter(n -> n.part() == part && n.pitch() == pitch)
                .sorted(Note.ORDER)
                .toList();
        TreeMap<Long, Note> bySnappedOnset = new TreeMap<>();
        for (int i = 0; i < ofPitch.size(); i++) {
          Note note = ofPitch.get(i);
          long off = Math.max(note.offTick(), note.onTick() + 1);
          if (i + 1 < ofPitch.size()) {
            off = Math.min(off, ofPitch.get(i + 1).onTick());
          }
          long on = Grid.snap(note.onTick());
          long end = Math.max(Grid.snap(off), Grid.next(on));
          int velocity = note.velocity();
          Note earlier = bySnappedOnset.get(on);
          if (earlier != null) {
            velocity = Math.max(velocity, earlier.velocity());
          }
          bySnappedOnset.put(on, new Note(part, pitch, velocity, on, end));
        }
        for (Note note : bySnappedOnset.values()) {
          Long next = bySnappedOnset.higherKey(note.onTick());
          long end = next == null ? note.offTick() : Math.min(note.offTick(), next);
          int velocity = Vocabulary.velocityOfBin(Vocabulary.binOfVelocity(note.velocity()));
          result.add(new Note(part, pitch, velocity, note.onTick() * 40, end * 40));
        }
      }
    }
    return result.stream().sorted(Note.ORDER).toList();
  }

  private static int anyOf(boolean[] mask, Random random) {
    int[] legal = java.util.stream.IntStream.range(0, mask.length).filter(i -> mask[i]).toArray();
    assertTrue(legal.length > 0, "the mask leaves a choice");
    return legal[random.nextInt(legal.length)];
  }
}

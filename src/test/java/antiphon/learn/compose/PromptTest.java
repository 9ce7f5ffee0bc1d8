package antiphon.learn.compose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class PromptTest {
  @Test
  void shouldEndAWholePieceAtTheBeatAfterItsLastNote() {
    assertEquals(24, end(Meter.COMMON, 900));
    assertEquals(24, end(Meter.COMMON, 960));
    assertEquals(48, end(Meter.COMMON, 1100));
    assertEquals(36, end(new Meter(6, 8), 1100));
    assertEquals(96, end(new Meter(3, 2), 2000));
  }

  @Test
  void shouldTakeSoManyQuarterNotesFromABarOnAndCutWhatSoundsThere() {
    List<Note> notes = List.of(Tunes.note(60, 3, 2), Tunes.note(62, 5, 4), Tunes.note(64, 7, 1));
    Score piece = new Score(notes, 90, MeterMap.of(Meter.COMMON));
    Opening opening = Prompt.of(piece, 2, 3);
    assertEquals(3 * 24, opening.endClock());
    assertEquals(List.of(Tunes.note(62, 1, 2)), opening.heard().notes());
    assertEquals(opening.heard().notes(), opening.sections().get(0).notes());
  }

  @Test
  void shouldRefuseWhatIsNotThere() {
    List<Note> notes = List.of(Tunes.note(60, 0, 1), Tunes.note(62, 9, 1));
    Score piece = new Score(notes, 90, MeterMap.of(Meter.COMMON));
    refuses("has 3 bars, not 4", piece, 4, 0);
    refuses("has only 4 quarter notes from bar 3, not 5", piece, 3, 5);
    refuses("is silent there", piece, 2, 4);
  }

  private static void refuses(String words, Score piece, int bar, int quarters) {
    Exception error =
        assertThrows(IllegalArgumentException.class, () -> Prompt.of(piece, bar, quarters));
    assertEquals(words, error.getMessage());
  }

  private static long end(Meter meter, long offTick) {
    Note note = new Note(Part.PLAYER, 60, 64, 0, offTick);
    return Prompt.of(new Score(List.of(note), 90, MeterMap.of(meter)), 1, 0).endClock();
  }
}

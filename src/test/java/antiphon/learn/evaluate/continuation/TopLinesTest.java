package antiphon.learn.evaluate.continuation;

import static antiphon.learn.evaluate.continuation.Music.line;
import static antiphon.learn.evaluate.continuation.Music.note;
import static antiphon.learn.evaluate.continuation.Music.shifted;
import static antiphon.learn.evaluate.continuation.Music.together;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import antiphon.music.note.Note;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TopLinesTest {
  private static final double CLOSE = 1e-12;
  private static final int[] TUNE = {
    60, 62, 64, 60, 60, 62, 64, 60, 64, 65, 67, 64, 65, 67, 67, 69, 67, 65, 64, 60
  };
  private static final int[] OTHER = {
    60, 61, 60, 66, 60, 61, 63, 58, 72, 71, 70, 69, 60, 50, 51, 50, 49, 48, 60, 61
  };

  private final TopLines training = linesOf(line(OTHER), line(TUNE));

  @Test
  void shouldFindATrainingPieceInAnotherKeyAndUnderAnAccompaniment() {
    List<Note> tune = shifted(line(TUNE), 3, 5);
    assertEquals(1, training.greatestShare(tune, true), CLOSE);
    List<Note> chords = List.of(note(3, 48, 4), note(5, 40, 0.5), note(7, 47, 8));
    assertEquals(1, training.greatestShare(together(tune, chords), true), CLOSE);
    assertEquals(2, training.pieces());
  }

  @Test
  void shouldFindHalfOfAMelody() {
    // 14 notes of the tune have two runs; six notes more have four runs without it, two in part
    int[] pitches = new int[16];
    System.arraycopy(TUNE, 0, pitches, 0, 14);
    pitches[14] = 90;
    pitches[15] = 20;
    assertEquals(2 / 4.0, training.greatestShare(line(pitches), true), CLOSE);
  }

  @Test
  void shouldAskForAllOfItInOnePiece() {
    int[] both = new int[26];
    System.arraycopy(TUNE, 0, both, 0, 13);
    System.arraycopy(OTHER, 0, both, 13, 13);
    assertEquals(1 / 14.0, training.greatestShare(line(both), true), CLOSE);
  }

  @Test
  void shouldFindNothingInNewOrShortMusic() {
    assertEquals(0, training.greatestShare(line(reversed(TUNE)), true), CLOSE);
    assertEquals(0, training.greatestShare(line(60, 62, 64), true), CLOSE);
    assertEquals(0, training.greatestShare(List.of(), false), CLOSE);
  }

  @Test
  void shouldTakeRepeatedNotesForAMelodyOnlyWhenAskedTo() {
    int[] drone = new int[20];
    Arrays.fill(drone, 60);
    TopLines drones = linesOf(line(drone));
    assertEquals(1, drones.greatestShare(line(drone), false), CLOSE);
    assertEquals(0, drones.greatestShare(line(drone), true), CLOSE);
  }

  @Test
  void shouldKeepToTheHighestNote() {
    List<Note> notes =
        List.of(
            note(0, 60, 1),
            note(0, 72, 2),
            note(1, 65, 1),
            note(2, 64, 1),
            note(2, 67, 1),
            note(3, 72, 2),
            note(4, 74, 1));
    assertArrayEquals(new int[] {72, 67, 72, 74}, TopLines.topLine(notes));
  }

  @SafeVarargs
  private static TopLines linesOf(List<Note>... pieces) {
    TopLines.Builder builder = new TopLines.Builder();
    for (List<Note> piece : pieces) {
      builder.add(piece);
    }
    return builder.build();
  }

  private static int[] reversed(int[] pitches) {
    int[] reversed = new int[pitches.length];
    for (int i = 0; i < pitches.length; i++) {
      reversed[i] = pitches[pitches.length - 1 - i];
    }
    return reversed;
  }
}

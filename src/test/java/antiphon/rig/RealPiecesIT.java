package antiphon.rig;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.midi.file.MidiFileReader;
import antiphon.midi.file.MidiPiece;
import antiphon.midi.file.MidiTrack;
import antiphon.music.note.Note;
import antiphon.music.time.Grid;
import antiphon.music.time.MusicalTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whole pieces by real composers, rendered by the distribution with its own model. Those shipped
 * with the tests always; with {@code -Dantiphon.pieces=FOLDER} every MIDI file of a folder too.
 */
class RealPiecesIT {
  private static final long HAND_OVER_TICKS = MusicalTime.TICKS_PER_QUARTER;

  @TempDir Path folder;

  static List<Path> pieces() throws IOException {
    List<Path> pieces = new ArrayList<>(filesIn(Path.of("src", "test", "resources", "pieces")));
    String more = System.getProperty("antiphon.pieces", "");
    if (!more.isEmpty()) {
      pieces.addAll(filesIn(Path.of(more)));
    }
    return pieces;
  }

  @ParameterizedTest
  @MethodSource("pieces")
  void shouldAnswerInSilenceOnTheGridWithoutAHangingNoteAndTheSameTwice(Path piece)
      throws Exception {
    Path first = render(piece, "a.mid");
    Path second = render(piece, "b.mid");
    assertArrayEquals(Files.readAllBytes(first), Files.readAllBytes(second));
    MidiPiece session = MidiFileReader.read(first);
    assertEquals(0, session.unfinishedNotes());
    List<Note> player = notes(session, "Player");
    List<Note> answer = notes(session, "Antiphon");
    assertFalse(answer.isEmpty());
    long lastEnd = player.stream().mapToLong(Note::offTick).max().orElseThrow();
    assertTrue(
        answer.stream().anyMatch(note -> note.onTick() >= lastEnd + HAND_OVER_TICKS),
        "answers the last phrase");
    for (Note note : answer) {
      assertTrue(onGrid(note.onTick()), note.toString());
      // a note that is touched where it begins lasts a tick, which is the least that a file can say
      boolean touched =
          player.stream()
              .anyMatch(other -> Math.max(other.onTick(), note.onTick() + 1) == note.offTick());
      assertTrue(touched || onGrid(note.offTick()), note.toString());
      for (Note other : player) {
        boolean silence = note.onTick() >= other.offTick() + HAND_OVER_TICKS;
        assertTrue(
            silence || note.onTick() <= other.onTick(),
            note + " begins while the player has the floor: " + other);
        assertTrue(
            note.onTick() > other.onTick()
                || note.offTick() <= Math.max(other.onTick(), note.onTick() + 1),
            note + " sounds on after the touch " + other);
      }
    }
  }

  private Path render(Path piece, String name) throws Exception {
    Path file = folder.resolve(name);
    try (Program render =
        Distribution.start(
            "render",
            "--play",
            piece.toAbsolutePath().toString(),
            "--meter",
            "4/4",
            "--mode",
            "call-response",
            "--seed",
            "7",
            "--record",
            file.toString())) {
      assertEquals(0, render.awaitExit(), render.err().toString());
    }
    return file;
  }

  private static List<Note> notes(MidiPiece session, String track) {
    return session.tracks().stream()
        .filter(t -> t.name().equals(track))
        .map(MidiTrack::notes)
        .findFirst()
        .orElse(List.of());
  }

  private static boolean onGrid(long tick) {
    return tick % MusicalTime.TICKS_PER_CLOCK == 0
        && Grid.contains(tick / MusicalTime.TICKS_PER_CLOCK);
  }

  private static List<Path> filesIn(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(file -> file.toString().endsWith(".mid")).sorted().toList();
    }
  }
}

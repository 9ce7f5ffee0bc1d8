package antiphon.learn.evaluate.continuation;

import static antiphon.learn.evaluate.continuation.Music.line;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.learn.corpus.Split;
import antiphon.midi.file.MidiFileWriter;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PromptReaderTest {
  private static final String HEADING =
      "file\tsplit\tstart_tick\tprime_quarters\tcontinuation_quarters\n";

  @TempDir Path folder;

  @BeforeEach
  void writeCorpus() throws IOException {
    for (String name : List.of("a", "b", "c", "d")) {
      // the piece to train on goes on for longer: the same music would not be trained on
      int count = name.equals("d") ? 56 : 48;
      int[] pitches = IntStream.range(0, count).map(i -> name.charAt(0) - 'a' + 40 + i).toArray();
      List<Note> notes = line(pitches).stream().map(PromptReaderTest::asPlayers).toList();
      Score score = new Score(notes, 120, MeterMap.of(new Meter(3, 4)));
      MidiFileWriter.write(score, folder.resolve(name + ".mid"));
    }
    Files.writeString(folder.resolve("train.txt"), "d.mid\n");
    Files.writeString(folder.resolve("valid.txt"), "c.mid\n");
    Files.writeString(folder.resolve("test.txt"), "a.mid\nb.mid\n");
  }

  @Test
  void shouldReadPromptsAndWhatFollowsAndTheTrainingPieces() throws IOException {
    list("a.mid\ttest\t0\t16\t16\n" + "b.mid\ttest\t8640\t16\t8\n" + "c.mid\tvalid\t0\t16\t16\n");
    TopLines.Builder training = new TopLines.Builder();
    PromptReader.Prompts read = PromptReader.read(folder, Split.TEST, training);
    assertEquals(folder.getFileName().toString(), read.corpus());
    assertEquals(2, read.prompts().size());
    ContinuationPrompt second = read.prompts().get(1);
    assertEquals("b.mid", second.file());
    assertEquals(16, second.prompt().notes().size());
    assertEquals(8, second.truth().size());
    // 8640 ticks of 480 are 18 quarter notes, six bars
    assertEquals(41 + 18, second.prompt().notes().get(0).pitch());
    assertEquals(41 + 18 + 16, second.truth().get(0).pitch());
    assertEquals(0, second.prompt().notes().get(0).onTick());
    assertEquals(0, second.truth().get(0).onTick());
    assertEquals(new Meter(3, 4), second.prompt().meters().meterAt(0));
    TopLines lines = training.build();
    assertEquals(1, lines.pieces());
    List<Note> scale = second.prompt().notes();
    assertEquals(1, lines.greatestShare(scale, true), 1e-12);
  }

  @Test
  void shouldSayWhatIsWrongWithAList() throws IOException {
    refuse("prompts.tsv");
    list("a.mid\ttest\t0\t16\t16\n");
    refuse("two pieces");
    list("a.mid\ttest\t0\t16\n");
    refuse("line 2: there must be 5 columns");
    list("a.mid\ttest\t480\t16\t16\n");
    refuse("line 2: tick 480 of a.mid is no bar line");
    list("c.mid\ttest\t0\t16\t16\n");
    refuse("line 2: c.mid is no readable piece of this split");
    list("a.mid\ttest\tx\t16\t16\n");
    refuse("line 2");
  }

  private static Note asPlayers(Note note) {
    return new Note(Part.PLAYER, note.pitch(), note.velocity(), note.onTick(), note.offTick());
  }

  private void refuse(String words) {
    IOException error =
        assertThrows(
            IOException.class, () -> PromptReader.read(folder, Split.TEST, new TopLines.Builder()));
    assertTrue(error.getMessage().contains(words), error.getMessage());
  }

  private void list(String rows) throws IOException {
    Files.writeString(folder.resolve(PromptReader.FILE), HEADING + rows);
  }
}

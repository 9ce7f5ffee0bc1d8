package antiphon.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.learn.corpus.Corpus;
import antiphon.learn.corpus.CorpusReader;
import antiphon.learn.corpus.Split;
import antiphon.learn.train.Trainer;
import antiphon.learn.train.TrainingPlan;
import antiphon.learn.train.TrainingProgress;
import antiphon.midi.file.MidiFileWriter;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.time.SystemClock;
import antiphon.net.LstmSpec;
import antiphon.net.ModelBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {
  @TempDir Path folder;

  @Test
  void shouldLearnFromTwoFilesStopResumeAndLeaveABundle() throws IOException {
    Path files = Files.createDirectory(folder.resolve("files"));
    MidiFileWriter.write(scales(60), files.resolve("a.mid"));
    MidiFileWriter.write(scales(65), files.resolve("b.mid"));
    Files.writeString(files.resolve("broken.mid"), "MThd but no more");
    Corpus corpus = CorpusReader.read(files);
    assertEquals(2, corpus.of(Split.TRAIN).size());
    assertEquals(2, corpus.of(Split.VALID).size(), "the last tenth of each");
    assertEquals(1, corpus.skipped().size());

    Path out = folder.resolve("model");
    TrainingPlan plan =
        new TrainingPlan(LstmSpec.ofVocabulary(1, 32), 12, 0, 12, 4, 64, 32, 1e-2, 1, 0, 24, 0, 5);
    AtomicInteger batches = new AtomicInteger();
    Trainer first = new Trainer(plan, List.of(corpus), Optional.empty(), out, new SystemClock());
    assertFalse(Trainer.canResume(out));
    TrainingProgress stopped =
        first.train(
            false,
            () -> batches.get() >= 3,
            (seen, planned, speed, train, valid) -> batches.incrementAndGet());
    assertEquals(3, stopped.batches());

    Trainer second = new Trainer(plan, List.of(corpus), Optional.empty(), out, new SystemClock());
    assertTrue(Trainer.canResume(out) && Trainer.wouldOverwrite(out));
    TrainingProgress done =
        second.train(true, () -> false, (seen, planned, speed, train, valid) -> {});
    assertTrue(done.batches() > stopped.batches());
    assertEquals(stopped.history(), done.history().subList(0, stopped.history().size()));
    double before = stopped.history().get(0).validNats();
    assertTrue(done.bestValidNats() < before * 0.8, before + " became " + done.bestValidNats());
    ModelBundle bundle = ModelBundle.read(out);
    assertEquals("files", bundle.manifest().training().corpora().get(0).name());
    assertTrue(Files.size(out.resolve("history.png")) > 1000);
    assertEquals(done.history().size() + 1, Files.readAllLines(out.resolve("history.csv")).size());
  }

  /** Up and down, in quarter notes. */
  private static Score scales(int root) {
    int[] steps = {0, 2, 4, 5, 7, 9, 11, 12, 11, 9, 7, 5, 4, 2, 0, 0};
    List<Note> notes = new ArrayList<>();
    for (int i = 0; i < 320; i++) {
      notes.add(
          new Note(Part.PLAYER, root + steps[i % steps.length], 80, i * 960L, i * 960L + 960));
    }
    return new Score(notes, 120, MeterMap.of(Meter.COMMON));
  }
}

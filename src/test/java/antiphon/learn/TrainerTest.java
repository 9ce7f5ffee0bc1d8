package antiphon.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.learn.corpus.Corpus;
import antiphon.learn.corpus.CorpusReader;
import antiphon.learn.corpus.Split;
import antiphon.learn.train.Trainer;
import antiphon.learn.train.TrainingPlan;
import antiphon.learn.train.TrainingProgress;
import antiphon.learn.train.TrainingSpeed;
import antiphon.midi.file.MidiFileWriter;
import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.Meter;
import antiphon.music.time.MeterMap;
import antiphon.music.time.SystemClock;
import antiphon.net.LstmSpec;
import antiphon.net.LstmWeights;
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
    Path adapted = folder.resolve("adapted");
    TrainingProgress begun =
        new Trainer(
                plan, List.of(corpus), Optional.of(bundle.weights()), adapted, new SystemClock())
            .train(false, () -> true, (seen, planned, speed, train, valid) -> {});
    assertEquals(done.bestValidNats(), begun.bestValidNats(), 0.02, "the weights it was given");
    assertEquals(0, begun.batches());
    assertTrue(Files.size(out.resolve("history.png")) > 1000);
    assertEquals(done.history().size() + 1, Files.readAllLines(out.resolve("history.csv")).size());
  }

  @Test
  void shouldGoOnWhereItEndedBetweenTheFirstBundleAndItsCheckpoint() throws IOException {
    Path files = Files.createDirectory(folder.resolve("files"));
    MidiFileWriter.write(scales(60), files.resolve("a.mid"));
    Corpus corpus = CorpusReader.read(files);
    TrainingPlan plan =
        new TrainingPlan(LstmSpec.ofVocabulary(1, 16), 4, 0, 1, 4, 64, 32, 1e-2, 1, 0, 8, 0, 5);
    Path out = folder.resolve("model");
    Path inTheWay = out.resolve("network.partial.zip").resolve("something");
    Trainer first = new Trainer(plan, List.of(corpus), Optional.empty(), out, new SystemClock());
    assertThrows(
        IOException.class,
        () ->
            first.train(
                false,
                () -> false,
                (seen, planned, speed, train, valid) -> inTheWay.toFile().mkdirs()));
    double best = ModelBundle.read(out).manifest().evaluation().get("validNatsPerEvent");
    assertTrue(Trainer.canResume(out));
    assertEquals(0, Trainer.progressOf(out).batches());
    Files.delete(inTheWay);
    Files.delete(inTheWay.getParent());

    Trainer second = new Trainer(plan, List.of(corpus), Optional.empty(), out, new SystemClock());
    TrainingProgress done =
        second.train(true, () -> false, (seen, planned, speed, train, valid) -> {});
    assertEquals(best, done.history().get(0).validNats(), 1e-6, "it begins as it had begun");
    assertTrue(done.bestValidNats() <= best);
    assertEquals(done.history().size() + 1, Files.readAllLines(out.resolve("history.csv")).size());
  }

  @Test
  void shouldStopWhenValidationGetsNoBetterAndLeaveFrozenLayersAsTheyAre() throws IOException {
    Path files = Files.createDirectory(folder.resolve("files"));
    MidiFileWriter.write(scales(60), files.resolve("a.mid"));
    Corpus corpus = CorpusReader.read(files);
    LstmWeights initial = LstmWeights.random(LstmSpec.ofVocabulary(2, 16), 3);
    TrainingPlan plan = new TrainingPlan(initial.spec(), 500, 0, 1, 4, 64, 32, 1, 1, 1, 400, 3, 5);
    Path out = folder.resolve("model");
    TrainingProgress done =
        new Trainer(plan, List.of(corpus), Optional.of(initial), out, new SystemClock())
            .train(false, () -> false, (seen, planned, speed, train, valid) -> {});
    List<Double> figures = done.history().stream().map(TrainingProgress.Point::validNats).toList();
    int best = figures.indexOf(done.bestValidNats());
    assertEquals(best + 3, figures.size() - 1, "three without a better one: " + figures);
    assertTrue(figures.size() < 400, "long before the plan's end");
    ModelBundle bundle = ModelBundle.read(out);
    for (int i = 0; i < initial.recurrent(0).length; i++) {
      float before = initial.recurrent(0)[i];
      assertEquals(before, bundle.weights().recurrent(0)[i], Math.abs(before) / 256 + 1e-4);
    }
    assertNotEquals(initial.recurrent(1)[5], bundle.weights().recurrent(1)[5], 1e-3f);
  }

  @Test
  void shouldMeasureTheFusedLayerAndDl4jsInTurn() {
    List<Double> progress = new ArrayList<>();
    TrainingSpeed.Result result =
        new TrainingSpeed(new LstmSpec(20, 5, 1, 8), 4, new SystemClock()).run(0.2, progress::add);
    assertEquals(result.rounds(), progress.size());
    assertEquals(1, progress.get(progress.size() - 1), "to the end");
    assertEquals(
        result.fusedTokensPerSecond() / result.dl4jTokensPerSecond(), result.ratio(), 1e-9);
    assertTrue(result.fusedTokensPerSecond() > 0 && result.dl4jTokensPerSecond() > 0);
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

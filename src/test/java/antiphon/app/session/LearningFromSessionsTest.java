package antiphon.app.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.TinyModel;
import antiphon.app.Main;
import antiphon.app.command.RenderCommand;
import antiphon.app.command.TrainCommand;
import antiphon.live.api.Counter;
import antiphon.live.api.Mode;
import antiphon.live.engine.Engine;
import antiphon.live.engine.FarSide;
import antiphon.live.engine.Sessions;
import antiphon.midi.file.MidiFileReader;
import antiphon.midi.file.MidiFileWriter;
import antiphon.midi.file.MidiPiece;
import antiphon.midi.file.MidiTrack;
import antiphon.net.LstmStepper;
import antiphon.net.ModelBundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** From what was played to a model that plays it on, without leaving the session. */
class LearningFromSessionsTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir Path folder;

  @Test
  void shouldPlayWhatItHasLearntFromRecordedSessions() throws IOException {
    Path shelf = folder.resolve("models");
    Path tiny = TinyModel.write(shelf.resolve("tiny"));
    Path sessions = Files.createDirectory(folder.resolve("sessions"));
    Path phrase = folder.resolve("phrase.mid");
    MidiFileWriter.write(Sessions.call(), phrase);
    for (int seed = 1; seed <= 2; seed++) {
      String session = sessions.resolve(seed + ".mid").toString();
      run(
          "render",
          "--model",
          tiny.toString(),
          "--play",
          phrase.toString(),
          "--seed",
          "" + seed,
          "--record",
          session);
    }
    MidiPiece session = MidiFileReader.read(sessions.resolve("1.mid"));
    assertEquals(
        List.of("Player", "Antiphon"), session.tracks().stream().map(MidiTrack::name).toList());

    Path mine = shelf.resolve("mine");
    String table =
        run(
            "train",
            "--from",
            tiny.toString(),
            "--corpus",
            sessions.toString(),
            "--cache",
            "off",
            "--epochs",
            "40",
            "--learning-rate",
            "0.01",
            "--out",
            mine.toString());
    assertTrue(table.contains("recorded sessions"), table);
    // of the same call in two sessions, one is enough
    assertEquals(1, ModelBundle.read(mine).manifest().training().corpora().get(0).trainPieces());
    assertNotEquals(
        ModelBundle.read(tiny).weights().outputBias()[0],
        ModelBundle.read(mine).weights().outputBias()[0]);

    FarSide farSide = new FarSide();
    LstmStepper first = ModelShelf.stepper(ModelBundle.read(tiny).weights(), ModelShelf.AUTO);
    WeakReference<LstmStepper> old = new WeakReference<>(first);
    try (Engine engine = Sessions.engine(Sessions.settings(Mode.SOLO), first, farSide);
        LiveModels models =
            new LiveModels(shelf, "tiny", "tiny", ModelShelf.AUTO, LiveModels.Stage.of(engine))) {
      first = null;
      engine.start();
      assertEquals(List.of("mine", "tiny"), models.names());
      await(() -> farSide.onsets() > 3);
      models.choose("mine");
      await(() -> engine.status().model().equals("mine"));
      long before = farSide.onsets();
      await(() -> farSide.onsets() > before + 3);
      assertEquals(1, engine.view().count(Counter.MODELS_SWAPPED));
      assertEquals(0, engine.view().count(Counter.MODELS_REFUSED));
      assertEquals(0, engine.view().count(Counter.ERRORS));
      await(
          () -> {
            System.gc();
            return old.get() == null; // nothing is kept of the first
          });
    }
    assertEquals(0, farSide.hanging());
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(condition);
  }

  /** What a command says on standard error. */
  private static String run(String... arguments) {
    PrintStream err = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      int code =
          new CommandLine(new Main())
              .addSubcommand("render", RenderCommand.class)
              .addSubcommand("train", TrainCommand.class)
              .execute(arguments);
      assertEquals(0, code, bytes.toString(StandardCharsets.UTF_8));
    } finally {
      System.setErr(err);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }
}

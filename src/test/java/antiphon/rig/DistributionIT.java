package antiphon.rig;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.live.engine.Sessions;
import antiphon.midi.file.MidiFileReader;
import antiphon.midi.file.MidiFileWriter;
import antiphon.midi.file.MidiPiece;
import antiphon.music.note.Note;
import antiphon.music.time.Grid;
import antiphon.music.time.MusicalTime;
import antiphon.net.LstmSpec;
import antiphon.net.StepKind;
import antiphon.net.Steppers;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DistributionIT {
  private static final Duration ORDERLY_STOP = Duration.ofSeconds(2);
  private static final int STOPPED_BY_SIGTERM = 143;

  @TempDir Path folder;
  private Path phrase;

  @BeforeEach
  void writePhrase() throws IOException {
    phrase = folder.resolve("phrase.mid");
    MidiFileWriter.write(Sessions.call(), phrase);
  }

  @Test
  void shouldStartThroughASymbolicLinkFromAnyFolder() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Distribution.launcher());
    Path second = Files.createSymbolicLink(folder.resolve("second"), Path.of("link"));
    ProcessBuilder builder =
        new ProcessBuilder(second.toString(), "models").directory(Path.of("/").toFile());
    Process process = builder.start();
    assertEquals(0, process.waitFor());
    assertTrue(new String(process.getInputStream().readAllBytes()).contains("studio"));
    assertEquals("", new String(process.getErrorStream().readAllBytes()));
    Files.delete(second);
    Files.delete(link);
  }

  @Test
  void shouldStartFromTheArchiveOfClasses() throws Exception {
    assertTrue(Files.isRegularFile(Distribution.folder().resolve("lib/antiphon.jsa")));
    for (String command : List.of("ports", "--version")) {
      // -Xshare:on refuses to start without the archive
      try (Program program =
          Distribution.start(Map.of("ANTIPHON_JAVA_OPTS", "-Xshare:on"), command)) {
        assertEquals(0, program.awaitExit(), program.err().toString());
      }
    }
  }

  @Test
  void shouldStepWithTheVectorApiWhereThisJavaHasItAndPlainlyElsewhere() throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Path lean = Files.createDirectories(folder.resolve("lean/bin")).resolve("java");
    Files.writeString(lean, "#!/bin/sh\nexec " + java + " \"$@\"\n");
    assertTrue(lean.toFile().setExecutable(true));
    Files.writeString(
        folder.resolve("lean/release"),
        "JAVA_VERSION=\"" + Runtime.version().feature() + "\"\nMODULES=\"java.base\"\n");
    if (Steppers.obstacle(StepKind.BFLOAT16, LstmSpec.ofVocabulary(1, 64)).isEmpty()) {
      assertSteps("step: Vector API bfloat16", java.getParent().getParent());
    }
    assertSteps("step: plain Java (this Java runs without", folder.resolve("lean"));
  }

  private static void assertSteps(String words, Path javaHome) throws Exception {
    try (Program version =
        Distribution.start(Map.of("JAVA_HOME", javaHome.toString()), "--version")) {
      assertEquals(0, version.awaitExit(), version.err().toString());
      Awaitility.await(words)
          .until(() -> version.out().stream().anyMatch(line -> line.startsWith(words)));
    }
  }

  @Test
  void shouldAnswerAPlayedPhraseInRealTimeWithoutLoadingDl4j() throws Exception {
    Path classes = folder.resolve("classes.log");
    Path session = folder.resolve("session.mid");
    try (Program run =
        Distribution.start(
            Map.of("ANTIPHON_JAVA_OPTS", "-Xlog:class+load:file=" + classes),
            "run",
            "--midi",
            "loopback",
            "--web",
            "0",
            "--play",
            phrase.toString(),
            "--tempo",
            "240",
            "--seed",
            "7",
            "--record",
            session.toString(),
            "--until-answered")) {
      run.awaitErr("antiphon: ready in ");
      assertEquals(0, run.awaitExit(), run.err().toString());
    }
    requireAnswer(session, Sessions.call().endTick());
    String loaded = Files.readString(classes);
    assertTrue(
        loaded.contains("antiphon.live.engine.Mind "),
        "the list of loaded classes is that of the daemon");
    assertFalse(loaded.contains(" org.nd4j."));
    assertFalse(loaded.contains(" org.deeplearning4j."));
  }

  @Test
  void shouldLoadDl4jWhenAskedToAndStillAnswer() throws Exception {
    Path classes = folder.resolve("classes.log");
    Path session = folder.resolve("session.mid");
    Path config = Files.writeString(folder.resolve("dl4j.toml"), "engine = \"dl4j\"\n");
    try (Program render =
        Distribution.start(
            Map.of(
                "ANTIPHON_JAVA_OPTS", "-Xlog:class+load:file=" + classes, "OMP_NUM_THREADS", "1"),
            "render",
            "-c",
            config.toString(),
            "--play",
            phrase.toString(),
            "--seed",
            "7",
            "--record",
            session.toString())) {
      assertEquals(0, render.awaitExit(), render.err().toString());
    }
    requireAnswer(session, Sessions.call().endTick());
    assertTrue(Files.readString(classes).contains(" org.nd4j."));
  }

  @Test
  void shouldEndNotesAndWriteTheRecordingOnSigterm() throws Exception {
    Path session = folder.resolve("session.mid");
    try (Program run =
        Distribution.start(
            "run",
            "--midi",
            "loopback",
            "--mode",
            "solo",
            "--tempo",
            "240",
            "--web",
            "off",
            "--record",
            session.toString())) {
      run.awaitErr("antiphon: ready in ");
      Thread.sleep(2_000);
      run.terminate();
      assertEquals(STOPPED_BY_SIGTERM, run.awaitExit(ORDERLY_STOP));
    }
    MidiPiece piece = MidiFileReader.read(session);
    assertEquals(List.of("Antiphon"), piece.tracks().stream().map(track -> track.name()).toList());
    assertEquals(0, piece.unfinishedNotes());
  }

  @Test
  void shouldRefuseATakenWebPortInOneLine() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress());
        Program run =
            Distribution.start(
                "run", "--midi", "loopback", "--web", Integer.toString(taken.getLocalPort()))) {
      assertEquals(2, run.awaitExit());
      List<String> lines =
          run.err().stream().filter(line -> line.startsWith("antiphon: ")).toList();
      assertEquals(1, lines.size(), run.err().toString());
      assertTrue(
          lines.get(0).contains(Integer.toString(taken.getLocalPort()))
              && lines.get(0).contains("--web"));
      assertFalse(String.join("\n", run.err()).contains("\tat "));
    }
  }

  @Test
  void shouldRenderTheSameBytesTwice() throws Exception {
    Path a = folder.resolve("a.mid");
    Path b = folder.resolve("b.mid");
    for (Path file : List.of(a, b)) {
      try (Program render =
          Distribution.start(
              "render",
              "--play",
              phrase.toString(),
              "--mode",
              "call-response",
              "--seed",
              "7",
              "--record",
              file.toString())) {
        assertEquals(0, render.awaitExit(), render.err().toString());
      }
    }
    assertArrayEquals(Files.readAllBytes(a), Files.readAllBytes(b));
    requireAnswer(a, Sessions.call().endTick());
  }

  private static void requireAnswer(Path session, long callEndTick) throws Exception {
    MidiPiece piece = MidiFileReader.read(session);
    assertEquals(0, piece.unfinishedNotes());
    List<Note> answer =
        piece.tracks().stream()
            .filter(track -> track.name().equals("Antiphon"))
            .findFirst()
            .orElseThrow()
            .notes();
    for (Note note : answer) {
      assertTrue(note.onTick() >= callEndTick);
      for (long tick : new long[] {note.onTick(), note.offTick()}) {
        assertTrue(
            tick % MusicalTime.TICKS_PER_CLOCK == 0
                && Grid.contains(tick / MusicalTime.TICKS_PER_CLOCK));
      }
    }
  }
}

package antiphon.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.RandomMusic;
import antiphon.TinyModel;
import antiphon.live.engine.Sessions;
import antiphon.midi.file.MidiFileReader;
import antiphon.midi.file.MidiFileWriter;
import antiphon.midi.file.MidiPiece;
import antiphon.midi.port.javasound.CableProvider;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.token.TokenEncoder;
import antiphon.net.LstmSpec;
import antiphon.net.StepKind;
import antiphon.net.Steppers;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands, in process, as a user sees them: exit code, standard output, standard error. */
class CommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path PIECES = Path.of("src", "test", "resources", "pieces");

  @TempDir Path folder;
  private String model;
  private Path phrase;

  @BeforeEach
  void prepare() throws IOException {
    model = TinyModel.write(folder.resolve("tiny")).toString();
    phrase = folder.resolve("phrase.mid");
    MidiFileWriter.write(Sessions.call(), phrase);
  }

  @Test
  void shouldRenderTheSameFileTwice() throws IOException {
    Path a = folder.resolve("a.mid");
    Path b = folder.resolve("b.mid");
    for (Path file : List.of(a, b)) {
      CommandRun result =
          CommandRun.of(
              "render",
              "--model",
              model,
              "--play",
              phrase.toString(),
              "--seed",
              "7",
              "--record",
              file.toString());
      assertEquals(0, result.code(), result.err());
    }
    assertArrayEquals(Files.readAllBytes(a), Files.readAllBytes(b));
    MidiPiece piece = MidiFileReader.read(a);
    assertEquals(
        List.of("Player", "Antiphon"), piece.tracks().stream().map(track -> track.name()).toList());
    assertEquals(0, piece.unfinishedNotes());
  }

  @Test
  void shouldTurnAFileIntoTokensAndBack() throws IOException {
    Score score = TokenEncoder.quantise(RandomMusic.score(new Random(4), 120));
    Path file = folder.resolve("song.mid");
    MidiFileWriter.write(score, file);
    for (String form : List.of("--json", "--verbose")) {
      CommandRun shown = CommandRun.of("tokens", file.toString(), form);
      assertEquals(0, shown.code());
      Path tokens = folder.resolve("song.tokens");
      Files.writeString(tokens, shown.out());
      Path back = folder.resolve("back.mid");
      assertEquals(
          0, CommandRun.of("tokens", "--decode", tokens.toString(), "-o", back.toString()).code());
      Score read =
          MidiFileReader.read(back)
              .arrange(track -> track.name().equals("Antiphon") ? Part.PARTNER : Part.PLAYER);
      assertEquals(score.notes(), read.notes());
    }
    JsonNode json =
        new ObjectMapper().readTree(CommandRun.of("tokens", file.toString(), "--json").out());
    assertEquals(24, json.path("ticksPerQuarter").asInt());
    assertEquals(json.path("tokens").size(), json.path("ids").size());
  }

  @Test
  void shouldComposeTheSameFileTwiceFromAPromptABlendAndNothing() throws IOException {
    String other = PIECES.resolve("bach-bwv-516.mid").toString();
    for (String[] what :
        List.of(
            new String[] {"--prompt", phrase.toString(), "--roles", "answer"},
            new String[] {"--blend", phrase.toString(), "--blend", other, "--bars", "2"},
            new String[] {"--blend", phrase.toString(), "--blend", other, "--bars", "2", "--morph"},
            new String[] {"--blend", other, "--blend", other, "--fuse", "overlay"},
            new String[] {"--meter", "3/4", "--tempo", "90"})) {
      Path a = folder.resolve("a.mid");
      Path b = folder.resolve("b.mid");
      for (Path file : List.of(a, b)) {
        CommandRun result =
            CommandRun.of(
                with(
                    new String[] {
                      "generate", "--model", model, "--beats", "16", "-o", file.toString()
                    },
                    what));
        assertEquals(0, result.code(), result.err());
        assertEquals("", result.out());
        assertTrue(result.err().contains("antiphon: wrote " + file), result.err());
      }
      assertArrayEquals(Files.readAllBytes(a), Files.readAllBytes(b));
      MidiPiece piece = MidiFileReader.read(a);
      assertEquals(0, piece.unfinishedNotes());
      assertEquals("Continuation", piece.tracks().get(piece.tracks().size() - 1).name());
    }
  }

  @Test
  void shouldWriteEachSeedInATrackAndSayWhichBarsAndWhy() throws IOException {
    Path out = folder.resolve("blend.mid");
    Path picture = folder.resolve("blend.png");
    CommandRun result =
        CommandRun.of(
            "generate",
            "--model",
            model,
            "--blend",
            PIECES.resolve("bach-bwv-516.mid").toString(),
            "--blend",
            PIECES.resolve("beethoven-lied.mid").toString(),
            "--beats",
            "8",
            "--seed",
            "5",
            "--count",
            "2",
            "--picture",
            picture.toString(),
            "--json",
            "-o",
            out.toString());
    assertEquals(0, result.code(), result.err());
    assertTrue(result.err().contains("seed A: "), result.err());
    assertTrue(result.err().contains("key "), result.err());
    JsonNode json = JSON.readTree(result.out());
    assertEquals(2, json.path("seeds").size());
    assertEquals(
        4,
        json.path("seeds").path(1).path("lastBar").asInt()
            - json.path("seeds").path(1).path("firstBar").asInt()
            + 1);
    assertTrue(json.path("seeds").path(1).path("terms").path("surprise").isNumber());
    assertEquals(
        List.of(5, 6),
        List.of(
            json.path("files").path(0).path("seed").asInt(),
            json.path("files").path(1).path("seed").asInt()));
    for (int i = 1; i <= 2; i++) {
      MidiPiece piece = MidiFileReader.read(folder.resolve("blend-" + i + ".mid"));
      assertEquals(
          List.of("Seed A", "Seed B", "Continuation"),
          piece.tracks().stream().map(track -> track.name()).toList());
      assertTrue(Files.size(folder.resolve("blend-" + i + ".png")) > 1000);
    }
    assertFalse(Files.exists(out));
  }

  @Test
  void shouldContinueAStretchOfAPromptAndWriteTheContinuationAloneWhenAskedTo() throws IOException {
    String[] generate = {
      "generate",
      "--model",
      model,
      "--prompt",
      PIECES.resolve("hymn-herr-jesu-christ.mid").toString(),
      "--prompt-bar",
      "2",
      "--prompt-beats",
      "12",
      "--beats",
      "12",
      "-o",
      folder.resolve("on.mid").toString()
    };
    assertEquals(0, CommandRun.of(generate).code());
    MidiPiece both = MidiFileReader.read(folder.resolve("on.mid"));
    long cutTick = 12 * 960L;
    assertTrue(both.tracks().get(0).notes().stream().allMatch(n -> n.offTick() <= cutTick));
    assertTrue(both.tracks().get(1).notes().stream().allMatch(n -> n.onTick() >= cutTick));
    assertEquals(0, CommandRun.of(with(generate, "--continuation-only")).code());
    MidiPiece alone = MidiFileReader.read(folder.resolve("on.mid"));
    assertEquals(1, alone.tracks().size());
    assertEquals(
        both.tracks().get(1).notes().stream().map(n -> n.shifted(-cutTick, 0)).toList(),
        alone.tracks().get(0).notes());
  }

  @Test
  void shouldTellWhatIsWrongWithWhatIsToBeComposedFrom() throws IOException {
    String out = folder.resolve("out.mid").toString();
    String hymn = PIECES.resolve("hymn-herr-jesu-christ.mid").toString();
    String[] generate = {"generate", "--model", model, "-o", out};
    wrong("second --blend", with(generate, "--blend", hymn));
    wrong("exclude each other", with(generate, "--prompt", hymn, "--blend", hymn));
    wrong("does not exist", with(generate, "--prompt", folder.resolve("gone.mid").toString()));
    wrong("does not exist", with(generate, "--blend", hymn, "--blend", "gone.mid"));
    wrong("no 60 bars", with(generate, "--blend", hymn, "--blend", hymn, "--bars", "60"));
    wrong("has only", with(generate, "--prompt", hymn, "--prompt-beats", "4000"));
    wrong("bars, not 999", with(generate, "--prompt", hymn, "--prompt-bar", "999"));
    wrong("need --prompt", with(generate, "--prompt-beats", "4"));
    wrong("--morph needs", with(generate, "--morph"));
    wrong(
        "two pieces",
        with(generate, "--blend", hymn, "--blend", hymn, "--morph", "--fuse", "overlay"));
    wrong("GLIDE", with(generate, "--blend", hymn, "--blend", hymn, "--morph", "polka"));
    wrong("--beats must be 1 to", with(generate, "--beats", "0"));
    wrong("20 to 400", with(generate, "--tempo", "9000"));
    wrong("0.01 to 1", with(generate, "--top-p", "7"));
    wrong("--recall must be 0 to 1", with(generate, "--recall", "2"));
    wrong("--recall-sharpness must be 0", with(generate, "--recall-sharpness", "-1"));
    wrong(
        "--recall and --morph",
        with(generate, "--blend", hymn, "--blend", hymn, "--morph", "--recall", "0.5"));
    wrong("no model named", "generate", "--model", "nobody", "-o", out);
    wrong("Missing required option", "generate");
    wrong("cannot write", "generate", "--model", model, "-o", "/nowhere/at/all.mid");
    wrong("would be overwritten", "generate", "--model", model, "--prompt", hymn, "-o", hymn);
    assertFalse(Files.exists(Path.of(out)));
  }

  @Test
  void shouldListPortsAsOneJsonDocument() throws IOException {
    JsonNode json = new ObjectMapper().readTree(CommandRun.of("ports", "--json").out());
    assertTrue(
        json.path("transports")
            .findValuesAsText("name")
            .containsAll(List.of("jack", "coremidi", "java", "rtp", "loopback")));
    json.path("transports")
        .forEach(transport -> assertFalse(transport.path("detail").asText().isEmpty()));
    assertTrue(json.path("ports").isArray());
  }

  @Test
  void shouldScoreAnUntrainedModelNoBetterThanChanceAmongWhatIsAllowed() throws IOException {
    CommandRun result =
        CommandRun.of("evaluate", "--model", model, "--corpus", phrase.toString(), "--json");
    JsonNode json = new ObjectMapper().readTree(result.out());
    assertEquals(1, json.path("pieces").asInt());
    assertEquals(8, json.path("notes").asInt());
    double perEvent = json.path("nllNatsPerEvent").asDouble();
    assertTrue(perEvent > 1 && perEvent < Math.log(315), result.out());
    assertEquals(
        perEvent * json.path("events").asInt(), json.path("nllNatsPerNote").asDouble() * 8, 1e-6);
    double canonical = json.path("canonicalNatsPerNote").asDouble() * 8;
    assertEquals(8, json.path("canonicalNotes").asInt());
    assertTrue(json.path("canonicalEvents").asInt() < json.path("events").asInt(), "no PART");
    assertTrue(canonical > 8 && canonical < perEvent * json.path("events").asInt(), result.out());
    assertEquals(
        canonical,
        json.path("canonicalNatsPerQuarter").asDouble() * json.path("canonicalQuarters").asDouble(),
        1e-6);
  }

  @Test
  void shouldScorePianoRollsByTheSplitAskedFor() throws IOException {
    Path set = Files.createDirectory(folder.resolve("nottingham"));
    Files.writeString(set.resolve("test.txt"), "60,64 60,64 - 62\n- - 60\n");
    Files.writeString(set.resolve("valid.txt"), "60\n");
    for (Path rolls : List.of(set, set.resolve("test.txt"))) {
      CommandRun result =
          CommandRun.of("evaluate", "--model", model, "--rolls", rolls.toString(), "--json");
      JsonNode json = JSON.readTree(result.out());
      assertEquals(7, json.path("frames").asInt(), result.err());
      assertEquals(2, json.path("sequences").asInt());
      assertEquals(12, json.path("frameClocks").asInt());
      assertTrue(json.path("nllNatsPerFrame").asDouble() > 1, result.out());
      assertTrue(json.path("nllNatsPerFrameBoulangerLewandowskiOfSequences").asDouble() > 1);
    }
    CommandRun valid =
        CommandRun.of(
            "evaluate", "--model", model, "--rolls", set.toString(), "--split", "valid", "--json");
    JsonNode json = JSON.readTree(valid.out());
    assertEquals(1, json.path("frames").asInt());
    assertTrue(json.path("nllNatsPerFrame").isNull(), "no frame after the first");

    wrong("'dev'", "evaluate", "--model", model, "--rolls", set.toString(), "--split", "dev");
    wrong(
        "--split train",
        "evaluate",
        "--model",
        model,
        "--rolls",
        set.toString(),
        "--split",
        "train");
    wrong("with --rolls", "evaluate", "--model", model, "--corpus", set.toString());
    wrong("no piano rolls", "evaluate", "--model", model, "--rolls", phrase.toString());
    wrong(
        "--frame-clocks",
        "evaluate",
        "--model",
        model,
        "--rolls",
        set.toString(),
        "--frame-clocks",
        "5");
    wrong("--corpus", "evaluate", "--model", model);
  }

  @Test
  void shouldInspectAModel() throws IOException {
    JsonNode json =
        new ObjectMapper().readTree(CommandRun.of("models", "inspect", model, "--json").out());
    assertEquals("tiny", json.path("name").asText());
    assertTrue(json.path("parameters").asLong() > 10_000);
    assertEquals(64, json.path("weights").path("sha256").asText().length());
  }

  @Test
  void shouldHaveHelpWithAnExampleForEveryCommand() {
    for (String command :
        List.of("run", "render", "ports", "train", "evaluate", "tokens", "models")) {
      CommandRun result = CommandRun.of(command, "--help");
      assertEquals(0, result.code());
      assertTrue(result.out().contains("Example"), command);
    }
    assertTrue(CommandRun.of("--version").out().startsWith("antiphon "));
    boolean vectors = Steppers.fastest(LstmSpec.ofVocabulary(1, 64)) != StepKind.PLAIN;
    assertTrue(
        CommandRun.of("--version")
            .out()
            .contains(vectors ? "step: Vector API" : "step: plain Java ("));
  }

  @Test
  void shouldRefuseToBeginWithControlsOrScenesThatItDoesNotUnderstand() throws IOException {
    Path config = Files.writeString(folder.resolve("my.toml"), "[web]\nport = \"off\"\n");
    for (String name : List.of("controls.json", "scenes.json")) {
      Path file = Files.writeString(folder.resolve(name), "{\n\"version\": 9}");
      wrong(
          name + " line 2: version must be 1, not 9",
          "run",
          "-c",
          config.toString(),
          "--midi",
          "loopback",
          "--model",
          model);
      assertEquals("{\n\"version\": 9}", Files.readString(file));
      Files.delete(file);
    }
  }

  @Test
  void shouldListEveryCommandThoughItReadsOneOnly() throws IOException {
    CommandRun help = CommandRun.of("--help");
    for (String command :
        List.of(
            "run",
            "render",
            "generate",
            "ports",
            "train",
            "evaluate",
            "tokens",
            "models",
            "bench",
            "doctor")) {
      assertTrue(help.out().contains("\n  " + command), command);
      assertTrue(CommandRun.of(command, "--help").out().contains("xample"), command);
    }
    wrong("Unmatched argument", "rum");
  }

  @Test
  void shouldMeasureAStepBesideItsLimitAndDl4j() throws IOException {
    CommandRun result =
        CommandRun.of("bench", "step", "--random", "1x64", "--seconds", "0.1", "--json");
    assertEquals(0, result.code(), result.err());
    JsonNode document = JSON.readTree(result.out());
    assertTrue(document.path("machine").path("cores").intValue() > 0);
    JsonNode step = document.path("step");
    double medianUs = step.path("p50Us").doubleValue();
    assertTrue(medianUs > 0 && medianUs <= step.path("p99Us").doubleValue());
    assertEquals(
        step.path("dl4jP50Us").doubleValue() / medianUs,
        step.path("ratioToDl4j").doubleValue(),
        0.1 * step.path("ratioToDl4j").doubleValue());
    assertTrue(step.path("limitUs").doubleValue() > 0);
    assertTrue(step.path("bytesRead").longValue() > 64 * 256 * 2);
    assertEquals(step.path("p50Us"), step.path("steppers").path(0).path("p50Us"));
  }

  @Test
  void shouldMeasureARedraftOfWhatItIsAboutToPlay() throws IOException {
    CommandRun result =
        CommandRun.of("bench", "draft", "--random", "1x64", "--seconds", "0.2", "--json");
    assertEquals(0, result.code(), result.err());
    JsonNode draft = JSON.readTree(result.out()).path("draft");
    for (String phase : List.of("jamNextInstant", "answerBar")) {
      JsonNode times = draft.path(phase).path("revokeAndRedraft");
      assertTrue(times.path("count").intValue() > 0);
      assertTrue(times.path("p50Ms").doubleValue() <= times.path("maxMs").doubleValue());
      double tokens = draft.path(phase).path("tokens").path("mean").doubleValue();
      assertTrue(tokens >= 1, "it heard the note");
      assertEquals(0, draft.path(phase).path("bytesAllocatedPerNote").doubleValue(), 50);
    }
  }

  @Test
  void shouldCheckTheMachineAndSayWhatHelps() throws IOException {
    Path config = folder.resolve("doctor.toml");
    Path journals = folder.resolve("journals");
    Files.writeString(
        config, "[play]\ntempo = 60\n[web]\nport = 0\n[journal]\nfolder = \"" + journals + "\"\n");
    String[] doctor = {"doctor", "-c", config.toString(), "--model", model};
    CommandRun looked = CommandRun.of(with(doctor, "--json"));
    JsonNode document = JSON.readTree(looked.out());
    Map<String, String> findings = new HashMap<>();
    boolean bad = false;
    for (JsonNode check : document.path("checks")) {
      String verdict = check.path("verdict").textValue();
      assertEquals(
          verdict.equals("good"), check.path("remedy").textValue().isEmpty(), check.toString());
      findings.put(check.path("name").textValue(), check.path("finding").textValue());
      bad |= verdict.equals("bad");
    }
    assertEquals(bad ? 1 : 0, looked.code());
    assertTrue(
        findings
            .keySet()
            .containsAll(
                List.of("jvm", "memory", "stepper", "step", "timer", "disk", "room", "web")),
        findings.toString());
    assertTrue(findings.get("step").contains("41.7 ms that a step of the grid lasts at 60 bpm"));
    assertTrue(findings.get("disk").contains(folder.toString()), findings.get("disk"));
    assertFalse(Files.exists(journals), "it leaves nothing");
    assertTrue(looked.err().contains("doctor"), "progress: " + looked.err());
    CommandRun printed = CommandRun.of(doctor);
    assertTrue(printed.out().lines().anyMatch(line -> line.matches("(good|fair|bad) +step .*")));
    wrong("no model named", "doctor", "--model", "nobody");
    wrong("play.tempo", "doctor", "-c", tooFast(config).toString());
  }

  private static Path tooFast(Path config) throws IOException {
    return Files.writeString(config, "[play]\ntempo = 1000\n");
  }

  @Test
  void shouldMeasureALoopAndProposeALatency() throws IOException {
    CableProvider.loop("Test Synth", "Test Keys");
    try {
      String[] calibrate = {
        "doctor", "--midi", "java", "--calibrate", "test synth", "test keys", "--notes", "5"
      };
      CommandRun read = CommandRun.of(calibrate);
      assertEquals(0, read.code(), read.err());
      assertTrue(read.out().contains("5 notes (seed 1) to Test Synth for tests"), read.out());
      assertTrue(read.out().contains("[midi.ports.measured]\nout = 'test synth'\n"), read.out());
      String[] asJson = java.util.Arrays.copyOf(calibrate, calibrate.length + 1);
      asJson[calibrate.length] = "--json";
      JsonNode document = JSON.readTree(CommandRun.of(asJson).out());
      assertEquals(5, document.path("notes").intValue());
      assertEquals(0, document.path("lost").intValue());
      assertTrue(document.path("roundTripMs").path("median").isNumber());
      assertTrue(document.path("toml").textValue().contains("latency_ms = "));
    } finally {
      CableProvider.reset();
    }
    wrong("at least 2 values", "doctor", "--calibrate", "synth");
    wrong("5 to 1000", "doctor", "--calibrate", "synth", "keys", "--notes", "4");
    wrong("no MIDI output matches", "doctor", "--midi", "java", "--calibrate", "moog", "keys");
  }

  @Test
  void shouldSayThatTheOscPortIsTaken() throws IOException {
    try (DatagramSocket other = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      String port = "" + other.getLocalPort();
      wrong(
          "UDP port " + port + " on 127.0.0.1 is taken; choose another with --osc PORT",
          "run",
          "--model",
          model,
          "--midi",
          "loopback",
          "--web",
          "off",
          "--osc",
          port);
    }
  }

  @Test
  void shouldTellAUsersMistakeInOneLineThatSaysWhatToDo() throws IOException {
    String play = phrase.toString();
    Path empty = Files.createFile(folder.resolve("empty.mid"));
    Path half = folder.resolve("half.mid");
    Files.write(half, java.util.Arrays.copyOf(Files.readAllBytes(phrase), 60));
    wrong("is empty", "render", "--model", model, "--play", empty.toString(), "--record", record());
    wrong("cut short", "run", "--model", model, "--play", half.toString(), "--web", "off");
    wrong("does not exist", "tokens", folder.resolve("nothing.mid").toString());
    wrong("not a MIDI file", "tokens", folder.resolve("tiny/manifest.json").toString());
    wrong("--record", "render", "--model", model, "--play", play);
    wrong("no model named", "render", "--model", "nobody", "--play", play, "--record", record());
    wrong("no model at", "run", "--model", folder.resolve("gone/").toString(), "--web", "off");
    wrong("20 to 400", "run", "--tempo", "9000");
    wrong("call-response, jam, solo, listen", "run", "--mode", "polka");
    wrong("4/4", "run", "--meter", "waltz");
    wrong("must be 0 to 4", "run", "--temperature", "hot");
    wrong("0 to 65535 or off", "run", "--web", "99999");
    wrong("1 to 65535 or off", "run", "--osc", "0");
    wrong("regular expression", "run", "--in", "[");
    wrong(
        "no MIDI input matches",
        "run",
        "--model",
        model,
        "--in",
        "no such keyboard",
        "--web",
        "off");
    wrong("auto, alsa, jack, coremidi, java, rtp, loopback", "run", "--midi", "telepathy");
    wrong("Unknown option", "run", "--volume", "11");
    wrong("bench measures step, draft, jitter, pipeline, clock, train or all", "bench", "tea");
    wrong("2x512", "bench", "step", "--random", "large");
    wrong("--batch must be 1 to 1024", "bench", "train", "--batch", "0");
    wrong("layers must be", "bench", "step", "--random", "9x512");
    wrong("--clients must be 0 to 1000", "bench", "jitter", "--clients", "-1");
    wrong("--clients goes with bench jitter", "bench", "step", "--clients", "9");
    wrong("one at a time", "bench", "jitter", "--clients", "9", "--flood");
    wrong("--flood goes with bench jitter", "bench", "step", "--flood");
    wrong(
        "cannot write",
        "render",
        "--model",
        model,
        "--play",
        play,
        "--record",
        "/nowhere/at/all.mid");
    wrong(
        "--for",
        "render",
        "--model",
        model,
        "--mode",
        "solo",
        "--play",
        play,
        "--record",
        record());
    wrong(
        "no corpus at",
        "train",
        "--corpus",
        folder.resolve("none").toString(),
        "--out",
        folder.resolve("o").toString());
    wrong(
        "no usable MIDI file",
        "train",
        "--corpus",
        folder.resolve("tiny").toString(),
        "--out",
        folder.resolve("o").toString());
    String[] elsewhere = {
      "train", "--corpus", phrase.toString(), "--out", folder.resolve("o").toString()
    };
    wrong("mvn -P spark", with(elsewhere, "--engine", "spark"));
    wrong("local or spark", with(elsewhere, "--engine", "hadoop"));
    wrong("--engine spark", with(elsewhere, "--master", "local[2]"));
    Path zip = Files.writeString(folder.resolve("broken.zip"), "PK but no more");
    wrong("as a zip", "evaluate", "--model", model, "--corpus", zip.toString());
    wrong(
        "leave --layers and --hidden away",
        "train",
        "--corpus",
        phrase.toString(),
        "--from",
        model,
        "--hidden",
        "64",
        "--out",
        folder.resolve("o").toString());
    wrong("holds a model already", "train", "--corpus", phrase.toString(), "--out", model);
    wrong(
        "is not a token",
        "tokens",
        "--decode",
        folder.resolve("tiny/weights.safetensors.txt").toString(),
        "-o",
        record());
    assertFalse(Files.exists(Path.of(record())));
  }

  @Test
  void shouldResumeATrainingInItsOwnSizeAndRefuseAnother() throws IOException {
    String out = folder.resolve("mine").toString();
    String[] train = {"train", "--corpus", phrase.toString(), "--out", out};
    assertEquals(
        0, CommandRun.of(with(train, "--layers", "1", "--hidden", "16", "--epochs", "1")).code());
    wrong("1 layers of 16", with(train, "--resume", "--hidden", "32"));
    CommandRun resumed = CommandRun.of(with(train, "--resume", "--epochs", "2"));
    assertEquals(0, resumed.code(), resumed.err());
    assertEquals(0, CommandRun.of("models", "inspect", out).code());
  }

  @Test
  void shouldTellWhatACorpusHoldsAndWhatIsLeftOutWithoutTraining() throws IOException {
    Path songs = Files.createDirectory(folder.resolve("songs"));
    Files.copy(phrase, songs.resolve("a.mid"));
    for (int i = 0; i < 5; i++) {
      Files.copy(phrase, songs.resolve("copy-" + i + ".mid"));
    }
    Files.writeString(songs.resolve("broken.mid"), "MThd");
    Path cache = folder.resolve("cache");
    String[] dryRun = {
      "train", "--corpus", songs.toString(), "--dry-run", "--cache", cache.toString()
    };
    CommandRun first = CommandRun.of(dryRun);
    assertEquals(0, first.code(), first.err());
    List<String> lines = first.err().lines().toList();
    assertTrue(lines.get(0).startsWith("songs: 1 pieces to train on, 1 to validate"));
    assertTrue(first.err().contains("  broken                   1  broken.mid is not a MIDI file"));
    assertTrue(
        first.err().contains("  duplicate                5  copy-0.mid has the notes of a.mid"));
    assertTrue(first.err().contains("and 2 more; --verbose names all"));
    assertTrue(CommandRun.of(with(dryRun, "--verbose")).err().contains("copy-4.mid"));
    assertTrue(first.out().lines().anyMatch(line -> line.matches(" +train +1 .*")), first.out());
    assertTrue(Files.isDirectory(cache));
    assertEquals(first.out(), CommandRun.of(dryRun).out(), "from the cache");
    wrong("--out DIR is missing", "train", "--corpus", songs.toString());
  }

  @Test
  void shouldNotWriteOverWhatItPlaysNorEmptyOverWhatIsThere() throws IOException {
    byte[] before = Files.readAllBytes(phrase);
    String file = phrase.toString();
    wrong("overwrite", "render", "--model", model, "--play", file, "--record", file);
    CommandRun empty =
        CommandRun.of(
            "render", "--model", model, "--mode", "listen", "--for", "1", "--record", file);
    assertEquals(0, empty.code());
    assertTrue(empty.err().contains("left as it was"), empty.err());
    assertArrayEquals(before, Files.readAllBytes(phrase));
  }

  private static String[] with(String[] first, String... more) {
    String[] all = java.util.Arrays.copyOf(first, first.length + more.length);
    System.arraycopy(more, 0, all, first.length, more.length);
    return all;
  }

  @Test
  void shouldShowWhereAnErrorCameFromWhenAskedTo() {
    CommandRun result =
        CommandRun.of("tokens", folder.resolve("nothing.mid").toString(), "--verbose");
    assertTrue(result.err().contains("at antiphon."));
  }

  private String record() {
    return folder.resolve("record.mid").toString();
  }

  private void wrong(String word, String... arguments) throws IOException {
    Files.writeString(folder.resolve("tiny/weights.safetensors.txt"), "HELLO\n");
    CommandRun result = CommandRun.of(arguments);
    assertEquals(2, result.code(), String.join(" ", arguments) + ": " + result.err());
    List<String> lines =
        result.err().lines().filter(line -> line.startsWith("antiphon: ")).toList();
    assertEquals(1, lines.size(), result.err());
    assertTrue(lines.get(0).contains(word), lines.get(0));
    assertFalse(result.err().contains("\tat "), result.err());
    assertEquals("", result.out());
  }
}

package antiphon.control.desk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.control.RecordingEngine;
import antiphon.control.RecordingModels;
import antiphon.live.api.Parameter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept, and what is not understood. */
class DeskFilesTest {
  private static final Binding KNOB = new Binding(Binding.Kind.CONTROLLER, 1, 21, "temperature");

  @TempDir Path folder;

  private final RecordingEngine engine = new RecordingEngine();

  @Test
  void shouldFindEverythingAgainAtTheNextStart() {
    Path missing = folder.resolve("a").resolve("b");
    List<Scene> scenes;
    List<Binding> bindings;
    try (Desk desk = desk(missing)) {
      for (Parameter parameter : Parameter.values()) {
        engine.begin(parameter, parameter.at(0.3));
      }
      desk.saveScene("Verse", 12);
      desk.saveScene("Été", null);
      desk.bind(KNOB);
      desk.bind(new Binding(Binding.Kind.NOTE, Binding.ANY, 36, "scene:Été"));
      desk.bind(new Binding(Binding.Kind.PROGRAM, 16, 127, "panic"));
      scenes = desk.scenes();
      bindings = desk.bindings();
      assertTrue(desk.notKept().isEmpty());
    }
    try (Desk desk = desk(missing)) {
      assertEquals(scenes, desk.scenes());
      assertEquals(bindings, desk.bindings());
      assertTrue(engine.triggers().contains(5, 36), "the engine is told of the keys");
    }
  }

  @Test
  void shouldWriteALearntBindingAtOnceAlsoWhenItIsClosed() {
    try (Desk desk = desk(folder)) {
      desk.learn("temperature");
      desk.touch(Binding.Kind.CONTROLLER, 1, 21, 60, System.nanoTime());
      await().until(() -> Files.exists(folder.resolve("controls.json")));
      desk.learn("panic");
      desk.touch(Binding.Kind.NOTE, 1, 36, 60, System.nanoTime());
    }
    assertTrue(text("controls.json").contains("\"target\" : \"panic\""));
  }

  @Test
  void shouldWriteWhatAPersonCanReadAndEdit() {
    try (Desk desk = desk(folder)) {
      desk.set(Parameter.HAND_OVER, 1);
      desk.set(Parameter.OVERLAP, 1);
      desk.set(Parameter.TOP_K, 40);
      desk.saveScene("Verse", 3);
      desk.bind(KNOB);
    }
    assertEquals(
        """
        {
          "version" : 1,
          "bindings" : [ {
            "kind" : "controller",
            "channel" : 1,
            "number" : 21,
            "target" : "temperature"
          } ]
        }
        """,
        text("controls.json"));
    assertEquals(
        """
        {
          "version" : 1,
          "scenes" : [ {
            "name" : "Verse",
            "program" : 3,
            "mode" : "call-response",
            "model" : "studio",
            "parameters" : {
              "topK" : 40,
              "handOver" : "pedal",
              "overlap" : true
            }
          } ]
        }
        """,
        text("scenes.json"));
    write(
        "scenes.json",
        "{\"version\":1,\"scenes\":[{\"name\":\"Mine\",\"mode\":null,\"parameters\":{\"tonic\":\"F#\"}}]}");
    try (Desk desk = desk(folder)) {
      assertEquals(
          List.of(new Scene("Mine", null, null, null, Map.of(Parameter.TONIC, 6.0))),
          desk.scenes());
    }
    write("scenes.json", "{\"version\":1}");
    try (Desk desk = desk(folder)) {
      assertEquals(List.of(), desk.scenes());
    }
  }

  @Test
  void shouldRefuseWhatItDoesNotUnderstandWithFileAndLineAndLeaveItAsItIs() {
    refused("controls.json", "", "line 1: must be a JSON object");
    refused("controls.json", "[]", "line 1: must be a JSON object");
    refused("controls.json", "{\n\"version\": 1,\n}", "line 3: not well-formed JSON: Unexpected");
    refused("controls.json", "{\"version\":1} {}", "line 1: not well-formed JSON");
    refused("controls.json", "{}", "line 1: version must be a whole number");
    refused("controls.json", "{\n\"version\": 2}", "line 2: version must be 1, not 2; another");
    refused("controls.json", "{\"version\":1,\n\"knobs\":[]}", "line 2: 'knobs' is not known here");
    refused("controls.json", "{\"version\":1,\n\"version\":1}", "line 2: not well-formed JSON");
    refused("controls.json", "{\"version\":1,\n\"bindings\":7}", "line 2: bindings must be a list");
    refused("controls.json", bindings("7"), "line 3: must be an object with channel, kind");
    refused(
        "controls.json",
        bindings("{\"kind\":\"knob\",\"number\":1,\"target\":\"tap\"}"),
        "line 3: kind must be one of controller, note, program, not 'knob'");
    refused(
        "controls.json",
        bindings("{\"kind\":\"note\",\"number\":128,\"target\":\"tap\"}"),
        "line 3: number must be 0 to 127, not 128");
    refused(
        "controls.json",
        bindings("{\"kind\":\"note\",\n\"number\":1e9,\"target\":\"tap\"}"),
        "line 4: number must be a whole number");
    refused(
        "controls.json",
        bindings("{\"kind\":\"note\",\"number\":1,\"target\":\"scene:A\"}"),
        "line 3: there is no scene 'A'");
    String twice = "{\"kind\":\"note\",\"number\":1,\"target\":\"tap\"}";
    refused(
        "controls.json", bindings(twice + ",\n" + twice), "line 4: this control is bound twice");

    refused("scenes.json", scenes("{}"), "line 3: name must be a text");
    refused(
        "scenes.json",
        scenes("{\"name\":\"A\",\n\"parameters\":{\n\"temperature\":1,\n\"topP\":3}}"),
        "line 6: topP must be 0.01 to 1, not 3");
    refused(
        "scenes.json",
        scenes("{\"name\":\"A\",\"parameters\":{\n\"heat\":1}}"),
        "line 4: 'heat' is no parameter; there are: temperature");
    refused(
        "scenes.json",
        scenes("{\"name\":\"A\",\"parameters\":{\"handOver\":\"fast\"}}"),
        "line 3: handOver must be one of silence, pedal, trade, not 'fast'");
    refused(
        "scenes.json", scenes("{\"name\":\"A\",\"mode\":\"loud\"}"), "line 3: mode must be one");
    refused("scenes.json", scenes("{\"name\":\"A/B\"}"), "line 3: the name of a scene must be");
    refused("scenes.json", scenes("{\"name\":\"A\",\"program\":128}"), "line 3: program must be 0");
    refused("scenes.json", scenes("{\"name\":\"A\",\"model\":\"\"}"), "line 3: model must be");
    refused("scenes.json", scenes("{\"name\":\"A\"},\n{\"name\":\"A\"}"), "line 4: there are two");
    refused(
        "scenes.json",
        scenes("{\"name\":\"A\",\"program\":1},\n{\"name\":\"B\",\"program\":1}"),
        "line 4: program 1 is that of scene 'A'");
    refused("scenes.json", " ".repeat(2_000_000), "is larger than 1048576 bytes");
    refused("scenes.json", "[".repeat(100_000), "not well-formed JSON");
  }

  @Test
  void shouldRefuseAnyDamagedFileInOneLineOrUnderstandIt() {
    try (Desk desk = desk(folder)) {
      desk.set(Parameter.TEMPERATURE, 2);
      desk.saveScene("Verse", 3);
    }
    byte[] whole = text("scenes.json").getBytes(UTF_8);
    Seeded.forSeeds(
        500,
        random -> {
          byte[] damaged = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
          for (int i = random.nextInt(3); i > 0 && damaged.length > 0; i--) {
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
          }
          try {
            Files.write(folder.resolve("scenes.json"), damaged);
            new Desk(engine, new RecordingModels(), folder).close();
          } catch (IllegalArgumentException e) {
            assertTrue(e.getMessage().contains("scenes.json line "), e.getMessage());
            assertEquals(1, e.getMessage().lines().count(), e.getMessage());
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  @Test
  void shouldRefuseWhatWouldFillTheMemoryToTellItsLines() {
    refused("scenes.json", "{\"" + "x".repeat(2_000) + "\":1}", "Name length");
    refused("scenes.json", "{\"a\":" + "[".repeat(20) + "]".repeat(20) + "}", "nesting depth");
  }

  @Test
  void shouldReadNothingThatIsNoFile() throws IOException {
    Path file = folder.resolve("controls.json");
    Files.createSymbolicLink(file, Path.of("/dev/null")); // or /dev/zero, which has no end
    String message = assertThrows(IllegalArgumentException.class, () -> desk(folder)).getMessage();
    assertTrue(message.contains("controls.json is not a file"), message);
    Files.delete(file);
    try (Desk desk = desk(folder)) {
      Files.createSymbolicLink(file, Path.of("/dev/null"));
      assertThrows(NotKeptException.class, () -> desk.bind(KNOB));
    }
  }

  @Test
  void shouldStartAgainAfterAControlWasBoundToASceneThatCouldNotBeWritten() throws IOException {
    Binding pad = new Binding(Binding.Kind.NOTE, 1, 36, "scene:B");
    try (Desk desk = desk(folder)) {
      desk.saveScene("A", null);
      Path file = folder.resolve("scenes.json");
      String whole = Files.readString(file);
      write("scenes.json", whole + " "); // as by somebody's editor
      assertThrows(NotKeptException.class, () -> desk.saveScene("B", null));
      assertThrows(NotKeptException.class, () -> desk.bind(pad));
      desk.bind(KNOB);
      assertEquals(List.of(pad, KNOB), desk.bindings());
      try (Desk next = desk(folder)) {
        assertEquals(List.of(KNOB), next.bindings());
      }
      write("scenes.json", whole);
      desk.saveScene("B", null);
    }
    try (Desk desk = desk(folder)) {
      assertEquals(2, desk.scenes().size());
      assertEquals(List.of(pad, KNOB), desk.bindings());
    }
  }

  @Test
  void shouldLeaveTheOldFileAndNothingHalfWrittenOnAFullDisk() throws IOException {
    try (Desk desk = desk(folder)) {
      desk.saveScene("A", 1);
      String before = text("scenes.json");
      Path partial = folder.resolve("scenes.json.partial");
      Files.createSymbolicLink(partial, Path.of("/dev/full"));
      String message =
          assertThrows(NotKeptException.class, () -> desk.saveScene("B", 2)).getMessage();
      assertTrue(message.contains("No space left on device"), message);
      assertEquals(before, text("scenes.json"));
      assertFalse(Files.exists(partial, LinkOption.NOFOLLOW_LINKS), "it takes what is left");
      desk.saveScene("B", 2);
      assertTrue(desk.notKept().isEmpty());
    }
    try (Desk desk = desk(folder)) {
      assertEquals(2, desk.scenes().size());
    }
  }

  @Test
  void shouldStartAgainAfterTheEndOfABindingCouldNotBeWritten() throws IOException {
    try (Desk desk = desk(folder)) {
      desk.saveScene("A", 1);
      desk.bind(new Binding(Binding.Kind.NOTE, 1, 36, "scene:A"));
      Files.createSymbolicLink(folder.resolve("controls.json.partial"), Path.of("/dev/full"));
      assertThrows(NotKeptException.class, () -> desk.removeScene("A"));
      desk.saveScene("B", 2);
      try (Desk next = desk(folder)) { // as after a crash
        assertEquals(List.of(), next.bindings());
        assertEquals(1, next.scenes().size());
      }
    }
  }

  @Test
  void shouldWriteAtTheEndWhatCouldNotBeWrittenBefore() throws IOException {
    Path full = Files.writeString(folder.resolve("file"), "no folder");
    try (Desk desk = desk(full)) {
      assertThrows(NotKeptException.class, () -> desk.saveScene("A", 1));
      assertThrows(NotKeptException.class, () -> desk.bind(KNOB));
      Files.delete(full);
    }
    try (Desk desk = desk(full)) {
      assertEquals(1, desk.scenes().size());
      assertEquals(List.of(KNOB), desk.bindings());
    }
  }

  @Test
  void shouldKeepInMemoryAndSaySoWhereItCannotWrite() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "no folder");
    try (Desk desk = desk(file)) {
      String message =
          assertThrows(NotKeptException.class, () -> desk.saveScene("A", 1)).getMessage();
      assertTrue(message.contains("scenes.json is not written ("), message);
      assertTrue(message.contains("is kept until Antiphon ends and no longer"), message);
      assertEquals("A", desk.scene("A").name());
      assertThrows(NotKeptException.class, () -> desk.bind(KNOB));
      assertEquals(List.of(KNOB), desk.bindings());
      assertTrue(desk.notKept().isPresent());
      desk.learn("panic");
      assertTrue(desk.touch(Binding.Kind.NOTE, 1, 36, 60, System.nanoTime()));
      await().until(() -> desk.pending() == 0);
      assertEquals(2, desk.bindings().size());
      Files.delete(file);
      desk.bind(KNOB);
      desk.saveScene("A", 1);
      assertTrue(desk.notKept().isEmpty(), "once it can be written, nothing is missing");
    }
    try (Desk desk = desk(file)) {
      assertEquals(2, desk.bindings().size());
    }
  }

  @Test
  void shouldHaveTheOldFileOrTheNewOneAfterADeathInTheMiddle() throws IOException {
    try (Desk desk = desk(folder)) {
      desk.saveScene("A", 1);
    }
    String before = text("scenes.json");
    // what is left of a program that was killed while it wrote
    write("scenes.json.partial", before.substring(0, before.length() / 2));
    write("controls.json.partial", "{");
    try (Desk desk = desk(folder)) {
      assertEquals(1, desk.scenes().size());
      desk.saveScene("B", 2);
      desk.bind(KNOB);
    }
    try (Desk desk = desk(folder)) {
      assertEquals(2, desk.scenes().size());
      assertEquals(List.of(KNOB), desk.bindings());
    }
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(2, files.count(), "nothing is left over");
    }
  }

  @Test
  void shouldBeWholeHoweverOftenItIsKilledWhileItWrites() throws Exception {
    Path file = folder.resolve("scenes.json");
    for (int i = 0; i < 4; i++) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-XX:TieredStopAtLevel=1",
                  "-cp",
                  System.getProperty("java.class.path"),
                  Saving.class.getName(),
                  folder.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("said").toFile())
              .start();
      try {
        assertFalse(process.waitFor(300, TimeUnit.MILLISECONDS), "it goes on till it is killed");
        int round = i;
        await()
            .until(() -> Files.exists(file) && Files.readString(file).contains("Round " + round));
        Thread.sleep(20 + 17 * i);
      } finally {
        process.destroyForcibly().waitFor();
      }
      try (Desk desk = desk(folder)) {
        assertTrue(desk.scenes().size() >= i + 1);
        desk.saveScene("Round " + (i + 1), null);
      }
    }
  }

  /** A program that saves scenes for as long as it lives. */
  static final class Saving {
    private Saving() {}

    public static void main(String[] arguments) {
      Desk desk = new Desk(new RecordingEngine(), new RecordingModels(), Path.of(arguments[0]));
      if (desk.scenes().isEmpty()) {
        desk.saveScene("Round 0", null);
      }
      for (int i = 0; true; i++) {
        desk.saveScene("Scene " + i % 100, null);
      }
    }
  }

  @Test
  void shouldNeverShowAHalfWrittenFileToAReader() throws InterruptedException {
    try (Desk desk = desk(folder)) {
      desk.saveScene("A", 1);
      Thread writer =
          new Thread(
              () -> {
                for (int i = 2; i < 60; i++) {
                  desk.saveScene("Scene " + i, i);
                }
              });
      writer.start();
      int reads = 0;
      while (writer.isAlive() || reads == 0) {
        assertFalse(
            DeskFiles.scenes(new DeskFile(folder.resolve("scenes.json")).read())
                .scenes()
                .isEmpty());
        reads++;
      }
      writer.join();
      assertEquals(59, desk.scenes().size());
    }
  }

  @Test
  void shouldNotOverwriteWhatSomebodyHasEditedMeanwhile() {
    try (Desk desk = desk(folder)) {
      desk.saveScene("A", 1);
      String edited = text("scenes.json").replace("\"A\"", "\"Mine\"");
      write("scenes.json", edited);
      String message =
          assertThrows(NotKeptException.class, () -> desk.saveScene("B", 2)).getMessage();
      assertTrue(message.contains("somebody else has changed it"), message);
      assertEquals(edited, text("scenes.json"));
      assertEquals(2, desk.scenes().size());
    }
  }

  @Test
  void shouldLeaveALinkALink() throws IOException {
    Path real = Files.createDirectory(folder.resolve("real"));
    Path linked = Files.createDirectory(folder.resolve("linked"));
    Files.writeString(real.resolve("mine.json"), "{\"version\":1}");
    Files.createSymbolicLink(linked.resolve("scenes.json"), real.resolve("mine.json"));
    try (Desk desk = desk(linked)) {
      desk.saveScene("A", 1);
    }
    assertTrue(Files.isSymbolicLink(linked.resolve("scenes.json")));
    assertTrue(Files.readString(real.resolve("mine.json")).contains("\"A\""));
  }

  private Desk desk(Path where) {
    return new Desk(engine, new RecordingModels(), where);
  }

  private void refused(String name, String content, String words) {
    write(name, content);
    String message = assertThrows(IllegalArgumentException.class, () -> desk(folder)).getMessage();
    assertTrue(message.contains(words), message);
    assertTrue(message.startsWith(folder.resolve(name).toString()), message);
    assertEquals(1, message.lines().count(), message);
    assertEquals(content, text(name));
    folder.resolve(name).toFile().delete();
  }

  private static String bindings(String elements) {
    return "{\"version\":1,\n\"bindings\":[\n" + elements + "]}";
  }

  private static String scenes(String elements) {
    return "{\"version\":1,\n\"scenes\":[\n" + elements + "]}";
  }

  private void write(String name, String content) {
    try {
      Files.writeString(folder.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String text(String name) {
    try {
      return Files.readString(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

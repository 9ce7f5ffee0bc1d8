package antiphon.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.TinyModel;
import antiphon.live.engine.Sessions;
import antiphon.live.journal.JournalReader;
import antiphon.live.journal.JournalWriter;
import antiphon.live.ring.JournalSlot;
import antiphon.midi.file.MidiFileWriter;
import antiphon.music.time.SystemClock;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A session of the command {@code run}, and the command {@code replay} on its journal. */
class ReplayCommandTest {
  private static final int BLOCK_HEAD_BYTES = 12; // the length of the content stands in its middle

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private Path model;
  private Path journals;
  private Path record;

  @BeforeEach
  void play() throws IOException {
    model = TinyModel.write(folder.resolve("tiny"));
    journals = folder.resolve("journals");
    record = folder.resolve("record.mid");
    Path phrase = folder.resolve("phrase.mid");
    MidiFileWriter.write(Sessions.call(), phrase);
    CommandRun result =
        CommandRun.of(
            "run",
            "--model",
            model + "/",
            "--midi",
            "loopback",
            "--web",
            "off",
            "--seed",
            "7",
            "--tempo",
            "400",
            "--play",
            phrase.toString(),
            "--record",
            record.toString(),
            "--until-answered",
            "--journal",
            journals.toString());
    assertEquals(0, result.code(), result.err());
  }

  @Test
  void shouldWriteWhatWasPlayedAndFindEveryMessageAlike() throws IOException {
    Path again = folder.resolve("again.mid");
    CommandRun replayed = CommandRun.of("replay", session().toString(), "-o", again.toString());
    assertEquals(0, replayed.code(), replayed.err());
    assertTrue(replayed.out().contains("messages, all alike"), replayed.out());
    assertArrayEquals(Files.readAllBytes(record), Files.readAllBytes(again));
    CommandRun checked = CommandRun.of("replay", journals.toString(), "--check", "--json");
    assertEquals(0, checked.code(), checked.err());
    JsonNode told = JSON.readTree(checked.out());
    assertTrue(told.path("alike").asBoolean() && told.path("ended").asBoolean());
    assertEquals(8, told.path("playerNotes").asInt());
    assertTrue(told.path("messages").asInt() > 20);
  }

  @Test
  void shouldNameTheFirstMessageThatDiffers() throws Exception {
    int[] sent = {0};
    Path other =
        rewritten(
            slot -> {
              if (slot.kind == JournalSlot.Kind.SENT && ++sent[0] == 5) {
                slot.message ^= 0x100;
              }
              return slot;
            });
    CommandRun result = CommandRun.of("replay", other.toString(), "--check");
    assertEquals(1, result.code());
    assertTrue(result.err().contains("antiphon: message 5 was "), result.err());
    assertEquals("", result.out());
  }

  @Test
  void shouldSayWhereTheJournalHasAGap() throws Exception {
    int[] cycles = {0};
    Path other =
        rewritten(
            slot -> {
              if (slot.kind == JournalSlot.Kind.CYCLE && ++cycles[0] == 9) {
                slot.kind = JournalSlot.Kind.GAP;
              }
              return slot;
            });
    CommandRun result = CommandRun.of("replay", other.toString(), "--json");
    assertEquals(1, result.code());
    assertTrue(result.err().contains("something is missing in the journal from "), result.err());
    assertFalse(JSON.readTree(result.out()).path("alike").asBoolean());
    assertEquals(1, JSON.readTree(result.out()).path("gaps").asInt());
  }

  /** As a power cut leaves it, wherever it cuts. */
  @Test
  void shouldReplayATornJournalUpToItsEnd() throws IOException {
    Path segment = session().resolve("000001.journal");
    byte[] bytes = Files.readAllBytes(segment);
    int headerEnd = BLOCK_HEAD_BYTES + ByteBuffer.wrap(bytes).getInt(Integer.BYTES);
    for (int cut = 1; cut <= 12; cut++) {
      byte[] some = new byte[bytes.length - cut * (bytes.length - headerEnd) / 13];
      System.arraycopy(bytes, 0, some, 0, some.length);
      Files.write(segment, some);
      CommandRun result = CommandRun.of("replay", session().toString(), "--json");
      assertEquals(0, result.code(), cut + ": " + result.err());
      assertFalse(JSON.readTree(result.out()).path("ended").asBoolean());
    }
  }

  @Test
  void shouldFindAModelByItsWeightsAndSayWhichIsMissing() throws IOException {
    Path moved = Files.move(model, folder.resolve("elsewhere"));
    CommandRun missing = CommandRun.of("replay", session().toString());
    assertEquals(2, missing.code());
    assertTrue(missing.err().contains("the model 'tiny' that was played (SHA-256 "), missing.err());
    assertTrue(missing.err().contains("--model"), missing.err());
    assertEquals(
        0, CommandRun.of("replay", session().toString(), "--model", moved.toString()).code());
  }

  @Test
  void shouldListWhatThereIs() throws IOException {
    JsonNode told =
        JSON.readTree(CommandRun.of("replay", "--list", journals.toString(), "--json").out());
    JsonNode entry = told.path("journals").path(0);
    assertEquals(session().getFileName().toString(), entry.path("name").asText());
    assertEquals("ended", entry.path("end").asText());
    assertTrue(entry.path("seconds").asDouble() > 1);
    assertTrue(CommandRun.of("replay", "--list", journals.toString()).out().contains("ended"));
    assertTrue(
        CommandRun.of("replay", "--list", folder.resolve("nowhere").toString())
            .out()
            .contains("no journal"));
  }

  @Test
  void shouldPlayToPortsWhatWasSent() {
    CommandRun result =
        CommandRun.of("replay", journals.toString(), "--live", "--midi", "loopback");
    assertEquals(0, result.code(), result.err());
    assertTrue(result.err().contains("messages sent"), result.err());
  }

  @Test
  void shouldRefuseWhatMakesNoSense() {
    wrong("--list", "replay");
    wrong("holds no journal", "replay", folder.resolve("nowhere").toString());
    wrong("--live goes with none", "replay", journals.toString(), "--live", "--check");
    wrong("cannot write", "replay", journals.toString(), "-o", record.resolve("b.mid").toString());
    wrong(
        "no MIDI output matches",
        "replay",
        journals.toString(),
        "--live",
        "--midi",
        "loopback",
        "--out",
        "x");
  }

  private void wrong(String words, String... arguments) {
    CommandRun result = CommandRun.of(arguments);
    assertEquals(2, result.code(), result.err());
    assertTrue(result.err().contains(words), result.err());
    assertFalse(result.err().contains("\tat "), result.err());
  }

  private Path session() throws IOException {
    try (Stream<Path> sessions = Files.list(journals)) {
      return sessions.filter(Files::isDirectory).findFirst().orElseThrow();
    }
  }

  /** A journal of the same session in which something is otherwise. */
  private Path rewritten(UnaryOperator<JournalSlot> change) throws Exception {
    Path other = folder.resolve("other");
    JournalReader reader = JournalReader.open(session());
    try (JournalWriter writer =
        JournalWriter.open(other, reader.header(), 1 << 30, () -> {}, new SystemClock())) {
      reader.read(
          slot -> {
            if (slot.kind != JournalSlot.Kind.END) {
              assertTrue(writer.accept(change.apply(slot)));
            }
          });
    }
    return other;
  }
}

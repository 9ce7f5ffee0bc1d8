package antiphon.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.RandomMusic;
import antiphon.TinyModel;
import antiphon.midi.file.MidiFileWriter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code evaluate --prompts} as a user sees it. */
class ContinuationCommandTest {
  @TempDir Path folder;
  private String model;
  private String corpus;

  @BeforeEach
  void prepare() throws IOException {
    model = TinyModel.write(folder.resolve("tiny")).toString();
    Path place = folder.resolve("songs");
    StringBuilder prompts =
        new StringBuilder("file\tsplit\tstart_tick\tprime_quarters\tcontinuation_quarters\n");
    for (int i = 0; i < 4; i++) {
      String name = i + ".mid";
      MidiFileWriter.write(RandomMusic.score(new Random(i), 200), place.resolve(name));
      String split = i < 2 ? "test" : "valid";
      Files.writeString(
          place.resolve(split + ".txt"),
          i % 2 == 0 ? name + "\n" : (i - 1) + ".mid\n" + name + "\n");
      prompts.append(name).append('\t').append(split).append("\t0\t4\t4\n");
    }
    Files.writeString(place.resolve("prompts.tsv"), prompts);
    corpus = place.toString();
  }

  @Test
  void shouldPrintOneDocumentTheSameEveryTime() throws IOException {
    CommandRun first = evaluate("--seeds", "2", "--json");
    assertEquals(0, first.code(), first.err());
    assertEquals(first.out(), evaluate("--seeds", "2", "--json").out());
    JsonNode document = new ObjectMapper().readTree(first.out());
    assertEquals("test", document.path("split").asText());
    JsonNode songs = document.path("settings").path(0).path("corpora").path(0);
    assertEquals("songs", songs.path("corpus").asText());
    assertEquals(2, songs.path("prompts").asInt());
    JsonNode sources = songs.path("sources");
    assertEquals(5, sources.size());
    assertEquals(1, sources.path("truth").path("f1At4").path("mean").asDouble());
    assertEquals(0, sources.path("model").path("illegalTokens").path("total").asDouble(-1));
    assertTrue(document.path("settings").path(0).path("bars").size() >= 10);
  }

  @Test
  void shouldCompareSettingsOnTheValidationPrompts() throws IOException {
    CommandRun result =
        evaluate("--split", "valid", "--seeds", "1", "--temperature", "0.5,1", "--top-p", "0.9,1");
    assertEquals(0, result.code(), result.err());
    for (String setting : List.of("T 0.5, p 0.9", "T 0.5, p 1.0", "T 1.0, p 0.9", "T 1.0, p 1.0")) {
      assertTrue(result.out().contains("| songs  | " + setting), result.out());
    }
    assertTrue(result.out().contains("copy best period"));
  }

  @Test
  void shouldCompareSharesOfRecall() throws IOException {
    String[] options = {
      "--split", "valid", "--seeds", "1", "--recall", "0,0.5", "--recall-sharpness", "9"
    };
    CommandRun result = evaluate(options);
    assertEquals(0, result.code(), result.err());
    assertTrue(result.out().contains("T 0.9, p 0.95, recall 0.5 at 9.0"), result.out());
  }

  @Test
  void shouldWriteAPageWithWhatWasPrintedBefore() throws IOException {
    Path printed = folder.resolve("songs.json");
    Files.writeString(
        printed, CommandRun.of("evaluate", "--model", model, "--corpus", corpus, "--json").out());
    Path page = folder.resolve("page.md");
    CommandRun result =
        evaluate("--seeds", "1", "--include", printed.toString(), "--report", page.toString());
    assertEquals(0, result.code(), result.err());
    String text = Files.readString(page);
    assertTrue(text.contains("nats/canonical note"), text);
    assertTrue(text.contains("### songs, 2 prompts"), text);
    assertTrue(text.contains("--prompts songs --split test --seeds 1 --temperature 0.9"), text);
    assertFalse(text.contains(folder.toString()), "no folder of this machine");
  }

  @Test
  void shouldSayInOneLineWhatIsWrong() throws IOException {
    Path other = Files.writeString(folder.resolve("other.json"), "{}");
    refuse("prompts.tsv", "--prompts", folder.toString());
    refuse("--report takes one", "--temperature", "1,2", "--report", "page.md");
    refuse("no folder to write", "--report", folder.resolve("none/page.md").toString());
    refuse("check --include", "--include", other.toString(), "--report", "page.md");
    refuse("--seeds must be 1 to 1000", "--seeds", "0");
    refuse("top-p must be above 0", "--top-p", "0");
    refuse("recall must be 0 to 1", "--recall", "0.5,1.5");
    refuse("mutually exclusive", "--corpus", corpus);
    refuse("two pieces for train", "--split", "train");
    assertFalse(Files.exists(Path.of("page.md")));
  }

  private void refuse(String words, String... options) {
    CommandRun result =
        options[0].equals("--prompts")
            ? CommandRun.of("evaluate", "--model", model, options[0], options[1])
            : evaluate(options);
    assertEquals(2, result.code(), result.err());
    String last = result.err().lines().reduce((a, b) -> b).orElseThrow();
    assertTrue(last.startsWith("antiphon: ") && last.contains(words), result.err());
  }

  private CommandRun evaluate(String... options) {
    List<String> arguments =
        new ArrayList<>(List.of("evaluate", "--model", model, "--prompts", corpus));
    arguments.addAll(List.of(options));
    return CommandRun.of(arguments.toArray(String[]::new));
  }
}

package antiphon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The documents say what the code says. */
class DocumentsTest {
  private static final Path DOCS = Path.of("src", "docs");
  private static final Path MAIN = Path.of("src", "main", "java");

  @Test
  void shouldShowOneDrawingOfThePipelineInBothPlaces() throws IOException {
    String inPackage =
        between(
                Files.readString(MAIN.resolve("antiphon/live/ring/package-info.java")),
                "<pre>",
                "</pre>")
            .lines()
            .map(line -> line.replaceFirst("^ \\* ?", "").stripTrailing())
            .collect(Collectors.joining("\n"))
            .strip();
    String inDocs =
        between(Files.readString(DOCS.resolve("pipeline.md")), "```", "```")
            .lines()
            .map(String::stripTrailing)
            .collect(Collectors.joining("\n"))
            .strip();
    assertEquals(inPackage, inDocs);
  }

  @Test
  void shouldNameEveryThreadOfTheProgramInTheTableOfThreads() throws IOException {
    String table = Files.readString(DOCS.resolve("threads.md"));
    Pattern name = Pattern.compile("\"(antiphon-[a-z-]+)\"");
    int found = 0;
    try (Stream<Path> files = Files.walk(MAIN)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        Matcher matcher = name.matcher(Files.readString(file));
        while (matcher.find()) {
          assertTrue(
              table.contains("`" + matcher.group(1) + "`"), matcher.group(1) + " of " + file);
          found++;
        }
      }
    }
    assertTrue(found > 8, "the search finds the threads");
  }

  @Test
  void shouldNameOnlyTestsThatExistInTheTestPlan() throws IOException {
    Matcher matcher =
        Pattern.compile("`(\\w+(?:Test|IT))`")
            .matcher(Files.readString(DOCS.resolve("test-plan.md")));
    List<String> tests;
    try (Stream<Path> files = Files.walk(Path.of("src"))) {
      tests = files.map(path -> path.getFileName().toString()).toList();
    }
    while (matcher.find()) {
      assertTrue(tests.contains(matcher.group(1) + ".java"), matcher.group(1));
    }
  }

  @Test
  void shouldHaveATestForEveryAttackOfTheTableAndARowForEveryTest() throws IOException {
    Set<String> told =
        names("\\| `(should\\w+)` \\|\n", Files.readString(DOCS.resolve("attacks.md")));
    Set<String> tried =
        names(
            "@Test\\s+void (should\\w+)",
            Files.readString(Path.of("src/test/java/antiphon/control/web/AttackTest.java")));
    assertEquals(tried, told);
    assertTrue(tried.size() > 20, "the search finds the tests");
  }

  @Test
  void shouldHaveARowInTheTableOfFaultsForEveryTest() throws IOException {
    Set<String> told = names("`(should\\w+)`", Files.readString(DOCS.resolve("test-plan.md")));
    Set<String> tried =
        names(
            "@Test\\s+void (should\\w+)",
            Files.readString(Path.of("src/test/java/antiphon/rig/FaultsIT.java")));
    assertEquals(tried, told);
    assertTrue(tried.size() > 8, "the search finds the tests");
  }

  private static Set<String> names(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(result -> result.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String between(String text, String start, String end) {
    int from = text.indexOf(start) + start.length();
    return text.substring(from, text.indexOf(end, from));
  }
}

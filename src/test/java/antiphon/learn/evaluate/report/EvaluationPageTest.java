package antiphon.learn.evaluate.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationPageTest {
  @Test
  void shouldSetLikelihoodsBesideOthersAndJudgeThem() {
    EvaluationPage page = new EvaluationPage("`studio` (2 × 512)", "abc");
    page.likelihoods(
        List.of(
            Published.besideCorpora("studio", "openhymnal", 2.115, 0.05),
            Published.besideCorpora("studio", "ewld-pd", 2.9, 0),
            Published.besideCorpora("studio", "elsewhere", 1, 0),
            Published.besideRolls("jsb", "rolls.zip#jsb_chorales", 5.3, 0)));
    List<String> lines = page.markdown().lines().toList();
    assertTrue(row(lines, "openhymnal").contains("2.115 ± 0.050"), row(lines, "openhymnal"));
    assertTrue(row(lines, "openhymnal").contains("| pass"));
    assertTrue(row(lines, "openhymnal").contains("2.820 (-25.0 %)"));
    assertTrue(row(lines, "ewld-pd").contains("| **fail**"));
    assertFalse(row(lines, "elsewhere").contains("pass"));
    assertTrue(row(lines, "rolls").contains("≤ 5.400"));
    assertEquals(1, lines.stream().filter(line -> line.contains("nats/frame")).count());
    assertEquals(1, lines.stream().filter(line -> line.contains("nats/canonical note")).count());
  }

  @Test
  void shouldAskLessOfTheSmallModel() {
    assertEquals(0.92 * 2.82, Published.besideCorpora("pocket", "openhymnal", 3, 0).atMost(), 1e-9);
    assertEquals(0.85 * 2.82, Published.besideCorpora("mine", "openhymnal", 3, 0).atMost(), 1e-9);
  }

  @Test
  void shouldMakeTablesWithAsManyCellsInEveryRow() {
    MarkdownTable table = new MarkdownTable(List.of("a", "long heading"));
    table.add(List.of("a long cell", ""));
    assertEquals(
        """
        | a           | long heading |
        |-------------|--------------|
        | a long cell |              |
        """,
        table.toString());
  }

  private static String row(List<String> lines, String data) {
    return lines.stream().filter(line -> line.startsWith("| " + data)).findFirst().orElseThrow();
  }
}

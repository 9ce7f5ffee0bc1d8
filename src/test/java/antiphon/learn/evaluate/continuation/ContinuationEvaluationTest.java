package antiphon.learn.evaluate.continuation;

import static antiphon.learn.evaluate.continuation.Music.line;
import static antiphon.learn.evaluate.continuation.Music.note;
import static antiphon.learn.evaluate.continuation.Music.prompt;
import static antiphon.learn.evaluate.continuation.Music.shifted;
import static antiphon.learn.evaluate.continuation.Music.together;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.music.note.Note;
import antiphon.music.time.Meter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The rivals, the statistics and the bars. */
class ContinuationEvaluationTest {
  private static final double CLOSE = 1e-12;
  private static final List<Note> MELODY =
      line(60, 62, 64, 65, 67, 69, 71, 72, 60, 64, 62, 65, 64, 67, 65, 69);

  private final TopLines nothing = new TopLines.Builder().build();

  @Test
  void shouldCopyTheLastQuartersOverAndOver() {
    ContinuationPrompt prompt = prompt(MELODY, MELODY);
    assertEquals(
        line(64, 67, 65, 69, 64, 67, 65, 69, 64, 67, 65, 69, 64, 67, 65, 69),
        Copying.ofLast(4, prompt).notes());
    assertEquals(
        line(65, 64, 67, 65, 69, 65, 64, 67, 65, 69, 65, 64, 67, 65, 69, 65),
        Copying.ofLast(5, prompt).notes());
  }

  @Test
  void shouldFindThePeriodOfAPrompt() {
    for (int period = 1; period <= 7; period++) {
      List<Note> repeated = new ArrayList<>();
      for (int start = 0; start < 16; start++) {
        repeated.add(note(start, 60 + start % period * 2, 1));
      }
      ContinuationPrompt prompt = prompt(repeated, MELODY);
      assertEquals(period, Copying.bestPeriodQuarters(prompt));
      assertEquals(
          repeated.get((16 + 3) % period).pitch(),
          Copying.atBestPeriod(prompt).notes().get(3).pitch(),
          "goes on in phase");
    }
  }

  @Test
  void shouldEstimateMeansErrorsAndExtremes() {
    Estimate mean =
        Estimate.of(List.of(new double[] {1, 3}, new double[] {4, 4}, new double[] {9}), false);
    assertEquals(5, mean.mean(), CLOSE);
    assertEquals(Math.sqrt((9 + 1 + 16) / 2.0 / 3), mean.standardError(), CLOSE);
    assertEquals(9, mean.greatest(), CLOSE);
    assertEquals(21, mean.total(), CLOSE);
    Estimate best = Estimate.of(List.of(new double[] {1, 3}, new double[] {4, 4}), true);
    assertEquals(3.5, best.mean(), CLOSE);
    assertEquals(0, Estimate.of(List.of(new double[] {7}), false).standardError(), CLOSE);
  }

  @Test
  void shouldTakeOtherPiecesForOthersAlwaysTheSame() {
    List<ContinuationPrompt> prompts = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      prompts.add(prompt("piece" + i / 5, MELODY, line(40 + i / 5), Meter.COMMON));
    }
    for (int i = 0; i < 10; i++) {
      List<Answer> others = ContinuationEvaluation.others(prompts, i);
      assertEquals(3, others.size());
      int own = 40 + i / 5;
      others.forEach(other -> assertNotEquals(own, other.notes().get(0).pitch()));
      assertEquals(others, ContinuationEvaluation.others(prompts, i));
    }
  }

  @Test
  void shouldDrawTheSameSeedsForAPromptAndOthersForAnother() {
    List<Long> seeds = new ArrayList<>();
    List<ContinuationPrompt> prompts = twoPrompts();
    AtomicInteger done = new AtomicInteger();
    Continuer continuer =
        (prompt, seed) -> {
          synchronized (seeds) {
            seeds.add(seed);
          }
          return Answer.of(line((int) (seed & 7) + 60));
        };
    new ContinuationEvaluation(new AnswerMeter(nothing), 3)
        .model(prompts, continuer, done::incrementAndGet);
    assertEquals(2, done.get());
    assertEquals(6, seeds.stream().distinct().count());
    List<Long> first = seeds.stream().sorted().toList();
    seeds.clear();
    new ContinuationEvaluation(new AnswerMeter(nothing), 3).model(prompts, continuer, () -> {});
    assertEquals(first, seeds.stream().sorted().toList());
  }

  @Test
  void shouldPassTheTruthAndFailAnotherPiece() {
    List<Verdict> good = judge((prompt, seed) -> Answer.of(prompt.truth()));
    assertTrue(good.stream().allMatch(verdict -> verdict.passed() && verdict.goalMet()), "" + good);
    List<Verdict> bad =
        judge((prompt, seed) -> new Answer(shifted(line(61, 63, 66, 68, 70, 73), 20, 0), 1, 2));
    for (String bar :
        List.of(
            "in key", "pitch classes", "density", "illegal", "hanging", "long silences", "F1@4")) {
      assertTrue(
          bad.stream().filter(verdict -> verdict.bar().startsWith(bar)).noneMatch(Verdict::passed),
          bar);
    }
  }

  @Test
  void shouldFailACopyOfATrainingPiece() {
    TopLines.Builder training = new TopLines.Builder();
    training.add(MELODY);
    List<Verdict> verdicts =
        judge(training.build(), (prompt, seed) -> Answer.of(shifted(MELODY, 0, 2)));
    List<Verdict> melodies =
        verdicts.stream().filter(verdict -> verdict.bar().startsWith("melody")).toList();
    assertEquals(4, melodies.size(), "mean and most, of two corpora");
    melodies.forEach(verdict -> assertFalse(verdict.passed(), verdict.bar()));
  }

  private List<Verdict> judge(Continuer continuer) {
    return judge(nothing, continuer);
  }

  private static List<Verdict> judge(TopLines training, Continuer continuer) {
    ContinuationEvaluation evaluation = new ContinuationEvaluation(new AnswerMeter(training), 2);
    return Bars.judge(
        List.of(
            evaluation.evaluate("a", twoPrompts(), continuer, () -> {}),
            evaluation.evaluate("b", twoPrompts(), continuer, () -> {})));
  }

  /** Two pieces a tritone apart, of which neither goes on as it began. */
  private static List<ContinuationPrompt> twoPrompts() {
    List<Note> truth = line(64, 60, 62, 67, 69, 65, 71, 60, 62, 64, 72, 71, 65, 67, 60, 64);
    return List.of(
        prompt("a.mid", MELODY, truth, Meter.COMMON),
        prompt("b.mid", shifted(MELODY, 0, 6), together(shifted(truth, 0, 6)), Meter.COMMON));
  }
}

package antiphon.live.follow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BeatCandidatesTest {
  private static final double NO_BEAT = Double.NEGATIVE_INFINITY;

  private final BeatCandidates candidates = new BeatCandidates();

  @Test
  void shouldKeepTheBestInOrder() {
    double[] scores = new Random(7).doubles(100, -50, 0).toArray();
    for (double score : scores) {
      candidates.offer(500 + score, 0, score);
    }
    double[] best = Arrays.stream(scores).sorted().toArray();
    for (int i = 0; i < candidates.count(); i++) {
      assertEquals(best[best.length - 1 - i], candidates.logScore(i));
      assertEquals(500 + candidates.logScore(i), candidates.beatMs(i));
    }
    assertEquals(14, candidates.count());
    assertEquals(0, candidates.best());
  }

  @Test
  void shouldFindTheBestAsJudged() {
    assertEquals(-1, candidates.best());
    candidates.offer(500, 0, -1);
    candidates.offer(600, 0, -2);
    candidates.judge(0, -30, 0, 1);
    candidates.judge(1, -20, 3, .5);
    assertEquals(1, candidates.best());
    assertEquals(3, candidates.bar(1));
    assertEquals(.5, candidates.barShare(1));
  }

  @Test
  void shouldCountTheSameBeatOnce() {
    candidates.offer(500, 0, Math.log(.25));
    double one = candidates.logOfAll(NO_BEAT, 10_000);
    candidates.offer(500.2, 510, Math.log(.2)); // 19 beats on, a fortieth of a beat aside
    assertEquals(one, candidates.logOfAll(NO_BEAT, 10_000), 1e-12);
    candidates.offer(500, 250, Math.log(.125)); // off the beat
    candidates.offer(750, 0, Math.log(.0625)); // three of them for two
    assertEquals(Math.log(.4375), candidates.logOfAll(NO_BEAT, 10_000), 1e-12);
    assertEquals(Math.log(.5), candidates.logOfAll(Math.log(.0625), 10_000), 1e-12);
  }
}

package antiphon.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TokenSamplerTest {
  private final TokenSampler sampler = new TokenSampler(5);
  private final boolean[] all = {true, true, true, true, true};

  @Test
  void shouldDrawInProportionToProbability() {
    float[] logits = {
      0, (float) Math.log(2), (float) Math.log(3), (float) Math.log(4), Float.NEGATIVE_INFINITY
    };
    int[] counts = new int[5];
    int draws = 100_000;
    for (int step = 0; step < draws; step++) {
      counts[sampler.sample(logits, all, 1, 1, 42, step)]++;
    }
    for (int i = 0; i < 4; i++) {
      assertEquals((i + 1) / 10.0, counts[i] / (double) draws, 0.01);
    }
    assertEquals(0, counts[4]);
  }

  @Test
  void shouldKeepOnlyTheNucleus() {
    float[] logits = {0, (float) Math.log(2), (float) Math.log(3), (float) Math.log(4), -100};
    boolean[] seen = new boolean[5];
    for (int step = 0; step < 10_000; step++) {
      seen[sampler.sample(logits, all, 1, 0.65, 42, step)] = true;
    }
    assertEquals("[false, false, true, true, false]", Arrays.toString(seen));
  }

  @Test
  void shouldDrawTheSameFromTheSameSeedAndStepAlone() {
    float[] logits = {1, 1, 1, 1, 1};
    TokenSampler other = new TokenSampler(5);
    for (int step = 500; step > 0; step--) {
      assertEquals(
          sampler.sample(logits, all, 1, 1, 7, step), other.sample(logits, all, 1, 1, 7, step));
    }
  }

  @Test
  void shouldTakeTheLikeliestAtTemperatureZeroAndNothingThatIsMasked() {
    Seeded.forSeeds(
        200,
        random -> {
          float[] logits = new float[5];
          boolean[] mask = new boolean[5];
          int best = -1;
          for (int i = 0; i < 5; i++) {
            logits[i] = random.nextFloat();
            mask[i] = random.nextBoolean();
            best = mask[i] && (best < 0 || logits[i] > logits[best]) ? i : best;
          }
          assertEquals(best, sampler.sample(logits, mask, 0, 0.9, 1, 1));
          int drawn = sampler.sample(logits, mask, 2, 0.9, random.nextLong(), 1);
          assertTrue(best < 0 ? drawn == TokenSampler.NONE : mask[drawn]);
        });
  }

  @Test
  void shouldDrawNothingFromWhatIsNoNumber() {
    float[] nan = new float[5];
    Arrays.fill(nan, Float.NaN);
    assertEquals(TokenSampler.NONE, sampler.sample(nan, all, 1, 0.9, 1, 1));
    assertEquals(TokenSampler.NONE, sampler.sample(new float[5], new boolean[5], 1, 0.9, 1, 1));
    float[] one = {0, Float.NaN, 0, 0, 0};
    for (int step = 0; step < 100; step++) {
      int drawn = sampler.sample(one, all, 1, 1, 1, step);
      assertTrue(drawn == TokenSampler.NONE || drawn != 1);
    }
  }
}

package antiphon.net;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.Seeded;
import antiphon.music.token.Vocabulary;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TokenSamplerTest {
  private static final int DRAWS = 100_000;

  private final TokenSampler sampler = new TokenSampler();
  private final float[] logits = new float[Vocabulary.SIZE];
  private final boolean[] mask = new boolean[Vocabulary.SIZE];

  /** Allows a token, with a likelihood in proportion to the others'. */
  private void allow(int id, double likelihood) {
    mask[id] = true;
    logits[id] = (float) Math.log(likelihood);
  }

  private double[] shares() {
    double[] shares = new double[Vocabulary.SIZE];
    for (int step = 0; step < DRAWS; step++) {
      shares[sampler.sample(logits, mask, 42, step)] += 1.0 / DRAWS;
    }
    return shares;
  }

  @Test
  void shouldDrawInProportionToLikelihood() {
    for (int i = 0; i < 4; i++) {
      allow(60 + i, i + 1);
    }
    allow(70, 0);
    double[] shares = shares();
    for (int i = 0; i < 4; i++) {
      assertEquals((i + 1) / 10.0, shares[60 + i], 0.01);
    }
    assertEquals(0, shares[70]);
  }

  @Test
  void shouldKeepOnlyTheNucleus() {
    for (int i = 0; i < 4; i++) {
      allow(60 + i, i + 1);
    }
    sampler.setTopP(0.65);
    double[] shares = shares();
    assertEquals(0, shares[60] + shares[61]);
    assertEquals(3 / 7.0, shares[62], 0.01);
  }

  @Test
  void shouldKeepOnlyTheLikeliestFewAndThoseThatEqualTheLast() {
    for (int i = 0; i < 4; i++) {
      allow(60 + i, i + 1);
    }
    sampler.setTopK(2);
    assertEquals(3 / 7.0, shares()[62], 0.01);
    allow(80, 3);
    double[] shares = shares();
    assertEquals(0.3, shares[62], 0.01);
    assertEquals(0.3, shares[80], 0.01);
    sampler.setTopK(1);
    assertEquals(1, shares()[63], 1e-9);
  }

  @Test
  void shouldTakeTimeAndVelocityAtTheirOwnTemperaturesAndLeaveTheirSharesAlone() {
    allow(Vocabulary.noteOn(60), 1);
    allow(Vocabulary.noteOn(61), 3);
    allow(Vocabulary.dur(6), 1);
    allow(Vocabulary.dur(12), 3);
    allow(Vocabulary.velocity(4), 1);
    allow(Vocabulary.velocity(5), 1);
    sampler.setTimeTemperature(0.5);
    sampler.setVelocityTemperature(0);
    double[] shares = shares();
    assertEquals(0.1, shares[Vocabulary.noteOn(60)], 0.01);
    assertEquals(0.3, shares[Vocabulary.noteOn(61)], 0.01);
    assertEquals(0.04, shares[Vocabulary.dur(6)], 0.01); // squares: 1 to 9
    assertEquals(0.36, shares[Vocabulary.dur(12)], 0.01);
    assertEquals(0.2, shares[Vocabulary.velocity(4)] + shares[Vocabulary.velocity(5)], 0.01);
  }

  @Test
  void shouldTakePitchAtItsOwnTemperatureAndLeaveItsShareAlone() {
    allow(Vocabulary.noteOn(60), 1);
    allow(Vocabulary.noteOn(61), 3);
    allow(Vocabulary.dur(6), 1);
    allow(Vocabulary.dur(12), 3);
    sampler.setPitchTemperature(0.5);
    double[] shares = shares();
    assertEquals(0.05, shares[Vocabulary.noteOn(60)], 0.01); // squares: 1 to 9
    assertEquals(0.45, shares[Vocabulary.noteOn(61)], 0.01);
    assertEquals(0.375, shares[Vocabulary.dur(12)], 0.01);
    sampler.setPitchTemperature(0);
    shares = shares();
    assertEquals(0.5, shares[Vocabulary.noteOn(61)], 0.01);
    assertEquals(0.125, shares[Vocabulary.dur(6)], 0.01);
  }

  @Test
  void shouldKeepTheNucleusOfAnAspectAndItsShare() {
    for (int i = 0; i < 4; i++) {
      allow(Vocabulary.noteOn(60 + i), i + 1);
      allow(Vocabulary.dur(6 + i), i + 1);
      allow(Vocabulary.velocity(i), i + 1);
    }
    sampler.setPitchTopP(0.65); // 4 + 3 of 10
    sampler.setTimeTopP(0.35); // 4 of 10
    double[] shares = shares();
    assertEquals(0, shares[Vocabulary.noteOn(60)] + shares[Vocabulary.noteOn(61)]);
    assertEquals(3 / 7.0 / 3, shares[Vocabulary.noteOn(62)], 0.01);
    assertEquals(4 / 7.0 / 3, shares[Vocabulary.noteOn(63)], 0.01);
    assertEquals(1 / 3.0, shares[Vocabulary.dur(9)], 0.01);
    assertEquals(0.1 / 3, shares[Vocabulary.velocity(0)], 0.01);
    sampler.setPitchTopP(1);
    sampler.setTimeTopP(1);
    sampler.setVelocityTopP(0.8); // 4 + 3 + 2 of 10
    shares = shares();
    assertEquals(0, shares[Vocabulary.velocity(0)]);
    assertEquals(2 / 9.0 / 3, shares[Vocabulary.velocity(1)], 0.01);
    assertEquals(0.1 / 3, shares[Vocabulary.noteOn(60)], 0.01);
  }

  @Test
  void shouldTakeTheNucleusOfAnAspectAfterItsTemperatureAndThenThatOfAll() {
    allow(Vocabulary.noteOn(60), 1);
    allow(Vocabulary.noteOn(61), 3);
    allow(Vocabulary.dur(6), 8);
    sampler.setPitchTopP(0.85);
    assertTrue(shares()[Vocabulary.noteOn(60)] > 0); // 3 of 4 are not enough
    sampler.setPitchTemperature(0.5);
    double[] shares = shares();
    assertEquals(0, shares[Vocabulary.noteOn(60)]); // 9 of 10 are
    assertEquals(1 / 3.0, shares[Vocabulary.noteOn(61)], 0.01);
    sampler.setTopP(0.6);
    assertEquals(1, shares()[Vocabulary.dur(6)], 1e-9);
  }

  @Test
  void shouldDrawTheSameWhereNothingIsCutOffAnAspect() {
    Seeded.forSeeds(
        200,
        random -> {
          for (int i = 0; i < logits.length; i++) {
            logits[i] = 4 * random.nextFloat();
            mask[i] = random.nextInt(5) > 0;
          }
          TokenSampler plain = new TokenSampler();
          TokenSampler whole = new TokenSampler();
          whole.setPitchTemperature(1);
          whole.setPitchTopP(1);
          whole.setTimeTopP(1);
          whole.setVelocityTopP(1);
          double topP = 0.5 + random.nextDouble() / 2;
          plain.setTopP(topP);
          whole.setTopP(topP);
          for (int step = 0; step < 20; step++) {
            assertEquals(plain.sample(logits, mask, 3, step), whole.sample(logits, mask, 3, step));
          }
        });
  }

  @Test
  void shouldDrawAtOneTemperatureAsASoftmaxDoes() {
    allow(Vocabulary.noteOn(60), 1);
    allow(Vocabulary.noteOn(61), 4);
    allow(Vocabulary.dur(6), 9);
    sampler.setTemperature(2);
    double[] shares = shares(); // square roots: 1, 2, 3
    assertEquals(1 / 6.0, shares[Vocabulary.noteOn(60)], 0.01);
    assertEquals(3 / 6.0, shares[Vocabulary.dur(6)], 0.01);
  }

  @Test
  void shouldDrawTheSameFromTheSameSeedAndStepAlone() {
    Arrays.fill(mask, true);
    TokenSampler other = new TokenSampler();
    for (int step = 500; step > 0; step--) {
      assertEquals(sampler.sample(logits, mask, 7, step), other.sample(logits, mask, 7, step));
    }
  }

  @Test
  void shouldTakeTheLikeliestAtTemperatureZeroAndNothingThatIsMasked() {
    Seeded.forSeeds(
        200,
        random -> {
          int best = -1;
          for (int i = 0; i < logits.length; i++) {
            logits[i] = random.nextFloat();
            mask[i] = random.nextInt(50) == 0;
            best = mask[i] && (best < 0 || logits[i] > logits[best]) ? i : best;
          }
          sampler.setTemperature(0);
          assertEquals(best, sampler.sample(logits, mask, 1, 1));
          sampler.setTemperature(2);
          sampler.setTimeTemperature(random.nextInt(3));
          sampler.setVelocityTemperature(random.nextInt(3));
          sampler.setPitchTemperature(random.nextInt(3));
          sampler.setPitchTopP(random.nextInt(2) == 0 ? 1 : 0.01);
          sampler.setTimeTopP(random.nextInt(2) == 0 ? 1 : 0.5);
          sampler.setVelocityTopP(random.nextInt(2) == 0 ? 1 : 0.9);
          sampler.setTopK(random.nextInt(4));
          sampler.setTopP(random.nextInt(2) == 0 ? 1 : 0.9);
          int drawn = sampler.sample(logits, mask, random.nextLong(), 1);
          assertTrue(best < 0 ? drawn == TokenSampler.NONE : mask[drawn]);
        });
  }

  @Test
  void shouldDrawNothingFromWhatIsNoNumber() {
    sampler.setTopP(0.9);
    assertEquals(TokenSampler.NONE, sampler.sample(logits, mask, 1, 1));
    Arrays.fill(mask, true);
    Arrays.fill(logits, Float.NaN);
    assertEquals(TokenSampler.NONE, sampler.sample(logits, mask, 1, 1));
    Arrays.fill(logits, 0);
    logits[1] = Float.NaN;
    logits[Vocabulary.dur(1)] = Float.NaN;
    sampler.setTimeTemperature(0.5);
    for (int step = 0; step < 100; step++) {
      int drawn = sampler.sample(logits, mask, 1, step);
      assertTrue(drawn == TokenSampler.NONE || !Float.isNaN(logits[drawn]));
    }
  }
}

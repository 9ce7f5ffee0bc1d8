package antiphon.learn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.learn.corpus.Corpus;
import antiphon.learn.corpus.CorpusPiece;
import antiphon.learn.corpus.CorpusReader;
import antiphon.learn.corpus.TokenWindow;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.net.LstmSpec;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;
import antiphon.net.LstmWeights;
import antiphon.net.ModelBundle;
import antiphon.net.StepKind;
import antiphon.net.Steppers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What rounding the weights to bfloat16 does to what a trained model expects of real music. The
 * shipped weights are bfloat16 already, so they are first moved at random within what would round
 * to them: that is a float32 model as training leaves it.
 */
class Bfloat16FidelityTest {
  private static final int STEPS = 10_000;
  private static final double AVERAGE_NATS = 1e-4;
  private static final double WORST_NATS = 1e-3;

  /** Half the distance between neighbouring bfloat16, relative to the greater power of two. */
  private static final float HALF_ULP = 1f / 256;

  @Test
  void shouldChangeNextToNothingOfWhatIsExpectedOverTenThousandStepsOfRealMusic() throws Exception {
    LstmWeights weights = ModelBundle.read(Path.of("models/pocket")).weights();
    LstmSpec spec = weights.spec();
    if (Steppers.obstacle(StepKind.BFLOAT16, spec).isPresent()) {
      assertEquals(StepKind.PLAIN, Steppers.fastest(spec));
      return;
    }
    unround(weights, new Random(23));
    LstmStepper exact = Steppers.create(StepKind.FLOAT32, weights);
    LstmStepper rounded = Steppers.create(StepKind.BFLOAT16, weights);
    double sum = 0;
    double worst = 0;
    int steps = 0;
    List<TokenWindow> windows = windows();
    for (int round = 0; steps < STEPS; round++) {
      TokenWindow window = windows.get(round % windows.size());
      LstmState exactState = new LstmState(spec);
      LstmState roundedState = new LstmState(spec);
      for (int i = 0; i < window.steps() && steps < STEPS; i++, steps++) {
        exact.feed(exactState, window.inputs()[i], window.positions()[i]);
        rounded.feed(roundedState, window.inputs()[i], window.positions()[i]);
        double nats = divergence(exact.logits(exactState), rounded.logits(roundedState));
        sum += nats;
        worst = Math.max(worst, nats);
      }
    }
    double average = sum / steps;
    System.out.printf("bfloat16: %.2g nats on average, %.2g at worst%n", average, worst);
    assertTrue(average > 0, "the two are not the same model");
    assertTrue(average <= AVERAGE_NATS, "average " + average);
    assertTrue(worst <= WORST_NATS, "worst " + worst);
  }

  /** Kullback and Leibler's divergence of the second from the first distribution. */
  private static double divergence(float[] logits, float[] otherLogits) {
    double normaliser = normaliser(logits);
    double otherNormaliser = normaliser(otherLogits);
    double nats = 0;
    for (int i = 0; i < logits.length; i++) {
      double logP = logits[i] - normaliser;
      nats += Math.exp(logP) * (logP - (otherLogits[i] - otherNormaliser));
    }
    return nats;
  }

  private static double normaliser(float[] logits) {
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
    }
    return Math.log(sum);
  }

  /** The shipped pieces as either part, each in enough keys that no step is heard twice. */
  private static List<TokenWindow> windows() throws Exception {
    List<TokenWindow> windows = new ArrayList<>();
    Corpus corpus = CorpusReader.readWhole(Path.of("src/test/resources/pieces"));
    for (int semitones = -5; semitones <= 6; semitones++) {
      for (CorpusPiece piece : corpus.pieces()) {
        for (Part part : Part.values()) {
          windows.add(
              TokenWindow.of(transposed(piece.piece().asPart(part), semitones), Integer.MAX_VALUE));
        }
      }
    }
    return windows;
  }

  private static Score transposed(Score score, int semitones) {
    return score.withNotes(score.notes().stream().map(note -> note.shifted(0, semitones)).toList());
  }

  private static void unround(LstmWeights weights, Random random) {
    for (int layer = 0; layer < weights.spec().layers(); layer++) {
      unround(weights.input(layer), random);
      unround(weights.recurrent(layer), random);
    }
    unround(weights.output(), random);
  }

  private static void unround(float[] values, Random random) {
    for (int i = 0; i < values.length; i++) {
      values[i] += (2 * random.nextFloat() - 1) * HALF_ULP * Math.ulp(values[i]) * (1 << 23);
    }
  }
}

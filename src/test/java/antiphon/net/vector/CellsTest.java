package antiphon.net.vector;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.net.LstmSpec;
import antiphon.net.StepKind;
import antiphon.net.Steppers;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Where the vector module is missing, the fastest step is plain, and that is what is held then. */
class CellsTest {
  private static final int AT_ONCE = 1 << 12;
  private static final LstmSpec SPEC = LstmSpec.ofVocabulary(1, 64);

  private static boolean vectorsAreMissing() {
    if (Steppers.obstacle(StepKind.FLOAT32, SPEC).isEmpty()) {
      return false;
    }
    assertEquals(StepKind.PLAIN, Steppers.fastest(SPEC));
    return true;
  }

  @Test
  void shouldStayWithinItsBoundOfTheTrueSigmoidOfAnyFloat() {
    if (vectorsAreMissing()) {
      return;
    }
    float[] values = new float[AT_ONCE];
    int seen = 0;
    double greatest = 0;
    // every 4,099th of all floats: about a million, spread over all exponents and both signs
    for (long bits = 0; bits < 1L << 32; bits += 4_099L * AT_ONCE) {
      for (int i = 0; i < AT_ONCE; i++) {
        float value = Float.intBitsToFloat((int) (bits + 4_099L * i));
        values[i] = Float.isNaN(value) ? 0 : value;
      }
      float[] sigmoids = values.clone();
      Cells.sigmoids(sigmoids, AT_ONCE);
      for (int i = 0; i < AT_ONCE; i++) {
        greatest = Math.max(greatest, Math.abs(sigmoids[i] - sigmoid(values[i])));
        seen++;
      }
    }
    // and densely where it bends
    for (float from = -20; from < 20; from += 0.25f) {
      for (int i = 0; i < AT_ONCE; i++) {
        values[i] = from + 0.25f * i / AT_ONCE;
      }
      float[] sigmoids = values.clone();
      Cells.sigmoids(sigmoids, AT_ONCE);
      for (int i = 0; i < AT_ONCE; i++) {
        greatest = Math.max(greatest, Math.abs(sigmoids[i] - sigmoid(values[i])));
      }
    }
    assertTrue(seen > 1_000_000);
    assertTrue(greatest <= Cells.SIGMOID_BOUND, "greatest error " + greatest);
  }

  @Test
  void shouldKeepWhatIsNoNumber() {
    if (vectorsAreMissing()) {
      return;
    }
    float[] values = new float[64];
    Arrays.fill(values, Float.NaN);
    Cells.sigmoids(values, values.length);
    assertTrue(Float.isNaN(values[0]) && Float.isNaN(values[63]));
  }

  private static double sigmoid(double x) {
    return 1 / (1 + StrictMath.exp(-x));
  }
}

package antiphon.learn.compose;

import antiphon.music.time.MeterMap;
import antiphon.music.token.Grammar;
import antiphon.net.LstmStepper;
import java.util.Arrays;

/**
 * One model's expectation, mixed with what followed in the prompt when its memory was as it is now:
 * a continuous cache (Grave, Joulin and Usunier 2017, "Improving neural language models with a
 * continuous cache"). p = (1 − λ) p_model + λ p_recalled, with p_recalled(w) ∝ Σ exp(θ (cos(h, hᵢ)
 * + β sᵢ)) over all tokens i of the prompt which were w; hᵢ is where the model's last layer stood
 * before that token and h where it stands now, and sᵢ is 1 where that was at the same place in its
 * bar, else 0. Both are distributions over the tokens of interest before they are mixed.
 *
 * <p>What differs from the source, by measurement: the cosine stands for the product, for a θ to
 * mean much the same in models of any width; β is {@value #SAME_PLACE}, without which a figure
 * comes less often whole; and only what is heard before the first question is recalled: else what
 * is composed is soon a loop.
 */
final class RecallingExpectation implements Expectation {
  /** So many of the last tokens of a prompt can be recalled. */
  static final int CAPACITY = 4096;

  /** What the same place in the bar is worth, beside cosines. */
  static final double SAME_PLACE = 0.3;

  private final ModelMemory memory;
  private final MeterMap meters;
  private final Recall recall;
  private final float[][] directions = new float[CAPACITY][]; // of length 1, or 0
  private final int[] places = new int[CAPACITY]; // clocks since the bar line
  private final int[] followers = new int[CAPACITY];
  private final double[] likeness = new double[CAPACITY];
  private final double[] recalled;
  private final double[] expected;
  private final float[] mixed;
  private final float[] here;
  private int place;
  private long heard;
  private boolean asked;

  RecallingExpectation(LstmStepper stepper, MeterMap meters, Recall recall) {
    memory = new ModelMemory(stepper, meters);
    this.meters = meters;
    this.recall = recall;
    int tokens = stepper.spec().tokens();
    recalled = new double[tokens];
    expected = new double[tokens];
    mixed = new float[tokens];
    here = new float[stepper.spec().hidden()];
  }

  @Override
  public void hear(int token, Grammar grammar) {
    if (!asked && recall.share() > 0) {
      int slot = (int) (heard % CAPACITY);
      if (directions[slot] == null) {
        directions[slot] = new float[here.length];
      }
      direct(directions[slot]);
      places[slot] = place;
      followers[slot] = token;
      heard++;
    }
    memory.hear(token, grammar);
    place = meters.clockInBar(grammar.positionClock());
  }

  @Override
  public float[] logits(boolean[] mask) {
    asked = true;
    float[] logits = memory.logits(mask);
    if (recall.share() == 0 || !recollect(mask)) {
      return logits;
    }
    double greatest = Double.NEGATIVE_INFINITY;
    for (int id = 0; id < mixed.length; id++) {
      greatest = mask[id] ? Math.max(greatest, logits[id]) : greatest;
    }
    double sum = 0;
    for (int id = 0; id < mixed.length; id++) {
      expected[id] = mask[id] ? Math.exp(logits[id] - greatest) : 0;
      sum += expected[id];
    }
    for (int id = 0; id < mixed.length; id++) {
      double p = (1 - recall.share()) * expected[id] / sum + recall.share() * recalled[id];
      mixed[id] = (float) Math.log(p);
    }
    return mixed;
  }

  /** Writes p_recalled; false when nothing that was heard is of interest. */
  private boolean recollect(boolean[] mask) {
    direct(here);
    Arrays.fill(recalled, 0);
    int size = (int) Math.min(heard, CAPACITY);
    double greatest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < size; i++) {
      if (mask[followers[i]]) {
        likeness[i] = dot(here, directions[i]) + (places[i] == place ? SAME_PLACE : 0);
        greatest = Math.max(greatest, likeness[i]);
      }
    }
    if (greatest == Double.NEGATIVE_INFINITY) {
      return false;
    }
    double sum = 0;
    for (int i = 0; i < size; i++) {
      if (mask[followers[i]]) {
        double weight = Math.exp(recall.sharpness() * (likeness[i] - greatest));
        recalled[followers[i]] += weight;
        sum += weight;
      }
    }
    for (int id = 0; id < recalled.length; id++) {
      recalled[id] /= sum;
    }
    return true;
  }

  /** Where the model's last layer stands, scaled to length 1. */
  private void direct(float[] direction) {
    float[] hidden = memory.hidden();
    float length = (float) Math.sqrt(dot(hidden, hidden));
    for (int i = 0; i < direction.length; i++) {
      direction[i] = length > 0 ? hidden[i] / length : 0;
    }
  }

  /** In four sums, which the processor adds up at the same time. */
  private static float dot(float[] a, float[] b) {
    float sum0 = 0;
    float sum1 = 0;
    float sum2 = 0;
    float sum3 = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      sum0 += a[i] * b[i];
      sum1 += a[i + 1] * b[i + 1];
      sum2 += a[i + 2] * b[i + 2];
      sum3 += a[i + 3] * b[i + 3];
    }
    for (; i < a.length; i++) {
      sum0 += a[i] * b[i];
    }
    return sum0 + sum1 + (sum2 + sum3);
  }
}

package antiphon.learn.evaluate.continuation;

import java.util.List;

/**
 * A mean over prompts.
 *
 * @param standardError of the mean; 0 for a single prompt
 * @param greatest of all samples
 * @param total of all samples
 */
public record Estimate(double mean, double standardError, double greatest, double total) {
  /**
   * @param samplesOfPrompts for each prompt, at least one, its samples, at least one
   * @param ofTheBest whether a prompt counts by its greatest sample, not by the mean of its samples
   */
  static Estimate of(List<double[]> samplesOfPrompts, boolean ofTheBest) {
    int count = samplesOfPrompts.size();
    double[] values = new double[count];
    double greatest = Double.NEGATIVE_INFINITY;
    double total = 0;
    for (int i = 0; i < count; i++) {
      double best = Double.NEGATIVE_INFINITY;
      double sum = 0;
      for (double sample : samplesOfPrompts.get(i)) {
        best = Math.max(best, sample);
        sum += sample;
      }
      values[i] = ofTheBest ? best : sum / samplesOfPrompts.get(i).length;
      greatest = Math.max(greatest, best);
      total += sum;
    }
    double mean = 0;
    for (double value : values) {
      mean += value / count;
    }
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    double error = count < 2 ? 0 : Math.sqrt(squares / (count - 1) / count);
    return new Estimate(mean, error, greatest, total);
  }
}

package antiphon.net;

/**
 * The LSTM step as a textbook writes it (Hochreiter and Schmidhuber 1997; Gers et al. 2000), in
 * double precision.
 */
final class TextbookLstm {
  private final LstmWeights weights;
  private final LstmSpec spec;
  private final double[][] hidden;
  private final double[][] cell;

  TextbookLstm(LstmWeights weights) {
    this.weights = weights;
    spec = weights.spec();
    hidden = new double[spec.layers()][spec.hidden()];
    cell = new double[spec.layers()][spec.hidden()];
  }

  double[] step(int token, int position) {
    double[] x = new double[spec.tokens() + spec.positions()];
    x[token] = 1;
    x[spec.tokens() + position] = 1;
    int n = spec.hidden();
    for (int layer = 0; layer < spec.layers(); layer++) {
      double[] z = affine(x, weights.input(layer), weights.bias(layer));
      double[] r = affine(hidden[layer], weights.recurrent(layer), new float[4 * n]);
      for (int j = 0; j < n; j++) {
        double candidate = Math.tanh(z[j] + r[j]);
        double forget = sigmoid(z[n + j] + r[n + j]);
        double output = sigmoid(z[2 * n + j] + r[2 * n + j]);
        double input = sigmoid(z[3 * n + j] + r[3 * n + j]);
        cell[layer][j] = forget * cell[layer][j] + input * candidate;
        hidden[layer][j] = output * Math.tanh(cell[layer][j]);
      }
      x = hidden[layer];
    }
    return affine(x, weights.output(), weights.outputBias());
  }

  static double[] softmax(double[] logits) {
    double sum = 0;
    double[] p = new double[logits.length];
    for (int i = 0; i < p.length; i++) {
      sum += p[i] = Math.exp(logits[i]);
    }
    for (int i = 0; i < p.length; i++) {
      p[i] /= sum;
    }
    return p;
  }

  static double[] wide(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }

  private static double[] affine(double[] x, float[] matrix, float[] bias) {
    double[] y = new double[bias.length];
    for (int j = 0; j < y.length; j++) {
      y[j] = bias[j];
    }
    for (int i = 0; i < x.length; i++) {
      for (int j = 0; j < y.length; j++) {
        y[j] += x[i] * matrix[i * y.length + j];
      }
    }
    return y;
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}

package antiphon.learn.compose;

/** How the weight moves between influences. */
public enum Morph {
  /** From the first to the last, evenly over the whole length. */
  GLIDE,
  /** One after the other, a block of bars each, and again from the first. */
  ALTERNATE;

  /**
   * @param progress of the continuation, 0 to 1
   * @param block counted from 0
   * @param weights [influences], written: 0 to 1, together 1
   */
  void weigh(double progress, int block, double[] weights) {
    double place =
        switch (this) {
          case GLIDE -> Math.min(1, progress) * (weights.length - 1);
          case ALTERNATE -> block % weights.length;
        };
    for (int i = 0; i < weights.length; i++) {
      weights[i] = Math.max(0, 1 - Math.abs(place - i));
    }
  }
}

package antiphon.learn.compose;

/**
 * How much of a draw comes from the prompt, as {@link RecallingExpectation} mixes it.
 *
 * @param share of the recalled in the mixture, 0 (nothing) to 1 (nothing else)
 * @param sharpness 0 or more: 0 recalls all of it alike, the greater the more alike the moments
 *     must be
 */
public record Recall(double share, double sharpness) {
  public static final double DEFAULT_SHARPNESS = 45;
  public static final Recall NONE = new Recall(0, DEFAULT_SHARPNESS);

  public Recall {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("recall must be 0 to 1, not " + share);
    }
    if (!(sharpness >= 0 && sharpness < Double.POSITIVE_INFINITY)) {
      throw new IllegalArgumentException("recall-sharpness must be 0 or more, not " + sharpness);
    }
  }
}

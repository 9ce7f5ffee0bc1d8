package antiphon.live.follow;

/** What the likelihoods of onsets are made of; logarithms are natural ones. */
final class Likelihood {
  /** Onsets that no beat explains. */
  static final double STRAY_ONSETS_PER_MS = .15 / 1000;

  /** Onsets are not independent of each other: their likelihood counts for less than it says. */
  static final double TRUST = .2;

  private static final double ROOT_OF_TWO_PI = Math.sqrt(2 * Math.PI);
  // where a normal density is as good as nothing
  private static final double FAR = 6;

  private Likelihood() {}

  /** The normal density, in the unit of the spread. */
  static double bell(double far, double spread) {
    double x = far / spread;
    if (x > FAR || x < -FAR) {
      return 0;
    }
    return Math.exp(-x * x / 2) / (spread * ROOT_OF_TWO_PI);
  }

  /** Of two logarithms that of the sum. */
  static double logOfSum(double a, double b) {
    double greater = Math.max(a, b);
    if (greater == Double.NEGATIVE_INFINITY) {
      return greater;
    }
    return greater + Math.log1p(Math.exp(Math.min(a, b) - greater));
  }
}

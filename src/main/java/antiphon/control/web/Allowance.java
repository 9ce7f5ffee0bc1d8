package antiphon.control.web;

/**
 * So much in the long run, and so much more at once (a token bucket). Not thread-safe; time is
 * given.
 */
final class Allowance {
  private final double perNs;
  private final double most;
  private double left;
  private long thenNs;

  Allowance(double perSecond, double most, long nowNs) {
    perNs = perSecond / 1e9;
    this.most = most;
    left = most;
    thenNs = nowNs;
  }

  /**
   * @return false, and nothing is taken, when there is not so much left
   */
  boolean take(double amount, long nowNs) {
    left = Math.min(most, left + Math.max(0, nowNs - thenNs) * perNs);
    thenNs = nowNs;
    if (left < amount) {
      return false;
    }
    left -= amount;
    return true;
  }
}

package antiphon.learn.evaluate.continuation;

/**
 * Whether a figure is good enough.
 *
 * @param bar what is judged
 * @param corpus of which corpus, or {@code all}
 * @param atLeast whether the bound is the least that is allowed; else it is the most
 * @param hasGoal whether there is more to reach than the bound: within 0.05 of the truth
 */
public record Verdict(
    String bar,
    String corpus,
    double value,
    boolean atLeast,
    double bound,
    boolean passed,
    boolean hasGoal,
    boolean goalMet) {
  static Verdict least(String bar, String corpus, double value, double bound) {
    boolean passed = value >= bound;
    return new Verdict(bar, corpus, value, true, bound, passed, false, passed);
  }

  static Verdict least(String bar, String corpus, double value, double bound, double goal) {
    return new Verdict(bar, corpus, value, true, bound, value >= bound, true, value >= goal);
  }

  static Verdict most(String bar, String corpus, double value, double bound) {
    boolean passed = value <= bound;
    return new Verdict(bar, corpus, value, false, bound, passed, false, passed);
  }
}

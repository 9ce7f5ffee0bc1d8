package antiphon.app.doctor;

/**
 * One thing looked at.
 *
 * @param finding what was found, with figures
 * @param remedy what to do; empty when nothing needs doing
 */
public record Check(String name, Verdict verdict, String finding, String remedy) {
  /** How it stands. */
  public enum Verdict {
    GOOD,
    /** Works; the remedy makes it better. */
    FAIR,
    /** A performance would suffer. */
    BAD
  }

  static Check good(String name, String finding) {
    return new Check(name, Verdict.GOOD, finding, "");
  }

  /**
   * One that goes by a figure.
   *
   * @param fair from here on it could be better
   * @param bad from here on a performance would suffer
   */
  static Check graded(
      String name, String finding, double figure, double fair, double bad, String remedy) {
    if (figure < fair) {
      return good(name, finding);
    }
    return new Check(name, figure < bad ? Verdict.FAIR : Verdict.BAD, finding, remedy);
  }
}

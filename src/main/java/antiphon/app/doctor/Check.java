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
}

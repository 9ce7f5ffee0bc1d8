package antiphon.live.api;

/** How long an answer is. */
public enum AnswerLength {
  /** As long as its call. */
  CALL,
  /** A number of bars. */
  BARS,
  /** Until it is touched. */
  TOUCH;

  private static final AnswerLength[] VALUES = values();

  /** The one with a number, as a {@link Parameter} has it. */
  @RealTimeSafe
  public static AnswerLength of(double ordinal) {
    return VALUES[(int) ordinal];
  }
}

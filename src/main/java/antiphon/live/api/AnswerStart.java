package antiphon.live.api;

/** Where an answer may begin once the floor is handed over. */
public enum AnswerStart {
  /** At the next position of the grid. */
  NOW,
  BEAT,
  BAR;

  private static final AnswerStart[] VALUES = values();

  /** The one with a number, as a {@link Parameter} has it. */
  @RealTimeSafe
  public static AnswerStart of(double ordinal) {
    return VALUES[(int) ordinal];
  }
}

package antiphon.learn.evaluate.continuation;

/** What is measured of a continuation. */
public enum Measure {
  F1_AT_4("f1At4", "F1@4"),
  F1_AT_4_BEST("f1At4Best", "F1@4 best"),
  F1_AT_10("f1At10", "F1@10"),
  F1_AT_10_BEST("f1At10Best", "F1@10 best"),
  IN_KEY("inKey", "in key"),
  PITCH_CLASS_OVERLAP("pitchClassOverlap", "pitch classes"),
  LENGTH_OVERLAP("durationOverlap", "durations"),
  DENSITY_DISTANCE("densityDistance", "density"),
  NOTES_PER_QUARTER("notesPerQuarter", "notes/quarter"),
  POLYPHONY_RATIO("polyphonyRatio", "polyphony"),
  MELODY_IN_TRAINING("melodyInTraining", "melody in training"),
  RUNS_IN_TRAINING("runsInTraining", "repeated notes too"),
  BAR_LOOP("barLoop", "bar ≥ 4 ×"),
  ILLEGAL_TOKENS("illegalTokens", "illegal tokens"),
  HANGING_NOTES("hangingNotes", "hanging notes"),
  OVERLONG_NOTES("overlongNotes", "overlong notes"),
  LONG_SILENCES("longSilences", "long silences");

  private final String word;
  private final String heading;

  Measure(String word, String heading) {
    this.word = word;
    this.heading = heading;
  }

  /** Its name in JSON. */
  public String word() {
    return word;
  }

  /** Its name in a table. */
  public String heading() {
    return heading;
  }

  /** Whether the best of a prompt's samples counts, not their mean. */
  boolean isOfTheBest() {
    return this == F1_AT_4_BEST || this == F1_AT_10_BEST;
  }

  /** Whether it is a number of faults, of which the total is of interest. */
  public boolean isCount() {
    return ordinal() >= ILLEGAL_TOKENS.ordinal();
  }
}

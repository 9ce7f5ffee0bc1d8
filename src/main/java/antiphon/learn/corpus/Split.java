package antiphon.learn.corpus;

/**
 * What a piece is for. Choices are made by {@link #VALID}; {@link #TEST} is for final figures only.
 */
public enum Split {
  TRAIN,
  VALID,
  TEST
}

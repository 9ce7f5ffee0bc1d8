package antiphon.net;

import java.util.Arrays;

/** The ways in which this program itself computes a step, fastest first. */
public enum StepKind {
  /** Vector API, weights rounded to bfloat16, sums in float32. */
  BFLOAT16("bfloat16"),
  /** Vector API, all in float32. */
  FLOAT32("float32"),
  /** Plain Java, always there. */
  PLAIN("plain");

  private final String word;

  StepKind(String word) {
    this.word = word;
  }

  /** As in the configuration. */
  public String word() {
    return word;
  }

  /**
   * @throws IllegalArgumentException for a word that is none of them
   */
  public static StepKind ofWord(String word) {
    return Arrays.stream(values())
        .filter(kind -> kind.word.equals(word))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no step is called '" + word + "'"));
  }
}

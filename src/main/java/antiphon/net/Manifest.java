package antiphon.net;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;

/**
 * What stands in a bundle's {@code manifest.json}.
 *
 * @param format version of the bundle format
 * @param evaluation figures by name, such as {@code nllNatsPerEvent}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Manifest(
    int format,
    String name,
    Architecture architecture,
    VocabularyId vocabulary,
    Training training,
    Map<String, Double> evaluation,
    WeightsFile weights) {
  /** The format this program writes and reads. */
  public static final int FORMAT = 1;

  public record Architecture(
      String type, int layers, int hidden, int tokens, int positions, String gates) {
    static final String TYPE = "lstm";
    static final String GATES = "candidate,forget,output,input";

    public static Architecture of(LstmSpec spec) {
      return new Architecture(
          TYPE, spec.layers(), spec.hidden(), spec.tokens(), spec.positions(), GATES);
    }

    /**
     * @throws IllegalArgumentException when there is no network of this size
     */
    public LstmSpec spec() {
      return new LstmSpec(tokens, positions, layers, hidden);
    }
  }

  public record VocabularyId(int size, String hash) {}

  /**
   * @param corpora what it was trained on
   * @param tokensSeen training tokens, repeats counted
   * @param transpositions keys each piece was heard in
   */
  public record Training(List<Corpus> corpora, long tokensSeen, int transpositions, long seed) {}

  public record Corpus(String name, String licence, int trainPieces, int validPieces) {}

  /**
   * @param dtype {@code F32} or {@code BF16}
   */
  public record WeightsFile(String file, String dtype, long bytes, String sha256) {}
}

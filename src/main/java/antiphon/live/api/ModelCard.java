package antiphon.live.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of a model without loading it.
 *
 * @param hidden units in a layer
 * @param bytes size of its weights on disk
 * @param formatVersion of its bundle
 * @param figures of its evaluation by name, in the order of its manifest
 * @param about what its maker says of it, a paragraph of plain text
 */
public record ModelCard(
    String name,
    int layers,
    int hidden,
    long parameters,
    long bytes,
    int formatVersion,
    List<Corpus> corpora,
    Map<String, Double> figures,
    Optional<String> about) {
  /**
   * What it has learnt from.
   *
   * @param pieces to train on
   */
  public record Corpus(String name, int pieces, String licence) {}
}

package antiphon.learn.corpus;

import java.util.List;

/**
 * Pieces from one place.
 *
 * @param licence what its README says after "Licence:", or {@code not stated}
 * @param fromBothEnds whether each file gave its last tenth to validation, because there are few
 */
public record Corpus(
    String name,
    String licence,
    List<CorpusPiece> pieces,
    List<Skipped> skipped,
    boolean fromBothEnds) {
  /**
   * A file that was left out, and why.
   *
   * @param name its path as seen from the corpus
   * @param detail a sentence that goes on after the name
   */
  public record Skipped(String name, SkipReason reason, String detail) {}

  public List<CorpusPiece> of(Split split) {
    return pieces.stream().filter(piece -> piece.split() == split).toList();
  }
}

package antiphon.learn.evaluate;

/** What the {@link CanonicalScorer} finds of a corpus. Not thread-safe. */
public final class CanonicalFigures {
  private final RatioOfSums perNote = new RatioOfSums();
  private final RatioOfSums perEvent = new RatioOfSums();
  private final RatioOfSums perQuarter = new RatioOfSums();

  /** Adds a piece. */
  public void add(CanonicalScorer.Likelihood piece) {
    perNote.add(piece.nats(), piece.notes());
    perEvent.add(piece.nats(), piece.events());
    perQuarter.add(piece.nats(), piece.quarters());
  }

  public RatioOfSums natsPerNote() {
    return perNote;
  }

  public RatioOfSums natsPerEvent() {
    return perEvent;
  }

  public RatioOfSums natsPerQuarter() {
    return perQuarter;
  }
}

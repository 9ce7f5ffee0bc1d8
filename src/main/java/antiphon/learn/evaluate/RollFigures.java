package antiphon.learn.evaluate;

/**
 * What the {@link RollScorer} finds of a benchmark: nats a frame by two protocols and two kinds of
 * mean. Not thread-safe.
 */
public final class RollFigures {
  private final RatioOfSums givenFirst = new RatioOfSums();
  private final RatioOfSums givenFirstOfSequences = new RatioOfSums();
  private final RatioOfSums all = new RatioOfSums();
  private final RatioOfSums allOfSequences = new RatioOfSums();

  /** Adds a roll. */
  public void add(RollScorer.Likelihood roll) {
    int later = roll.frames() - 1;
    if (later > 0) {
      givenFirst.add(roll.natsGivenFirst(), later);
      givenFirstOfSequences.add(roll.natsGivenFirst() / later, 1);
    }
    all.add(roll.nats(), roll.frames());
    allOfSequences.add(roll.nats() / roll.frames(), 1);
  }

  /** By Bai, Kolter and Koltun (2018): frames from the second on, over all of them. */
  public RatioOfSums natsPerFrame() {
    return givenFirst;
  }

  /** Frames from the second on, as a mean over sequences of their means. */
  public RatioOfSums natsPerFrameOfSequences() {
    return givenFirstOfSequences;
  }

  /** By Boulanger-Lewandowski, Bengio and Vincent (2012): all frames, the first too. */
  public RatioOfSums natsPerFrameBoulangerLewandowski() {
    return all;
  }

  /** All frames, as a mean over sequences of their means. */
  public RatioOfSums natsPerFrameBoulangerLewandowskiOfSequences() {
    return allOfSequences;
  }
}

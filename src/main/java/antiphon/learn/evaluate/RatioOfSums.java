package antiphon.learn.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A figure of a corpus, such as nats a note: a sum over its pieces by another, and how far it would
 * scatter with other pieces of their kind. Not thread-safe.
 */
public final class RatioOfSums {
  private static final int RESAMPLES = 1000;
  private static final long SEED = 1979;

  /** What one piece gives. */
  private record Share(double value, double weight) {}

  private final List<Share> shares = new ArrayList<>();
  private double value;
  private double weight;

  /**
   * Adds a piece.
   *
   * @param pieceWeight 0 or more; a piece that weighs nothing is passed over
   */
  public void add(double pieceValue, double pieceWeight) {
    if (pieceWeight > 0) {
      shares.add(new Share(pieceValue, pieceWeight));
      value += pieceValue;
      weight += pieceWeight;
    }
  }

  /** The sum of weights. */
  public double weight() {
    return weight;
  }

  /** NaN where there is no piece. */
  public double ratio() {
    return value / weight;
  }

  /**
   * The bootstrap standard error over pieces (Efron 1979), from {@value #RESAMPLES} resamples; the
   * same pieces give the same.
   *
   * @return NaN for fewer than two pieces
   */
  public double standardError() {
    if (shares.size() < 2) {
      return Double.NaN;
    }
    Random random = new Random(SEED);
    double mean = 0;
    double squares = 0; // of distances from the mean (Welford 1962)
    for (int n = 1; n <= RESAMPLES; n++) {
      double ratio = resampled(random);
      double distance = ratio - mean;
      mean += distance / n;
      squares += distance * (ratio - mean);
    }
    return Math.sqrt(squares / (RESAMPLES - 1));
  }

  private double resampled(Random random) {
    double values = 0;
    double weights = 0;
    for (int i = 0; i < shares.size(); i++) {
      Share drawn = shares.get(random.nextInt(shares.size()));
      values += drawn.value();
      weights += drawn.weight();
    }
    return values / weights;
  }
}

package antiphon.live.guard;

import antiphon.live.api.Parameter;
import antiphon.live.api.RealTimeSafe;
import antiphon.music.token.Vocabulary;

/**
 * How loudly there may be notes: the bins that the range touches and, of these, those near the
 * loudness of the call, one at the least.
 */
final class VelocityRail {
  // bins to either side of the call's: so many at full strength, and so many more at none
  private static final int NEAREST_BINS = 1;
  private static final int LOOSENESS_BINS = 6;

  /** Of a difference from the call's loudness, so much is left at full strength. */
  private static final double DYNAMICS = 0.25;

  private final CallProfile call;
  private int lowest = (int) Parameter.LOWEST_VELOCITY.defaultValue();
  private int highest = (int) Parameter.HIGHEST_VELOCITY.defaultValue();
  private double follow;
  private int lowestBin;
  private int highestBin = Vocabulary.VELOCITY_BINS - 1;

  VelocityRail(CallProfile call) {
    this.call = call;
  }

  @RealTimeSafe
  void set(Parameter parameter, double value) {
    switch (parameter) {
      case LOWEST_VELOCITY -> lowest = (int) value;
      case HIGHEST_VELOCITY -> highest = (int) value;
      case VELOCITY_FOLLOW -> follow = value;
      default -> {
        // not of velocities
      }
    }
  }

  /** Finds the bins anew: something has changed of what they depend on. */
  @RealTimeSafe
  void look() {
    lowestBin = Vocabulary.binOfVelocity(Math.min(lowest, highest));
    highestBin = Vocabulary.binOfVelocity(Math.max(lowest, highest));
    if (follow > 0 && call.known()) {
      int callBin = Vocabulary.binOfVelocity((int) Math.round(call.meanVelocity()));
      int middle = Math.max(lowestBin, Math.min(highestBin, callBin));
      int bins = NEAREST_BINS + (int) ((1 - follow) * LOOSENESS_BINS);
      lowestBin = Math.max(lowestBin, middle - bins);
      highestBin = Math.min(highestBin, middle + bins);
    }
  }

  @RealTimeSafe
  boolean allows(int bin) {
    return bin >= lowestBin && bin <= highestBin;
  }

  /** The velocity to send for a bin. */
  @RealTimeSafe
  int velocity(int bin) {
    double velocity = Vocabulary.velocityOfBin(bin);
    if (follow > 0 && call.known()) {
      double kept = 1 - follow * (1 - DYNAMICS);
      velocity = call.meanVelocity() + kept * (velocity - call.meanVelocity());
    }
    return (int)
        Math.max(
            Math.min(lowest, highest), Math.min(Math.max(lowest, highest), Math.round(velocity)));
  }
}

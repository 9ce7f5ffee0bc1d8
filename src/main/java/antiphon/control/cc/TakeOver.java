package antiphon.control.cc;

import antiphon.live.api.Parameter;

/**
 * Soft take-over of a parameter by a controller: it acts from when it has reached or passed the
 * parameter's value until somebody else changes that. Owned by one thread.
 */
final class TakeOver {
  static final int UNKNOWN = -1;

  /** How near is near enough, for a hand that moves fast. */
  private static final double NEAR = 2;

  private static final int HIGHEST = 127;

  private final Parameter parameter;
  private double given = Double.NaN; // what it made of the parameter, while it is in step

  TakeOver(Parameter parameter) {
    this.parameter = parameter;
  }

  /**
   * The controller has moved.
   *
   * @param before where it was, or {@link #UNKNOWN}
   * @param position 0 to 127
   * @param present the parameter's value
   * @return whether it may act
   */
  boolean takes(int before, int position, double present) {
    double place = parameter.shareOf(present) * HIGHEST;
    boolean acts =
        given == present
            || parameter.at(share(position)) == present
            || Math.abs(position - place) <= NEAR
            || before != UNKNOWN && (before - place) * (position - place) <= 0
            || isSwitched(position);
    given = acts ? parameter.at(share(position)) : Double.NaN;
    return acts;
  }

  static double share(int position) {
    return (double) position / HIGHEST;
  }

  /** A switch has nothing but ends, and cannot come from anywhere. */
  private boolean isSwitched(int position) {
    return parameter.kind() == Parameter.Kind.FLAG && (position == 0 || position == HIGHEST);
  }
}

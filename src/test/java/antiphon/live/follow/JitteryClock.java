package antiphon.live.follow;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/** A clock as a sequencer sends it and a bad cable brings it. */
final class JitteryClock {
  /**
   * @param clock which clock of the sender it is
   * @param ns when it arrives, after the first clock was due
   */
  record Arrival(long clock, double ns) {}

  private final Random random;
  double jitterNs;
  double lost;
  double doubled;

  JitteryClock(Random random, double jitterMs, double lost, double doubled) {
    this.random = random;
    jitterNs = jitterMs * 1e6;
    this.lost = lost;
    this.doubled = doubled;
  }

  /** Arrivals in order of time; the first clock always comes. */
  List<Arrival> arrivals(int clocks, DoubleUnaryOperator dueNs) {
    List<Arrival> arrivals = new ArrayList<>();
    for (int clock = 0; clock < clocks; clock++) {
      double due = dueNs.applyAsDouble(clock);
      if (clock == 0 || random.nextDouble() >= lost) {
        arrivals.add(new Arrival(clock, due + off()));
      }
      if (clock > 0 && random.nextDouble() < doubled) {
        arrivals.add(new Arrival(clock, due + off()));
      }
    }
    Collections.sort(arrivals, (a, b) -> Double.compare(a.ns, b.ns));
    return arrivals;
  }

  private double off() {
    return jitterNs * (2 * random.nextDouble() - 1);
  }
}

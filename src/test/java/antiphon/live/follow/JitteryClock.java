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
   * @param ns when it arrives, after clock 0 was due
   */
  record Arrival(int clock, long ns) {}

  private final Random random;
  private final double jitterNs;
  private final double lost;
  private final double doubled;

  /**
   * @param jitterMs clocks come early or late by up to this, evenly
   * @param lost share of the clocks that do not come; the first always does
   * @param doubled share that comes twice, each with a jitter of its own
   */
  JitteryClock(Random random, double jitterMs, double lost, double doubled) {
    this.random = random;
    jitterNs = jitterMs * 1e6;
    this.lost = lost;
    this.doubled = doubled;
  }

  /**
   * @param dueNs when a clock is due
   */
  List<Arrival> arrivals(int clocks, DoubleUnaryOperator dueNs) {
    List<Arrival> arrivals = new ArrayList<>();
    for (int clock = 0; clock < clocks; clock++) {
      double due = dueNs.applyAsDouble(clock);
      if (clock == 0 || random.nextDouble() >= lost) {
        arrivals.add(new Arrival(clock, Math.round(due + off())));
      }
      if (clock > 0 && random.nextDouble() < doubled) {
        arrivals.add(new Arrival(clock, Math.round(due + off())));
      }
    }
    Collections.sort(arrivals, (a, b) -> Long.compare(a.ns(), b.ns()));
    return arrivals;
  }

  /** What arrives only with the next frame of a bus. */
  static List<Arrival> inFrames(List<Arrival> arrivals, double frameMs) {
    double frameNs = frameMs * 1e6;
    return arrivals.stream()
        .map(a -> new Arrival(a.clock(), Math.round(Math.ceil(a.ns() / frameNs) * frameNs)))
        .toList();
  }

  /** Now and then two to four are held up, and come with the last of them. */
  List<Arrival> inBursts(List<Arrival> arrivals, double share) {
    List<Arrival> late = new ArrayList<>();
    for (int i = 0; i < arrivals.size(); ) {
      int burst =
          i > 0 && random.nextDouble() < share
              ? Math.min(2 + random.nextInt(3), arrivals.size() - i)
              : 1;
      long ns = arrivals.get(i + burst - 1).ns();
      for (int end = i + burst; i < end; i++) {
        late.add(new Arrival(arrivals.get(i).clock(), ns));
      }
    }
    return late;
  }

  private double off() {
    return jitterNs * (2 * random.nextDouble() - 1);
  }

  static DoubleUnaryOperator steady(double bpm) {
    double periodNs = periodNs(bpm);
    return clock -> clock * periodNs;
  }

  /** The tempo jumps at a clock. */
  static DoubleUnaryOperator jump(double fromBpm, double toBpm, int at) {
    double before = periodNs(fromBpm);
    double after = periodNs(toBpm);
    return clock -> Math.min(clock, at) * before + Math.max(0, clock - at) * after;
  }

  /** The tempo moves evenly in time from a clock on, over so many quarter notes. */
  static DoubleUnaryOperator rampInTime(double fromBpm, double toBpm, int from, int quarters) {
    double start = fromBpm / 60;
    double end = toBpm / 60;
    double seconds = quarters / ((start + end) / 2);
    double acceleration = (end - start) / seconds;
    return clock -> {
      double beat = (clock - from) / 24;
      double s =
          beat <= 0
              ? beat / start
              : beat <= quarters
                  ? (Math.sqrt(start * start + 2 * acceleration * beat) - start) / acceleration
                  : seconds + (beat - quarters) / end;
      return (from / 24.0 / start + s) * 1e9;
    };
  }

  /** The tempo moves evenly from bar to bar from a clock on, over so many quarter notes. */
  static DoubleUnaryOperator rampInBars(double fromBpm, double toBpm, int from, int quarters) {
    double start = fromBpm / 60;
    double end = toBpm / 60;
    double slope = (end - start) / quarters;
    return clock -> {
      double beat = (clock - from) / 24;
      double s =
          beat <= 0
              ? beat / start
              : beat <= quarters
                  ? Math.log(1 + slope * beat / start) / slope
                  : Math.log(end / start) / slope + (beat - quarters) / end;
      return (from / 24.0 / start + s) * 1e9;
    };
  }

  private static double periodNs(double bpm) {
    return 60e9 / bpm / 24;
  }
}

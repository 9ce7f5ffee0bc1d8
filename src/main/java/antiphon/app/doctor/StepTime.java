package antiphon.app.doctor;

import antiphon.music.time.Clock;
import antiphon.music.time.MusicalTime;
import antiphon.net.LstmSpec;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * How long the model takes, beside the time there is for it: what it plays next has to be drafted
 * before its time comes, and the shortest step of the grid is a MIDI clock.
 *
 * @param tempoBpm the tempo that is asked for
 */
record StepTime(Clock clock, double tempoBpm) {
  private static final int MOST_STEPS = 3_000;
  private static final long WARM_UP_NS = 900_000_000;
  private static final long MEASURING_NS = 600_000_000;

  /** So many steps a chord takes, or what a player touched while it was drafted. */
  private static final int STEPS = 10;

  private static final double MINUTE_US = 60e6;

  Check look(LstmStepper stepper) {
    LstmState state = new LstmState(stepper.spec());
    feed(stepper, state, WARM_UP_NS);
    Histogram ns = feed(stepper, state, MEASURING_NS);
    double usual = ns.getValueAtPercentile(50) / 1e3;
    double slow = ns.getValueAtPercentile(99) / 1e3;
    double gridUs = MINUTE_US / tempoBpm / MusicalTime.CLOCKS_PER_QUARTER;
    LstmSpec spec = stepper.spec();
    String finding =
        String.format(
            Locale.ROOT,
            "median %.0f µs, 99 of 100 within %.0f µs, for %d × %d; %d of those, as for a chord, are"
                + " %.1f ms of the %.1f ms that a step of the grid lasts at %.0f bpm",
            usual,
            slow,
            spec.layers(),
            spec.hidden(),
            STEPS,
            STEPS * slow / 1e3,
            gridUs / 1e3,
            tempoBpm);
    return Check.graded(
        "step",
        finding,
        STEPS * slow,
        gridUs / 2,
        gridUs,
        "end other programs, or play a smaller model: --model pocket");
  }

  private Histogram feed(LstmStepper stepper, LstmState state, long longestNs) {
    Histogram lasted = new Histogram(4);
    LstmSpec spec = stepper.spec();
    long beganNs = clock.nowNs();
    long nowNs = beganNs;
    for (int i = 0; i < MOST_STEPS && (i == 0 || nowNs - beganNs < longestNs); i++) {
      long fromNs = nowNs;
      stepper.feed(state, i % spec.tokens(), i % spec.positions());
      stepper.logits(state);
      nowNs = clock.nowNs();
      lasted.recordValue(nowNs - fromNs);
    }
    return lasted;
  }
}

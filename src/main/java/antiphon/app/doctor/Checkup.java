package antiphon.app.doctor;

import antiphon.app.bench.Machine;
import antiphon.app.config.Configuration;
import antiphon.app.doctor.Check.Verdict;
import antiphon.app.session.ModelShelf;
import antiphon.app.session.Transports;
import antiphon.midi.port.Availability;
import antiphon.midi.port.MidiTransport;
import antiphon.midi.port.loopback.LoopbackTransport;
import antiphon.music.time.Clock;
import antiphon.music.time.SystemClock;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;
import antiphon.net.LstmWeights;
import antiphon.net.StepKind;
import antiphon.net.Steppers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** Looks at this machine with the eyes of one model. Takes some seconds. */
public final class Checkup {
  private static final int WARM_UP_STEPS = 3_000;
  private static final int STEPS = 3_000;

  /**
   * The longest a step should take: at the fastest tempo a clock lasts 6 ms, and a chord takes some
   * ten tokens.
   */
  private static final double SLOW_STEP_US = 500;

  private static final double TOO_SLOW_STEP_US = 3_000;
  private static final int WAKE_UPS = 500;
  private static final long WAKE_UP_NS = 2_000_000;
  private static final double LATE_US = 1_000;
  private static final double TOO_LATE_US = 10_000;
  private static final long MEGABYTE = 1 << 20;

  private final Clock clock = new SystemClock();
  private final LstmWeights weights;

  /**
   * @param model name or path
   */
  public Checkup(String model) {
    weights = ModelShelf.load(model).weights();
  }

  public List<Check> run() {
    List<Check> checks = new ArrayList<>();
    checks.add(java());
    checks.add(stepper());
    checks.add(stepTime());
    checks.add(timer());
    checks.add(memory());
    checks.addAll(Rights.own().checks());
    for (MidiTransport transport : Transports.all(new Configuration(), clock)) {
      if (!transport.name().equals(LoopbackTransport.NAME)) {
        transport(transport).ifPresent(checks::add);
      }
    }
    return checks;
  }

  private static Check java() {
    return Check.good("java", System.getProperty("java.vm.name") + " " + Runtime.version());
  }

  private Check stepper() {
    StepKind fastest = Steppers.fastest(weights.spec());
    String finding = Steppers.create(fastest, weights).description();
    Optional<String> obstacle = Steppers.obstacle(StepKind.BFLOAT16, weights.spec());
    return obstacle
        .map(
            clause ->
                new Check(
                    "stepper",
                    Verdict.FAIR,
                    finding + ": " + clause,
                    "start with bin/antiphon on a JDK that has jdk.incubator.vector, as all full"
                        + " JDKs do; a step is several times faster then"))
        .orElse(Check.good("stepper", finding));
  }

  private Check stepTime() {
    LstmStepper stepper = Steppers.create(Steppers.fastest(weights.spec()), weights);
    LstmState state = new LstmState(weights.spec());
    Histogram stepNs = new Histogram(3);
    for (int i = 0; i < WARM_UP_STEPS + STEPS; i++) {
      long startNs = clock.nowNs();
      stepper.feed(state, i % weights.spec().tokens(), i % weights.spec().positions());
      stepper.logits(state);
      if (i >= WARM_UP_STEPS) {
        stepNs.recordValue(clock.nowNs() - startNs);
      }
    }
    String finding =
        String.format(
            "median %.0f µs, 99 of 100 within %.0f µs, for %d × %d",
            us(stepNs, 50), us(stepNs, 99), weights.spec().layers(), weights.spec().hidden());
    return graded(
        "step",
        finding,
        us(stepNs, 99),
        SLOW_STEP_US,
        TOO_SLOW_STEP_US,
        "end other programs, or play a smaller model");
  }

  private Check timer() {
    Histogram lateNs = new Histogram(3);
    long deadlineNs = clock.nowNs();
    for (int i = 0; i < WAKE_UPS; i++) {
      deadlineNs += WAKE_UP_NS;
      long waitNs = deadlineNs - clock.nowNs();
      while (waitNs > 0) {
        LockSupport.parkNanos(waitNs);
        waitNs = deadlineNs - clock.nowNs();
      }
      lateNs.recordValue(-waitNs);
    }
    String finding =
        String.format(
            "wakes up %.0f µs late at the median, %.0f µs at worst of %d",
            us(lateNs, 50), us(lateNs, 100), WAKE_UPS);
    return graded(
        "timer",
        finding,
        us(lateNs, 99),
        LATE_US,
        TOO_LATE_US,
        "end other programs, and set the processor's governor to performance");
  }

  private static Check memory() {
    long heap = Runtime.getRuntime().maxMemory() / MEGABYTE;
    String resident =
        Machine.residentBytes().isPresent()
            ? Machine.residentBytes().getAsLong() / MEGABYTE + " MB resident, "
            : "";
    return Check.good("memory", resident + heap + " MB heap at most");
  }

  /** Nothing of a transport that belongs to other systems: nothing is missing there. */
  static Optional<Check> transport(MidiTransport transport) {
    Availability availability = transport.availability();
    if (!availability.here()) {
      return Optional.empty();
    }
    return Optional.of(
        availability.available()
            ? Check.good(transport.name(), availability.detail())
            : new Check(transport.name(), Verdict.FAIR, "not available", availability.detail()));
  }

  private static Check graded(
      String name, String finding, double figure, double fair, double bad, String remedy) {
    if (figure < fair) {
      return Check.good(name, finding);
    }
    return new Check(name, figure < bad ? Verdict.FAIR : Verdict.BAD, finding, remedy);
  }

  private static double us(Histogram histogramNs, double percentile) {
    return histogramNs.getValueAtPercentile(percentile) / 1e3;
  }
}

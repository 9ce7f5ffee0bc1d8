package antiphon.app.doctor;

import antiphon.app.bench.Machine;
import antiphon.app.config.Configuration;
import antiphon.app.config.DataFolder;
import antiphon.app.config.Key;
import antiphon.app.doctor.Check.Verdict;
import antiphon.app.realtime.RealTimeThread;
import antiphon.app.session.ModelShelf;
import antiphon.app.session.Transports;
import antiphon.midi.port.Availability;
import antiphon.midi.port.MidiTransport;
import antiphon.midi.port.loopback.LoopbackTransport;
import antiphon.music.time.Clock;
import antiphon.music.time.SystemClock;
import antiphon.net.LstmStepper;
import antiphon.net.LstmWeights;
import antiphon.net.StepKind;
import antiphon.net.Steppers;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Looks at this machine with the eyes of one configuration. Takes less than five seconds. */
public final class Checkup {
  private static final String OFF = "off";
  private static final long MEGABYTE = 1 << 20;

  /**
   * A part of it.
   *
   * @param name what is looked at, in a word
   */
  public record Stage(String name, Supplier<List<Check>> look) {}

  private final Clock clock = new SystemClock();
  private final Configuration configuration;
  private final LstmWeights weights;
  private final LstmStepper stepper;

  /**
   * @throws antiphon.app.config.UsageException when there is no such model, or none of its steps
   */
  public Checkup(Configuration configuration) {
    this.configuration = configuration;
    weights = ModelShelf.load(configuration.text(Key.MODEL)).weights();
    stepper = ModelShelf.stepper(weights, configuration.text(Key.ENGINE));
  }

  /** One after the other, so that none disturbs another. */
  public List<Stage> stages() {
    return List.of(
        new Stage("java", () -> List.of(java(), memory())),
        new Stage("model", () -> List.of(stepper(), stepTime())),
        new Stage("timer", () -> List.of(timer())),
        new Stage("rights", Rights.own()::checks),
        new Stage("disk", this::disk),
        new Stage("ports", this::ports),
        new Stage("service", this::service));
  }

  private static Check java() {
    return Check.good("jvm", System.getProperty("java.vm.name") + " " + Runtime.version());
  }

  private Check stepper() {
    String finding = stepper.description();
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
    return new StepTime(clock, configuration.number(Key.TEMPO)).look(stepper);
  }

  /** On a thread with the rights of the one that sends. */
  private Check timer() {
    Supplier<Check> look =
        () -> {
          if (!configuration.text(Key.REALTIME).equals(OFF)) {
            RealTimeThread.ask();
          }
          return new WakeUps(clock, LockSupport::parkNanos).look();
        };
    return CompletableFuture.supplyAsync(look, work -> new Thread(work, "antiphon-doctor").start())
        .join();
  }

  private static Check memory() {
    long heap = Runtime.getRuntime().maxMemory() / MEGABYTE;
    String resident =
        Machine.residentBytes().isPresent()
            ? Machine.residentBytes().getAsLong() / MEGABYTE + " MB resident, "
            : "";
    return Check.good("memory", resident + heap + " MB heap at most");
  }

  private List<Check> disk() {
    if (!configuration.flag(Key.JOURNAL_KEEP)) {
      return List.of(Check.good("disk", "no journal is kept"));
    }
    return new JournalDisk(
            DataFolder.JOURNAL.of(configuration), configuration.integer(Key.JOURNAL_MAX_MB), clock)
        .look();
  }

  private List<Check> ports() {
    return Transports.all(configuration, clock).stream()
        .filter(transport -> !transport.name().equals(LoopbackTransport.NAME))
        .flatMap(transport -> transport(transport).stream())
        .toList();
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

  private List<Check> service() {
    Check page =
        new WebPort(configuration.text(Key.WEB_LISTEN), (int) configuration.integer(Key.WEB))
            .look();
    return Stream.concat(Stream.of(page), Unit.installed().look().stream()).toList();
  }
}

package antiphon.app.command;

import antiphon.app.bench.ClockBench;
import antiphon.app.bench.DraftBench;
import antiphon.app.bench.LiveBench;
import antiphon.app.bench.Machine;
import antiphon.app.bench.StepBench;
import antiphon.app.config.TrainingLibraries;
import antiphon.app.config.UsageException;
import antiphon.app.session.ModelShelf;
import antiphon.control.web.WebException;
import antiphon.learn.train.TrainingSpeed;
import antiphon.music.time.SystemClock;
import antiphon.net.LstmSpec;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;
import antiphon.net.LstmWeights;
import antiphon.net.ModelBundle;
import antiphon.net.Steppers;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.DoubleConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import me.tongfei.progressbar.ProgressBar;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench}: how fast this machine is at what Antiphon does. */
@Command(
    name = "bench",
    description = {
      "Measures this machine. 'step': one step of the model, in every way that it can be computed here, beside DL4J's",
      "rnnTimeStep on the same weights and beside the mere reading of as many bytes. Times in microseconds.",
      "'draft': from a note of the player's to what comes next drafted anew, in a jam and before an answer.",
      "'jitter': how late messages leave on a transport without time stamps. 'pipeline': from a call to the answer that",
      "is wanted at once, and from a message in to the same passed through. 'clock': how well a MIDI clock with jitter is",
      "followed. 'train': how many tokens a second a network of the model's size",
      "learns from, beside DL4J's own LSTM layer."
    },
    footer = {
      "",
      "Examples:",
      "  antiphon bench step --json",
      "  antiphon bench step --random 2x512 --seconds 30",
      "  antiphon bench draft --random 2x512 --json",
      "  antiphon bench jitter --seconds 600 --json",
      "  antiphon bench jitter --clients 100 --seconds 120 --json",
      "  antiphon bench train --random 2x512 --seconds 60",
      "For steady figures: an idle machine, one core (taskset -c 1 antiphon bench step)."
    })
public final class BenchCommand implements Callable<Integer> {
  private static final Pattern SIZE = Pattern.compile("(\\d)x(\\d{1,4})");
  private static final List<String> KINDS =
      List.of("step", "draft", "jitter", "pipeline", "clock", "train", "all");

  /** What is measured beside Deeplearning4j. */
  private static final List<String> COMPARED = List.of("step", "train");

  private static final long SEED = 1;
  private static final int PROGRESS_STEPS = 100;

  @Parameters(
      paramLabel = "WHAT",
      description = "step, draft, jitter, pipeline, clock, train or all (all but train).")
  private String what;

  @Option(
      names = "--model",
      paramLabel = "NAME|PATH",
      defaultValue = "studio",
      description = "Model in models/, or a folder (default: ${DEFAULT-VALUE}).")
  private String model;

  @Option(
      names = "--random",
      paramLabel = "LAYERSxHIDDEN",
      description = "Random weights of this size instead of a model, such as 2x512.")
  private String random;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      defaultValue = "10",
      description = "How long to measure (default: ${DEFAULT-VALUE}).")
  private double seconds;

  @Option(
      names = "--batch",
      paramLabel = "N",
      defaultValue = "16",
      description = "With train: windows learnt from at once (default: ${DEFAULT-VALUE}).")
  private int batch;

  @Option(
      names = "--idle",
      description = "With jitter and pipeline: give the machine nothing else to do meanwhile.")
  private boolean idle;

  @Option(
      names = "--flood",
      description = {
        "With jitter: half of the time ten thousand controllers a second come in, and as many changes of parameters;",
        "--seconds are measured without, and as many with them."
      })
  private boolean flood;

  @Option(
      names = "--clients",
      paramLabel = "N",
      description = {
        "With jitter: half of the time so many pages are open, in a process of their own, and one of them never reads,",
        "while somebody plays 50 notes a second; --seconds are measured without, and as many with them."
      })
  private int clients;

  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Override
  public Integer call() {
    if (!KINDS.contains(what)) {
      throw new UsageException(
          "bench measures "
              + String.join(", ", KINDS.subList(0, KINDS.size() - 1))
              + " or all, not '"
              + what
              + "'");
    }
    if (batch < 1 || batch > 1024) {
      throw new UsageException("--batch must be 1 to 1024, not " + batch);
    }
    if (!(seconds > 0 && seconds <= 3600)) {
      throw new UsageException("--seconds must be above 0, up to 3600, not " + seconds);
    }
    if (flood && !wants("jitter")) {
      throw new UsageException("--flood goes with bench jitter, not with bench " + what);
    }
    if (clients < 0 || clients > 1000) {
      throw new UsageException("--clients must be 0 to 1000, not " + clients);
    }
    if (clients > 0 && !wants("jitter")) {
      throw new UsageException("--clients goes with bench jitter, not with bench " + what);
    }
    if (clients > 0 && flood) {
      throw new UsageException("--clients and --flood are measured one at a time; leave one out");
    }
    if (COMPARED.stream().anyMatch(this::wants)) {
      TrainingLibraries.require("bench " + what);
    }
    ObjectNode document = new ObjectMapper().createObjectNode();
    Machine.describe(document.putObject("machine"));
    if (what.equals("train")) {
      train(document.putObject("train"));
    }
    if (wants("step")) {
      step(document.putObject("step"));
    }
    if (wants("draft")) {
      draft(document.putObject("draft"));
    }
    if (wants("jitter")) {
      live("jitter", document.putObject("jitter"), LiveBench::jitter);
    }
    if (wants("pipeline")) {
      live("pipeline", document.putObject("pipeline"), LiveBench::pipeline);
    }
    if (wants("clock")) {
      new ClockBench(SEED).run(document.putObject("clock"));
    }
    System.out.println(json ? document.toString() : document.toPrettyString());
    return 0;
  }

  private boolean wants(String kind) {
    return what.equals(kind) || what.equals("all");
  }

  private void draft(ObjectNode draft) {
    LstmWeights weights = weights(draft);
    LstmStepper stepper = Steppers.create(Steppers.fastest(weights.spec()), weights);
    DraftBench bench = new DraftBench(stepper, new SystemClock(), SEED);
    try (ProgressBar bar =
        ProgressBars.named("bench draft").setInitialMax(PROGRESS_STEPS).build()) {
      bench.run(seconds, draft, share -> bar.stepTo(Math.round(share * PROGRESS_STEPS)));
    }
  }

  private interface LiveMeasurement {
    void run(LiveBench bench, double seconds, ObjectNode node, DoubleConsumer progress)
        throws WebException;
  }

  private void live(String name, ObjectNode node, LiveMeasurement measurement) {
    LstmWeights weights = weights(node);
    LstmStepper stepper = Steppers.create(Steppers.fastest(weights.spec()), weights);
    LiveBench bench = new LiveBench(stepper, new SystemClock(), !idle, flood, clients);
    try (ProgressBar bar =
        ProgressBars.named("bench " + name).setInitialMax(PROGRESS_STEPS).build()) {
      measurement.run(
          bench, seconds, node, share -> bar.stepTo(Math.round(share * PROGRESS_STEPS)));
    } catch (WebException e) {
      throw new UsageException(e.getMessage(), e);
    }
  }

  private void train(ObjectNode train) {
    TrainingSpeed speed = new TrainingSpeed(weights(train).spec(), batch, new SystemClock());
    TrainingSpeed.Result result;
    try (ProgressBar bar =
        ProgressBars.named("bench train").setInitialMax(PROGRESS_STEPS).build()) {
      result = speed.run(seconds, share -> bar.stepTo(Math.round(share * PROGRESS_STEPS)));
    }
    train
        .put("batchWindows", result.batchWindows())
        .put("segmentTokens", result.segmentTokens())
        .put("rounds", result.rounds())
        .put("tokensPerSecond", result.fusedTokensPerSecond())
        .put("dl4jTokensPerSecond", result.dl4jTokensPerSecond())
        .put("ratioToDl4j", result.ratio());
  }

  private void step(ObjectNode step) {
    LstmWeights weights = weights(step);
    firstStep(weights, step);
    StepBench bench = new StepBench(weights, new SystemClock());
    try (ProgressBar bar = ProgressBars.named("bench step").setInitialMax(PROGRESS_STEPS).build()) {
      bench.run(seconds, share -> bar.stepTo(Math.round(share * PROGRESS_STEPS)));
    }
    bench.report(step);
  }

  private LstmWeights weights(ObjectNode step) {
    if (random == null) {
      ModelBundle bundle = ModelShelf.load(model);
      step.put("model", bundle.manifest().name());
      return bundle.weights();
    }
    Matcher size = SIZE.matcher(random);
    if (!size.matches()) {
      throw new UsageException("--random takes layers and hidden units as 2x512, not " + random);
    }
    step.put("model", "random " + random + ", seed " + SEED);
    try {
      return LstmWeights.random(
          LstmSpec.ofVocabulary(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2))),
          SEED);
    } catch (IllegalArgumentException e) {
      throw new UsageException("--random: " + e.getMessage(), e);
    }
  }

  /** From the start of the process to the first step taken, and what is resident then. */
  private static void firstStep(LstmWeights weights, ObjectNode step) {
    LstmStepper stepper = Steppers.create(Steppers.fastest(weights.spec()), weights);
    LstmState state = new LstmState(weights.spec());
    stepper.feed(state, 0, 0);
    stepper.logits(state);
    step.put("firstStepMs", ManagementFactory.getRuntimeMXBean().getUptime());
    Machine.residentBytes().ifPresent(bytes -> step.put("residentMbAtFirstStep", bytes >> 20));
  }
}

package antiphon.app.bench;

import antiphon.music.time.Clock;
import antiphon.net.LstmSpec;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;
import antiphon.net.LstmWeights;
import antiphon.net.StepKind;
import antiphon.net.Steppers;
import antiphon.net.WeightStream;
import antiphon.net.dl4j.Dl4jTimeStep;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.DoubleConsumer;

/**
 * Measures one step, output layer included: every kind of stepper, DL4J's {@code rnnTimeStep} on
 * the same weights, the plain reading of as many bytes as each kind reads, and several voices
 * together. All take turns, so that what disturbs the machine disturbs all of them.
 */
public final class StepBench {
  /** So often each is done before it counts: compilation has long ended then. */
  private static final int WARM_UP = 3_000;

  private static final int WARM_UP_DL4J = 50;
  private static final int WARM_UP_VOICES = 100;
  private static final int TURN = 1_000;
  private static final int TURN_PLAIN = 100;
  private static final int TURN_DL4J = 10;

  private static final long SETTLING_NS = 100_000_000;

  /** Steps of one voice in a turn of many. */
  private static final int TURN_VOICES = 128;

  private static final int[] VOICES = {1, 2, 4, 8, 16, 64};

  private final Clock clock;
  private final LstmSpec spec;
  private final WeightStream stream;
  private final Map<StepKind, LstmStepper> steppers = new EnumMap<>(StepKind.class);
  private final Map<StepKind, Lap> steps = new EnumMap<>(StepKind.class);
  private final Map<StepKind, Lap> limits = new EnumMap<>(StepKind.class);
  private final Map<StepKind, Lap[]> voices = new EnumMap<>(StepKind.class);
  private final Lap dl4j;
  private int turn;
  private int sink;

  public StepBench(LstmWeights weights, Clock clock) {
    this.clock = clock;
    spec = weights.spec();
    stream = Steppers.stream(spec);
    for (StepKind kind : StepKind.values()) {
      if (Steppers.obstacle(kind, spec).isEmpty()) {
        steppers.put(kind, Steppers.create(kind, weights));
      }
    }
    int[] memory = new int[(int) (largestBytes() / Integer.BYTES)];
    Arrays.setAll(memory, i -> i);
    steppers.forEach(
        (kind, stepper) -> {
          steps.put(kind, new Lap(clock, step(stepper)));
          int words = (int) (stepper.bytesPerStep() / Integer.BYTES);
          limits.put(kind, new Lap(clock, () -> sink += stream.read(memory, words)));
          if (kind != StepKind.PLAIN) {
            voices.put(kind, lapsOfVoices(stepper));
          }
        });
    Dl4jTimeStep control = new Dl4jTimeStep(weights);
    dl4j =
        new Lap(
            clock,
            () -> {
              control.step(turn % spec.tokens(), turn % spec.positions());
              turn++;
            });
  }

  /**
   * Measures for about so long, after warming up.
   *
   * @param progress is told the share that is done
   */
  public void run(double seconds, DoubleConsumer progress) {
    steps.values().forEach(lap -> lap.warmUp(WARM_UP));
    limits.values().forEach(lap -> lap.warmUp(WARM_UP));
    voices.values().forEach(laps -> Arrays.stream(laps).forEach(lap -> lap.warmUp(WARM_UP_VOICES)));
    dl4j.warmUp(WARM_UP_DL4J);
    long startNs = clock.nowNs();
    double done;
    do {
      steps.forEach(
          (kind, lap) -> {
            int times = kind == StepKind.PLAIN ? TURN_PLAIN : TURN;
            lap.run(times);
            limits.get(kind).run(times);
          });
      voices.values().forEach(StepBench::runVoices);
      dl4j.run(TURN_DL4J);
      LockSupport.parkNanos(SETTLING_NS); // ND4J's threads tidy up after it
      done = (clock.nowNs() - startNs) / (seconds * 1e9);
      progress.accept(Math.min(1, done));
    } while (done < 1);
  }

  /** Writes what was measured into a document. */
  public void report(ObjectNode document) {
    StepKind fastest = Steppers.fastest(spec);
    document
        .put("layers", spec.layers())
        .put("hidden", spec.hidden())
        .put("stepper", steppers.get(fastest).description());
    report(fastest, document);
    document
        .put("dl4jP50Us", rounded(dl4j.medianUs()))
        .put("dl4jP99Us", rounded(dl4j.us(99)))
        .put("dl4jP999Us", rounded(dl4j.us(99.9)))
        .put("dl4jBytesAllocatedPerStep", Math.round(dl4j.bytesPerTurn()))
        .put("ratioToDl4j", rounded(dl4j.medianUs() / steps.get(fastest).medianUs()));
    ArrayNode kinds = document.putArray("steppers");
    for (StepKind kind : steppers.keySet()) {
      ObjectNode node = kinds.addObject().put("kind", kind.word());
      report(kind, node);
      if (voices.containsKey(kind)) {
        report(voices.get(kind), node.putArray("voices"));
      }
    }
  }

  private void report(StepKind kind, ObjectNode node) {
    Lap lap = steps.get(kind);
    Lap limit = limits.get(kind);
    node.put("steps", lap.count())
        .put("p50Us", rounded(lap.medianUs()))
        .put("p90Us", rounded(lap.us(90)))
        .put("p99Us", rounded(lap.us(99)))
        .put("p999Us", rounded(lap.us(99.9)))
        .put("maxUs", rounded(lap.us(100)))
        .put("bytesAllocatedPerStep", lap.bytesPerTurn())
        .put("bytesRead", steppers.get(kind).bytesPerStep())
        .put("limitUs", rounded(limit.medianUs()))
        .put("ratioToLimit", rounded(lap.medianUs() / limit.medianUs()));
  }

  private static void report(Lap[] laps, ArrayNode nodes) {
    for (int i = 0; i < VOICES.length; i++) {
      nodes
          .addObject()
          .put("voices", VOICES[i])
          .put("p50Us", rounded(laps[i].medianUs()))
          .put("p99Us", rounded(laps[i].us(99)))
          .put("p50UsPerVoice", rounded(laps[i].medianUs() / VOICES[i]))
          .put("ratioToOneVoice", rounded(laps[i].medianUs() / laps[0].medianUs()));
    }
  }

  private static double rounded(double value) {
    return Math.round(value * 100) / 100.0;
  }

  private long largestBytes() {
    return steppers.values().stream().mapToLong(LstmStepper::bytesPerStep).max().orElseThrow();
  }

  private Runnable step(LstmStepper stepper) {
    LstmState state = new LstmState(spec);
    return () -> {
      stepper.feed(state, turn % spec.tokens(), turn % spec.positions());
      stepper.logits(state);
      turn++;
    };
  }

  private Lap[] lapsOfVoices(LstmStepper stepper) {
    Lap[] laps = new Lap[VOICES.length];
    for (int i = 0; i < laps.length; i++) {
      laps[i] = new Lap(clock, step(stepper, VOICES[i]));
    }
    return laps;
  }

  private Runnable step(LstmStepper stepper, int count) {
    LstmState[] states = new LstmState[count];
    Arrays.setAll(states, i -> new LstmState(spec));
    int[] tokens = new int[count];
    int[] positions = new int[count];
    return () -> {
      for (int voice = 0; voice < count; voice++) {
        tokens[voice] = (turn + 7 * voice) % spec.tokens();
        positions[voice] = turn % spec.positions();
      }
      turn++;
      stepper.feed(states, tokens, positions, count);
      stepper.logits(states, count);
    };
  }

  /** As many steps in all, however many voices take them together. */
  private static void runVoices(Lap[] laps) {
    for (int i = 0; i < laps.length; i++) {
      laps[i].run(TURN_VOICES / VOICES[i]);
    }
  }
}

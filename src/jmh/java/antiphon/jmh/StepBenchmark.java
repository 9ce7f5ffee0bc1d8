package antiphon.jmh;

import antiphon.net.LstmSpec;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;
import antiphon.net.LstmWeights;
import antiphon.net.StepKind;
import antiphon.net.Steppers;
import antiphon.net.WeightStream;
import antiphon.net.dl4j.Dl4jTimeStep;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One step with its output layer, in every way this program has, beside reading its weights once. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx1g", "-XX:+UseSerialGC", "--add-modules", "jdk.incubator.vector"})
public class StepBenchmark {
  /** Our own steps. */
  @State(Scope.Thread)
  public static class Own {
    @Param({"2x512"})
    String size;

    @Param({"BFLOAT16", "FLOAT32", "PLAIN"})
    StepKind kind;

    LstmStepper stepper;
    LstmState state;
    WeightStream stream;
    int[] memory;
    int turn;

    @Setup
    public void prepare() {
      LstmSpec spec = Sizes.spec(size);
      stepper = Steppers.create(kind, LstmWeights.random(spec, 1));
      state = new LstmState(spec);
      stream = Steppers.stream(spec);
      memory = new int[(int) (stepper.bytesPerStep() / Integer.BYTES)];
    }
  }

  /** DL4J's. */
  @State(Scope.Thread)
  public static class Dl4j {
    @Param({"2x512"})
    String size;

    Dl4jTimeStep control;
    LstmSpec spec;
    int turn;

    @Setup
    public void prepare() {
      spec = Sizes.spec(size);
      control = new Dl4jTimeStep(LstmWeights.random(spec, 1));
    }
  }

  @Benchmark
  public float step(Own own) {
    own.turn++;
    own.stepper.feed(
        own.state,
        own.turn % own.stepper.spec().tokens(),
        own.turn % own.stepper.spec().positions());
    return own.stepper.logits(own.state)[0];
  }

  @Benchmark
  public int readWeightsOnce(Own own) {
    return own.stream.read(own.memory, own.memory.length);
  }

  @Benchmark
  public double rnnTimeStep(Dl4j dl4j) {
    dl4j.turn++;
    return dl4j.control.step(
        dl4j.turn % dl4j.spec.tokens(), dl4j.turn % dl4j.spec.positions());
  }
}

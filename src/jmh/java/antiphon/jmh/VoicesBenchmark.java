package antiphon.jmh;

import antiphon.net.LstmSpec;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;
import antiphon.net.LstmWeights;
import antiphon.net.StepKind;
import antiphon.net.Steppers;
import java.util.Arrays;
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

/** Several voices stepped together on one set of weights. */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx1g", "-XX:+UseSerialGC", "--add-modules", "jdk.incubator.vector"})
public class VoicesBenchmark {
  @Param({"2x512"})
  String size;

  @Param({"BFLOAT16", "FLOAT32"})
  StepKind kind;

  @Param({"1", "2", "4", "8", "16", "64"})
  int voices;

  private LstmStepper stepper;
  private LstmState[] states;
  private int[] tokens;
  private int[] positions;

  @Setup
  public void prepare() {
    LstmSpec spec = Sizes.spec(size);
    stepper = Steppers.create(kind, LstmWeights.random(spec, 1));
    states = new LstmState[voices];
    Arrays.setAll(states, i -> new LstmState(spec));
    tokens = new int[voices];
    positions = new int[voices];
    Arrays.setAll(tokens, i -> 7 * i % spec.tokens());
  }

  @Benchmark
  public float stepTogether() {
    stepper.feed(states, tokens, positions, voices);
    stepper.logits(states, voices);
    return states[0].logits()[0];
  }
}

package antiphon.jmh;

import ai.djl.Model;
import ai.djl.inference.Predictor;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.translate.NoopTranslator;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.File;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Others' engines on a network of the same hidden sizes and outputs, random weights: embedding of
 * 64, 2 × LSTM 512, softmax over 315. One thread each. The models are made by {@code
 * src/jmh/python/make_peers.py}.
 */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 2)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx1g", "-XX:+UseSerialGC"})
public class PeerBenchmark {
  private static final int HIDDEN = 512;
  private static final int TOKENS = 315;

  private static File peer(String name) {
    return Path.of(System.getProperty("antiphon.peers", "target/peers"), name).toFile();
  }

  /** ONNX Runtime; the memory goes in and comes out as tensors. */
  @State(Scope.Thread)
  public static class Onnx {
    @Param({"float32", "int8"})
    String weights;

    private OrtEnvironment environment;
    private OrtSession session;
    private OrtSession.Result last;
    private OnnxTensor h;
    private OnnxTensor c;
    private OnnxTensor[] tokens;
    private int turn;

    @Setup
    public void prepare() throws OrtException {
      environment = OrtEnvironment.getEnvironment();
      OrtSession.SessionOptions options = new OrtSession.SessionOptions();
      options.setIntraOpNumThreads(1);
      options.setInterOpNumThreads(1);
      session = environment.createSession(peer("lstm-" + weights + ".onnx").getPath(), options);
      h = OnnxTensor.createTensor(environment, new float[2][1][HIDDEN]);
      c = OnnxTensor.createTensor(environment, new float[2][1][HIDDEN]);
      tokens = new OnnxTensor[TOKENS];
      for (int i = 0; i < TOKENS; i++) {
        tokens[i] =
            OnnxTensor.createTensor(
                environment, LongBuffer.wrap(new long[] {i}), new long[] {1, 1});
      }
    }

    float step() throws OrtException {
      OrtSession.Result result =
          session.run(
              Map.of("token", tokens[turn++ % TOKENS], "h", h, "c", c),
              Set.of("probabilities", "h_out", "c_out"));
      if (last == null) {
        h.close();
        c.close();
      } else {
        last.close();
      }
      last = result;
      h = (OnnxTensor) result.get("h_out").orElseThrow();
      c = (OnnxTensor) result.get("c_out").orElseThrow();
      return ((OnnxTensor) result.get("probabilities").orElseThrow()).getFloatBuffer().get(0);
    }

    @TearDown
    public void close() throws OrtException {
      last.close();
      session.close();
    }
  }

  /** PyTorch through DJL: nn.LSTM as TorchScript. */
  @State(Scope.Thread)
  public static class Djl {
    private Model model;
    private Predictor<NDList, NDList> predictor;
    private NDManager manager;
    private NDList memory;
    private int turn;

    @Setup(Level.Trial)
    public void prepare() throws Exception {
      System.setProperty("ai.djl.pytorch.num_threads", "1");
      System.setProperty("ai.djl.pytorch.num_interop_threads", "1");
      model = Model.newInstance("lstm", "PyTorch");
      model.load(peer("").toPath(), "lstm");
      predictor = model.newPredictor(new NoopTranslator());
      manager = NDManager.newBaseManager("PyTorch");
      memory =
          new NDList(
              manager.zeros(new ai.djl.ndarray.types.Shape(2, 1, HIDDEN)),
              manager.zeros(new ai.djl.ndarray.types.Shape(2, 1, HIDDEN)));
    }

    float step() throws Exception {
      NDList out;
      try (var token = manager.create(new long[] {turn++ % TOKENS}, new ai.djl.ndarray.types.Shape(1, 1))) {
        out = predictor.predict(new NDList(token, memory.get(0), memory.get(1)));
      }
      memory.close();
      memory = new NDList(out.get(1), out.get(2));
      float first = out.get(0).getFloat(0, 0, 0);
      out.get(0).close();
      return first;
    }

    @TearDown
    public void close() {
      memory.close();
      predictor.close();
      model.close();
      manager.close();
    }
  }

  /** OpenBLAS: the matrix-vector products of a step alone, the first layer's input looked up. */
  @State(Scope.Thread)
  public static class Blas {
    private final FloatPointer first = new FloatPointer((long) HIDDEN * 4 * HIDDEN);
    private final FloatPointer second = new FloatPointer(2L * HIDDEN * 4 * HIDDEN);
    private final FloatPointer output = new FloatPointer((long) HIDDEN * TOKENS);
    private final FloatPointer x = new FloatPointer(2L * HIDDEN);
    private final FloatPointer y = new FloatPointer(4L * HIDDEN);

    @Setup
    public void prepare() {
      openblas.blas_set_num_threads(1);
      fill(first);
      fill(second);
      fill(output);
      fill(x);
    }

    float step() {
      product(first, 4 * HIDDEN, HIDDEN);
      product(second, 4 * HIDDEN, 2 * HIDDEN);
      product(output, TOKENS, HIDDEN);
      return y.get(0);
    }

    private void product(FloatPointer matrix, int rows, int columns) {
      openblas.cblas_sgemv(
          openblas.CblasRowMajor,
          openblas.CblasNoTrans,
          rows,
          columns,
          1f,
          matrix,
          columns,
          x,
          1,
          0f,
          y,
          1);
    }

    private static void fill(FloatPointer values) {
      for (long i = 0; i < values.capacity(); i++) {
        values.put(i, (i * 31 % 17 - 8) / 100f);
      }
    }
  }

  @Benchmark
  public float onnxRuntime(Onnx onnx) throws OrtException {
    return onnx.step();
  }

  @Benchmark
  public float pytorchByDjl(Djl djl) throws Exception {
    return djl.step();
  }

  @Benchmark
  public float openblasProductsAlone(Blas blas) {
    return blas.step();
  }
}

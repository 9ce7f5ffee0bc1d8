package antiphon.net.dl4j;

import antiphon.net.LstmSpec;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;
import antiphon.net.LstmWeights;
import java.util.Map;
import org.deeplearning4j.nn.layers.recurrent.LSTM;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * The step by DL4J's {@code rnnTimeStep}: slow and not real-time-safe, there to check the others by
 * and for those who ask for it. Thread-safe by a lock.
 */
public final class Dl4jStepper implements LstmStepper {
  private final LstmSpec spec;
  private final MultiLayerNetwork network;

  public Dl4jStepper(LstmWeights weights) {
    spec = weights.spec();
    network = Dl4jNetworks.build(spec, new Dl4jNetworks.Learning(new NoOp(), 1, 1, 1, 0));
    Dl4jNetworks.load(network, weights);
  }

  @Override
  public LstmSpec spec() {
    return spec;
  }

  @Override
  public synchronized void feed(LstmState state, int token, int position) {
    INDArray input = Nd4j.zeros(1, spec.tokens() + spec.positions());
    input.putScalar(0, token, 1);
    input.putScalar(0, spec.tokens() + position, 1);
    for (int layer = 0; layer < spec.layers(); layer++) {
      network.rnnSetPreviousState(
          layer,
          Map.of(
              LSTM.STATE_KEY_PREV_ACTIVATION, row(state.hidden(layer)),
              LSTM.STATE_KEY_PREV_MEMCELL, row(state.cell(layer))));
    }
    network.rnnTimeStep(input);
    for (int layer = 0; layer < spec.layers(); layer++) {
      Map<String, INDArray> memory = network.rnnGetPreviousState(layer);
      copy(memory.get(LSTM.STATE_KEY_PREV_ACTIVATION), state.hidden(layer));
      copy(memory.get(LSTM.STATE_KEY_PREV_MEMCELL), state.cell(layer));
    }
  }

  /** The logarithms of the output layer's probabilities. */
  @Override
  public synchronized float[] logits(LstmState state) {
    float[] top = state.hidden(spec.layers() - 1);
    INDArray input = Nd4j.create(top.clone(), new long[] {1, top.length, 1}, 'f');
    INDArray probabilities =
        network.getOutputLayer().activate(input, false, LayerWorkspaceMgr.noWorkspaces());
    for (int i = 0; i < state.logits().length; i++) {
      state.logits()[i] = (float) Math.log(probabilities.getDouble(0, i, 0));
    }
    return state.logits();
  }

  @Override
  public String description() {
    return "DL4J " + MultiLayerNetwork.class.getPackage().getImplementationVersion();
  }

  private static INDArray row(float[] values) {
    return Nd4j.create(values.clone(), new long[] {1, values.length}, 'f');
  }

  private static void copy(INDArray row, float[] values) {
    System.arraycopy(row.dup('c').data().asFloat(), 0, values, 0, values.length);
  }
}

package antiphon.net.dl4j;

import java.util.Map;
import org.deeplearning4j.nn.api.MaskState;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.recurrent.BaseRecurrentLayer;
import org.deeplearning4j.nn.layers.recurrent.LSTM;
import org.deeplearning4j.nn.params.LSTMParamInitializer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * The computation of {@link FusedLstm}: for the recurrence one matrix product a step, for all else
 * one a run of steps; the gates in one pass over plain arrays; what the forward pass found is kept
 * for the backward pass. A one-hot input is never made: its indices choose rows. Not thread-safe.
 */
final class FusedLstmLayer extends BaseRecurrentLayer<FusedLstm> {
  private static final long serialVersionUID = 1;

  private transient LstmSegment segment;
  private transient IndexedInput indexedInput; // of an indexed layer
  private transient INDArray denseInput; // [inputs, batch·steps] of the forward pass, or null
  private transient boolean forwardKept;

  FusedLstmLayer(NeuralNetConfiguration configuration, DataType type) {
    super(configuration, type);
  }

  @Override
  public INDArray activate(boolean training, LayerWorkspaceMgr workspaces) {
    return forward(training, null, null, workspaces);
  }

  @Override
  public INDArray activate(INDArray newInput, boolean training, LayerWorkspaceMgr workspaces) {
    setInput(newInput, workspaces);
    return forward(training, null, null, workspaces);
  }

  @Override
  public INDArray rnnTimeStep(INDArray newInput, LayerWorkspaceMgr workspaces) {
    setInput(newInput, workspaces);
    INDArray output =
        forward(
            false,
            stateMap.get(LSTM.STATE_KEY_PREV_ACTIVATION),
            stateMap.get(LSTM.STATE_KEY_PREV_MEMCELL),
            workspaces);
    putState(stateMap);
    return output;
  }

  @Override
  public INDArray rnnActivateUsingStoredState(
      INDArray newInput, boolean training, boolean storeLast, LayerWorkspaceMgr workspaces) {
    setInput(newInput, workspaces);
    INDArray output =
        forward(
            training,
            tBpttStateMap.get(LSTM.STATE_KEY_PREV_ACTIVATION),
            tBpttStateMap.get(LSTM.STATE_KEY_PREV_MEMCELL),
            workspaces);
    if (storeLast) {
      putState(tBpttStateMap);
    }
    return output;
  }

  @Override
  public Pair<Gradient, INDArray> backpropGradient(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    if (!forwardKept) {
      forward(true, null, null, workspaces);
    }
    return backward(epsilon, workspaces);
  }

  @Override
  public Pair<Gradient, INDArray> tbpttBackpropGradient(
      INDArray epsilon, int backwardSteps, LayerWorkspaceMgr workspaces) {
    assertInputSet(true);
    if (!forwardKept) {
      forward(
          true,
          stateMap.get(LSTM.STATE_KEY_PREV_ACTIVATION),
          stateMap.get(LSTM.STATE_KEY_PREV_MEMCELL),
          workspaces);
    }
    putState(tBpttStateMap);
    return backward(epsilon, workspaces);
  }

  @Override
  public Gradient gradient() {
    throw new UnsupportedOperationException("an LSTM layer is not trained alone");
  }

  @Override
  public Type type() {
    return Type.RECURRENT;
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  @Override
  public Pair<INDArray, MaskState> feedForwardMaskArray(
      INDArray mask, MaskState state, int minibatch) {
    return new Pair<>(mask, MaskState.Passthrough);
  }

  private INDArray forward(
      boolean training, INDArray hiddenBefore, INDArray cellBefore, LayerWorkspaceMgr workspaces) {
    assertInputSet(false);
    int units = (int) layerConf().getNOut();
    int batch = (int) input.size(0);
    int steps = input.rank() == 3 ? (int) input.size(2) : 1;
    if (segment == null || !segment.fits(batch, steps)) {
      segment = new LstmSegment(batch, steps, units);
      indexedInput =
          layerConf().isIndexed()
              ? new IndexedInput((int) layerConf().getNIn(), units, batch, steps)
              : null;
    }
    segment.begin(columns(hiddenBefore), columns(cellBefore));
    INDArray weights = getParam(LSTMParamInitializer.INPUT_WEIGHT_KEY);
    INDArray recurrent = getParam(LSTMParamInitializer.RECURRENT_WEIGHT_KEY);
    INDArray bias = getParam(LSTMParamInitializer.BIAS_KEY);
    if (layerConf().isIndexed()) {
      indexedInput.forward(input, weights, bias, segment);
      denseInput = null;
    } else {
      applyDropOutIfNecessary(training, workspaces);
      denseInput = asColumns(input, batch, steps);
      Nd4j.gemm(weights, denseInput, segment.sums(), true, false, 1, 0);
      segment.sums().addiColumnVector(bias.reshape(4L * units, 1));
    }
    segment.forward(recurrent);
    forwardKept = training;
    INDArray output =
        workspaces.createUninitialized(
            ArrayType.ACTIVATIONS, DataType.FLOAT, new long[] {units, batch, steps}, 'f');
    output.reshape('f', units, (long) batch * steps).assign(segment.hidden());
    return output.permute(1, 0, 2);
  }

  private Pair<Gradient, INDArray> backward(INDArray epsilon, LayerWorkspaceMgr workspaces) {
    forwardKept = false;
    int units = (int) layerConf().getNOut();
    int batch = (int) epsilon.size(0);
    int steps = (int) epsilon.size(2);
    INDArray weights = getParam(LSTMParamInitializer.INPUT_WEIGHT_KEY);
    INDArray recurrent = getParam(LSTMParamInitializer.RECURRENT_WEIGHT_KEY);
    segment.outerGradient().assign(asColumns(epsilon, batch, steps));
    segment.backward(recurrent);

    INDArray weightsGradient = gradientViews.get(LSTMParamInitializer.INPUT_WEIGHT_KEY);
    INDArray recurrentGradient = gradientViews.get(LSTMParamInitializer.RECURRENT_WEIGHT_KEY);
    INDArray biasGradient = gradientViews.get(LSTMParamInitializer.BIAS_KEY);
    Nd4j.gemm(segment.hiddenBefore(), segment.sums(), recurrentGradient, false, true, 1, 0);
    segment.biasGradient(biasGradient);
    INDArray epsilonBelow = null;
    if (layerConf().isIndexed()) {
      indexedInput.backward(segment, weightsGradient);
    } else {
      Nd4j.gemm(denseInput, segment.sums(), weightsGradient, false, true, 1, 0);
      INDArray below =
          workspaces.createUninitialized(
              ArrayType.ACTIVATION_GRAD,
              DataType.FLOAT,
              new long[] {layerConf().getNIn(), batch, steps},
              'f');
      Nd4j.gemm(
          weights,
          segment.sums(),
          below.reshape('f', layerConf().getNIn(), (long) batch * steps),
          false,
          false,
          1,
          0);
      epsilonBelow = backpropDropOutIfPresent(below.permute(1, 0, 2));
    }
    Gradient gradient = new DefaultGradient();
    gradient.gradientForVariable().put(LSTMParamInitializer.INPUT_WEIGHT_KEY, weightsGradient);
    gradient
        .gradientForVariable()
        .put(LSTMParamInitializer.RECURRENT_WEIGHT_KEY, recurrentGradient);
    gradient.gradientForVariable().put(LSTMParamInitializer.BIAS_KEY, biasGradient);
    return new Pair<>(gradient, epsilonBelow);
  }

  /** [batch, features, steps] as [features, batch·steps], without a copy if it lies so already. */
  private static INDArray asColumns(INDArray array, int batch, int steps) {
    INDArray featuresFirst = array.permute(1, 0, 2);
    long features = array.size(1);
    long[] stride = featuresFirst.stride();
    boolean already = stride[0] == 1 && stride[1] == features && stride[2] == features * batch;
    INDArray columns = already ? featuresFirst : featuresFirst.dup('f');
    return columns.reshape('f', features, (long) batch * steps);
  }

  /** A state of DL4J's, [batch, units], row by row: the same as column by column here. */
  private static float[] columns(INDArray state) {
    return state == null ? null : state.dup('c').data().asFloat();
  }

  private void putState(Map<String, INDArray> states) {
    long batch = input.size(0);
    long[] shape = {batch, layerConf().getNOut()};
    states.put(
        LSTM.STATE_KEY_PREV_ACTIVATION, Nd4j.create(segment.lastHidden(), shape, 'c').detach());
    states.put(LSTM.STATE_KEY_PREV_MEMCELL, Nd4j.create(segment.lastCell(), shape, 'c').detach());
  }
}

package antiphon.net.dl4j;

import antiphon.net.LstmSpec;
import antiphon.net.LstmWeights;
import org.deeplearning4j.nn.conf.BackpropType;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.MultiLayerConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.RNNFormat;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.nn.conf.layers.RnnOutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions;

/**
 * DL4J networks for a spec: token and position in, LSTM layers, softmax over tokens with sparse
 * labels [batch, 1, time].
 */
public final class Dl4jNetworks {
  private Dl4jNetworks() {}

  /**
   * How a network learns.
   *
   * @param retain share of a layer's inputs kept in training (DL4J's meaning of dropout), 1 for no
   *     dropout
   * @param clipNorm greatest L2 norm of a layer's gradient
   * @param segmentTokens steps of one truncated back-propagation
   */
  public record Learning(
      IUpdater updater, double retain, double clipNorm, int segmentTokens, long seed) {}

  /** By DL4J's own {@code LSTM} layers: input [batch, tokens + positions, time]. */
  public static MultiLayerNetwork build(LstmSpec spec, Learning learning) {
    return build(spec, learning, false);
  }

  /**
   * By {@link FusedLstm} layers, the same network several times as fast: input [batch, 2, time],
   * the index of the token and, counted on from the tokens, that of the position.
   */
  public static MultiLayerNetwork buildFused(LstmSpec spec, Learning learning) {
    return build(spec, learning, true);
  }

  private static MultiLayerNetwork build(LstmSpec spec, Learning learning, boolean fused) {
    NeuralNetConfiguration.ListBuilder list =
        new NeuralNetConfiguration.Builder()
            .seed(learning.seed())
            .updater(learning.updater())
            .weightInit(WeightInit.XAVIER)
            .gradientNormalization(GradientNormalization.ClipL2PerLayer)
            .gradientNormalizationThreshold(learning.clipNorm())
            .list();
    for (int layer = 0; layer < spec.layers(); layer++) {
      LSTM.Builder lstm =
          new LSTM.Builder()
              .nIn(spec.inputs(layer))
              .nOut(spec.hidden())
              .activation(Activation.TANH)
              .gateActivationFunction(Activation.SIGMOID)
              .forgetGateBiasInit(1)
              .dataFormat(RNNFormat.NCW);
      if (layer > 0 && learning.retain() < 1) {
        lstm.dropOut(learning.retain());
      }
      list.layer(fused ? new FusedLstm(lstm.build(), layer == 0) : lstm.build());
    }
    RnnOutputLayer.Builder output =
        new RnnOutputLayer.Builder(LossFunctions.LossFunction.SPARSE_MCXENT)
            .nIn(spec.hidden())
            .nOut(spec.tokens())
            .activation(Activation.SOFTMAX)
            .dataFormat(RNNFormat.NCW);
    if (learning.retain() < 1) {
      output.dropOut(learning.retain());
    }
    MultiLayerConfiguration configuration =
        list.layer(output.build())
            .backpropType(BackpropType.TruncatedBPTT)
            .tBPTTLength(learning.segmentTokens())
            .build();
    MultiLayerNetwork network = new MultiLayerNetwork(configuration);
    network.init();
    return network;
  }

  /** A copy of a network's weights. */
  public static LstmWeights weightsOf(MultiLayerNetwork network, LstmSpec spec) {
    LstmWeights weights = new LstmWeights(spec);
    for (int layer = 0; layer < spec.layers(); layer++) {
      copyOut(network.getParam(layer + "_W"), weights.input(layer));
      copyOut(network.getParam(layer + "_RW"), weights.recurrent(layer));
      copyOut(network.getParam(layer + "_b"), weights.bias(layer));
    }
    copyOut(network.getParam(spec.layers() + "_W"), weights.output());
    copyOut(network.getParam(spec.layers() + "_b"), weights.outputBias());
    return weights;
  }

  /** Puts weights into a network of the same spec. */
  public static void load(MultiLayerNetwork network, LstmWeights weights) {
    int layers = weights.spec().layers();
    for (int layer = 0; layer < layers; layer++) {
      copyIn(network.getParam(layer + "_W"), weights.input(layer));
      copyIn(network.getParam(layer + "_RW"), weights.recurrent(layer));
      copyIn(network.getParam(layer + "_b"), weights.bias(layer));
    }
    copyIn(network.getParam(layers + "_W"), weights.output());
    copyIn(network.getParam(layers + "_b"), weights.outputBias());
  }

  private static void copyOut(INDArray parameter, float[] rows) {
    float[] values = parameter.dup('c').data().asFloat();
    System.arraycopy(values, 0, rows, 0, rows.length);
  }

  private static void copyIn(INDArray parameter, float[] rows) {
    parameter.assign(Nd4j.create(rows, parameter.shape(), 'c'));
  }
}

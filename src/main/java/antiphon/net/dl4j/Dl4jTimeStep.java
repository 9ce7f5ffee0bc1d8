package antiphon.net.dl4j;

import antiphon.net.LstmSpec;
import antiphon.net.LstmWeights;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.NoOp;

/**
 * Nothing but DL4J's {@code rnnTimeStep} on a network that keeps its own state: the control that
 * the benchmark measures. Not thread-safe.
 */
public final class Dl4jTimeStep {
  private final LstmSpec spec;
  private final MultiLayerNetwork network;
  private final INDArray input; // [1, tokens + positions]
  private int token;
  private int position;

  public Dl4jTimeStep(LstmWeights weights) {
    spec = weights.spec();
    network = Dl4jNetworks.build(spec, new Dl4jNetworks.Learning(new NoOp(), 1, 1, 1, 0));
    Dl4jNetworks.load(network, weights);
    input = Nd4j.zeros(1, spec.tokens() + spec.positions());
  }

  /**
   * Hears one token.
   *
   * @return the probability of the first token to come next
   */
  public double step(int nextToken, int nextPosition) {
    input.putScalar(0, token, 0);
    input.putScalar(0, spec.tokens() + position, 0);
    token = nextToken;
    position = nextPosition;
    input.putScalar(0, token, 1);
    input.putScalar(0, spec.tokens() + position, 1);
    return network.rnnTimeStep(input).getDouble(0);
  }
}

package antiphon.net.dl4j;

import java.util.Collection;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.LSTM;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * DL4J's {@code LSTM} layer with the same parameters and the same result, computed by {@link
 * FusedLstmLayer}: tanh cells, sigmoid gates, NCW data, float only.
 *
 * <p>An indexed layer takes [batch, k, time] with k indices a step in place of the [batch, nIn,
 * time] that has a one at each of them.
 */
public class FusedLstm extends LSTM {
  private static final long serialVersionUID = 1;

  private boolean indexed;

  /** For DL4J, which reads configurations from JSON. */
  public FusedLstm() {}

  /**
   * @param settings what a plain layer would be: its activations must be tanh and sigmoid
   */
  public FusedLstm(LSTM settings, boolean indexed) {
    this.indexed = indexed;
    setLayerName(settings.getLayerName());
    setIDropout(settings.getIDropout());
    setConstraints(settings.getConstraints());
    setNIn(settings.getNIn());
    setNOut(settings.getNOut());
    setActivationFn(settings.getActivationFn());
    setGateActivationFn(settings.getGateActivationFn());
    setForgetGateBiasInit(settings.getForgetGateBiasInit());
    setRnnDataFormat(settings.getRnnDataFormat());
    setWeightInitFn(settings.getWeightInitFn());
    setWeightInitFnRecurrent(settings.getWeightInitFnRecurrent());
    setBiasInit(settings.getBiasInit());
    setGainInit(settings.getGainInit());
    setRegularization(settings.getRegularization());
    setRegularizationBias(settings.getRegularizationBias());
    setIUpdater(settings.getIUpdater());
    setBiasUpdater(settings.getBiasUpdater());
    setWeightNoise(settings.getWeightNoise());
    setGradientNormalization(settings.getGradientNormalization());
    setGradientNormalizationThreshold(settings.getGradientNormalizationThreshold());
  }

  public boolean isIndexed() {
    return indexed;
  }

  public void setIndexed(boolean indexed) {
    this.indexed = indexed;
  }

  @Override
  public Layer instantiate(
      NeuralNetConfiguration configuration,
      Collection<TrainingListener> listeners,
      int index,
      INDArray parameters,
      boolean initialise,
      DataType type) {
    FusedLstmLayer layer = new FusedLstmLayer(configuration, type);
    layer.setListeners(listeners);
    layer.setIndex(index);
    layer.setParamsViewArray(parameters);
    Map<String, INDArray> table = initializer().init(configuration, parameters, initialise);
    layer.setParamTable(table);
    layer.setConf(configuration);
    return layer;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FusedLstm that && indexed == that.indexed && super.equals(other);
  }

  @Override
  public int hashCode() {
    return super.hashCode() + (indexed ? 1 : 0);
  }
}

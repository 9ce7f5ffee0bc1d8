package antiphon.learn.spark;

import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.broadcast.Broadcast;
import org.deeplearning4j.spark.api.RDDTrainingApproach;
import org.deeplearning4j.spark.api.Repartition;
import org.deeplearning4j.spark.api.WorkerConfiguration;
import org.deeplearning4j.spark.api.worker.NetBroadcastTuple;
import org.deeplearning4j.spark.impl.multilayer.SparkDl4jMultiLayer;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingMaster;
import org.deeplearning4j.spark.impl.paramavg.ParameterAveragingTrainingWorker;

/**
 * DL4J's parameter averaging for one round on batches that are already laid out, one partition a
 * learner; takes back the weights it has sent, which lie outside every heap, as soon as the round is
 * over. Not thread-safe.
 */
final class AveragingRound extends ParameterAveragingTrainingMaster {
  private final int learners;
  private Broadcast<NetBroadcastTuple> sent;

  /**
   * @param batchWindows windows of a batch
   * @param batchesAlone batches of a partition
   */
  AveragingRound(int learners, int batchWindows, int batchesAlone, LearnerTask task) {
    super(
        new Builder(learners, batchWindows)
            .batchSizePerWorker(batchWindows)
            .averagingFrequency(batchesAlone)
            .saveUpdater(true)
            .workerPrefetchNumBatches(0)
            .repartionData(Repartition.Never)
            .rddTrainingApproach(RDDTrainingApproach.Direct)
            .storageLevel(null)
            .storageLevelStreams(null)
            .rngSeed(0)
            .trainingHooks(task));
    this.learners = learners;
  }

  void run(SparkDl4jMultiLayer network, JavaRDD<String> numbers, LearnerTask task) {
    try {
      doIterationPaths(network, null, numbers, 1, 1, batchSizePerWorker, task, null);
    } finally {
      if (sent != null) {
        sent.destroy();
        sent = null;
      }
    }
  }

  @Override
  public ParameterAveragingTrainingWorker getWorkerInstance(SparkDl4jMultiLayer network) {
    sent =
        network
            .getSparkContext()
            .broadcast(
                new NetBroadcastTuple(
                    network.getNetwork().getLayerWiseConfigurations(),
                    network.getNetwork().params(),
                    network.getNetwork().getUpdater().getStateViewArray()));
    return new ParameterAveragingTrainingWorker(
        sent,
        saveUpdater,
        new WorkerConfiguration(
            false,
            rddDataSetNumExamples,
            batchSizePerWorker,
            averagingFrequency,
            prefetchNumBatches,
            false),
        trainingHookList,
        null,
        null);
  }

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return learners;
  }
}

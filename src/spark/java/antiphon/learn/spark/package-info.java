/**
 * Training on Apache Spark, by Deeplearning4j's parameter averaging: a round sends weights and
 * updater state to every learner, each learns from its share of the next batches, and the means come
 * back. Compiled with {@code -P spark} only.
 */
package antiphon.learn.spark;

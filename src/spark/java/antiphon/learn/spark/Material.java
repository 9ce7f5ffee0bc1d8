package antiphon.learn.spark;

import antiphon.learn.corpus.Corpus;
import antiphon.learn.train.BatchMaker;
import antiphon.learn.train.Trainer;
import antiphon.learn.train.TrainingPlan;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * What a learner needs to make any batch: the pieces and a share of the plan. Broadcast once; each
 * JVM unpacks it once. Thread-safe.
 */
final class Material implements Serializable {
  private static final long serialVersionUID = 1L;
  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private final byte[] pieces;
  private final byte[] plan;
  private transient BatchMaker batches;
  private transient TrainingPlan unpackedPlan;

  Material(List<Corpus> corpora, TrainingPlan plan) {
    this.pieces = CorpusCodec.encode(corpora);
    try {
      this.plan = JSON.writeValueAsBytes(plan);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  synchronized TrainingPlan plan() {
    if (unpackedPlan == null) {
      try {
        unpackedPlan = JSON.readValue(plan, TrainingPlan.class);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return unpackedPlan;
  }

  synchronized BatchMaker batches() {
    if (batches == null) {
      batches = new BatchMaker(Trainer.windows(plan(), CorpusCodec.decode(pieces)), plan());
    }
    return batches;
  }
}

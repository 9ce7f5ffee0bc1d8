package antiphon.live.engine;

import antiphon.live.api.Counter;
import antiphon.live.api.Counters;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says what live threads may only count: in one line that something begins to be lost, and in
 * another, once it has not been for a while and the music has gone on since, that this is over.
 * Used by one thread.
 */
final class LossReport {
  /** So long nothing has to be lost for it to be over. */
  static final long QUIET_NS = 2_000_000_000;

  private static final Logger LOG = LoggerFactory.getLogger(LossReport.class);

  /** One kind of loss, and how it goes with it. */
  private static final class Loss {
    final Counter counter;
    final long least;
    final Counter proof;
    final String begins;
    final String ends;
    long known;
    long grewNs;
    long before; // the loss that goes on
    long proofKnown;
    boolean goesOn;
    boolean said;

    /**
     * @param least so many of them are worth a line
     * @param proof grows when it is over
     * @param begins a sentence; empty where somebody else says so
     * @param ends what follows the number of losses
     */
    Loss(Counter counter, long least, Counter proof, String begins, String ends) {
      this.counter = counter;
      this.least = least;
      this.proof = proof;
      this.begins = begins;
      this.ends = ends;
    }
  }

  private final Counters counters;
  private final List<Loss> losses =
      List.of(
          new Loss(
              Counter.REFUSED_IN,
              1,
              Counter.MESSAGES_IN,
              "more comes in than there is room for: some of it is lost, and keys that were down"
                  + " count as let go; playing on",
              "events were lost; all that comes in is heard again"),
          new Loss(
              Counter.REFUSED_OUT,
              1,
              Counter.MESSAGES_OUT,
              "more is to go out than there is room for: some of it is lost, and what sounds is"
                  + " ended; playing on",
              "messages were lost; all goes out again"),
          new Loss(
              Counter.MODEL_FAULTS,
              1,
              Counter.NOTES_PLAYED,
              "what the model says is not a number: it is silent until that has passed; playing on"
                  + " without",
              "steps were no use; the model plays again"),
          new Loss(
              Counter.STEPS_LATE,
              4,
              Counter.NOTES_PLAYED,
              "the model takes too long: what it draws too late is left out; playing on",
              "instants came too late; the model keeps up again"),
          new Loss(
              Counter.ERRORS,
              1,
              Counter.MESSAGES_OUT,
              "",
              "events were lost to errors on live threads; there are no more of them"));

  LossReport(Counters counters) {
    this.counters = counters;
  }

  void look(long nowNs) {
    losses.forEach(loss -> look(loss, nowNs));
  }

  private void look(Loss loss, long nowNs) {
    long count = counters.get(loss.counter);
    if (count != loss.known) {
      if (!loss.goesOn) {
        loss.goesOn = true;
        loss.before = loss.known;
      }
      loss.known = count;
      loss.grewNs = nowNs;
      loss.proofKnown = counters.get(loss.proof);
      if (!loss.said && count - loss.before >= loss.least) {
        loss.said = true;
        if (!loss.begins.isEmpty()) {
          LOG.warn(loss.begins);
        }
      }
    } else if (loss.goesOn
        && nowNs - loss.grewNs >= QUIET_NS
        && counters.get(loss.proof) != loss.proofKnown) {
      if (loss.said) {
        LOG.info("{} {}", count - loss.before, loss.ends);
      }
      loss.goesOn = false;
      loss.said = false;
    }
  }
}

package antiphon.learn.evaluate;

import antiphon.learn.corpus.TokenWindow;
import antiphon.music.time.MusicalTime;
import antiphon.music.token.Grammar;
import antiphon.music.token.Vocabulary;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;

/**
 * Adds up how surprised a model is by windows of tokens: natural logarithms, over the tokens that
 * the grammar allows, each window from a fresh state. Not thread-safe.
 */
public final class SequenceScorer {
  private final LstmStepper stepper;
  private final LstmState state;
  private final boolean[] mask = new boolean[Vocabulary.SIZE];
  private double nats;
  private long events;
  private long notes;
  private long clocks;
  private long hits;

  public SequenceScorer(LstmStepper stepper) {
    this.stepper = stepper;
    state = new LstmState(stepper.spec());
  }

  public void add(TokenWindow window) {
    Grammar grammar = new Grammar();
    state.reset();
    for (int step = 0; step < window.steps(); step++) {
      stepper.feed(state, window.inputs()[step], window.positions()[step]);
      grammar.mask(mask);
      int target = window.targets()[step];
      add(stepper.logits(state, mask), target);
      grammar.apply(target);
    }
    clocks += grammar.positionClock();
  }

  public long events() {
    return events;
  }

  public long notes() {
    return notes;
  }

  public double natsPerEvent() {
    return nats / events;
  }

  public double natsPerNote() {
    return nats / notes;
  }

  /** A beat here is a quarter note. */
  public double natsPerBeat() {
    return nats * MusicalTime.CLOCKS_PER_QUARTER / clocks;
  }

  /** How often the likeliest token came. */
  public double accuracyTop1() {
    return (double) hits / events;
  }

  private void add(float[] logits, int target) {
    double max = Double.NEGATIVE_INFINITY;
    int best = -1;
    for (int i = 0; i < logits.length; i++) {
      if (mask[i] && logits[i] > max) {
        max = logits[i];
        best = i;
      }
    }
    double sum = 0;
    for (int i = 0; i < logits.length; i++) {
      sum += mask[i] ? Math.exp(logits[i] - max) : 0;
    }
    nats += max + Math.log(sum) - logits[target];
    events++;
    hits += best == target ? 1 : 0;
    notes += Vocabulary.kind(target) == Vocabulary.Kind.NOTE_ON ? 1 : 0;
  }
}

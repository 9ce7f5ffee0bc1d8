package antiphon.live.engine;

import antiphon.live.api.RealTimeSafe;
import antiphon.music.time.MeterMap;
import antiphon.music.token.Grammar;
import antiphon.music.token.MetricPosition;
import antiphon.music.token.TokenSink;
import antiphon.music.token.Vocabulary;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;
import antiphon.net.SnapshotRing;

/**
 * What the mind has heard: the LSTM's state and the grammar's, always together, with one place to
 * go back to.
 */
final class Memory implements TokenSink {
  private final LstmStepper stepper;
  private final MeterMap meters;
  private final LstmState state;
  private final SnapshotRing snapshots;
  private final SnapshotRing callSnapshots;
  private final Grammar grammar = new Grammar();
  private final Grammar savedGrammar = new Grammar();
  private final Grammar callGrammar = new Grammar();
  private long saved;
  private long call;

  Memory(LstmStepper stepper, MeterMap meters) {
    this.stepper = stepper;
    this.meters = meters;
    state = new LstmState(stepper.spec());
    snapshots = new SnapshotRing(stepper.spec(), 1);
    callSnapshots = new SnapshotRing(stepper.spec(), 1);
    forget(0);
  }

  /** Not a copy; apply a token to it only together with {@link #token}. */
  @RealTimeSafe
  Grammar grammar() {
    return grammar;
  }

  /** Hears a token that has been applied to the grammar already. */
  @Override
  @RealTimeSafe
  public void token(int id, long clock) {
    stepper.feed(state, id, MetricPosition.of(meters.clockInBar(clock)));
  }

  @RealTimeSafe
  float[] logits(boolean[] mask) {
    return stepper.logits(state, mask);
  }

  @RealTimeSafe
  void save() {
    saved = snapshots.save(state);
    savedGrammar.copyFrom(grammar);
  }

  /** Back to where {@link #save} was called last. */
  @RealTimeSafe
  void restore() {
    snapshots.restore(state, saved);
    grammar.copyFrom(savedGrammar);
  }

  /** Remembers how it was before a call. */
  @RealTimeSafe
  void saveCall() {
    call = callSnapshots.save(state);
    callGrammar.copyFrom(grammar);
  }

  /** Back to where {@link #saveCall} was called last. */
  @RealTimeSafe
  void restoreCall() {
    callSnapshots.restore(state, call);
    grammar.copyFrom(callGrammar);
  }

  /** Has heard nothing, at a position. */
  @RealTimeSafe
  void forget(long clock) {
    state.reset();
    grammar.reset(clock);
    token(Vocabulary.START, clock);
    save();
  }
}

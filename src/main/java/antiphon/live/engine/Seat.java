package antiphon.live.engine;

import antiphon.live.api.RealTimeSafe;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;

/**
 * One model and all that it remembers: now, and at every {@link Moment}. Made beside the playing
 * one, on another thread, where one model follows another.
 */
final class Seat {
  /** The identity of weights that nobody has told. */
  static final String UNKNOWN = "-";

  final LstmStepper stepper;
  final String name;

  /** What tells these weights from all others, without spaces; for the journal. */
  final String identity;

  final LstmState state;
  private final LstmState[] kept = new LstmState[Memory.MOMENTS];

  /** A model whose identity nobody asks for. */
  Seat(LstmStepper stepper, String name) {
    this(stepper, name, UNKNOWN);
  }

  Seat(LstmStepper stepper, String name, String identity) {
    this.stepper = stepper;
    this.name = name;
    this.identity = identity;
    state = new LstmState(stepper.spec());
    for (int i = 0; i < kept.length; i++) {
      kept[i] = new LstmState(stepper.spec());
    }
  }

  @RealTimeSafe
  void save(Moment moment) {
    kept[moment.number].copyFrom(state);
  }

  @RealTimeSafe
  void restore(Moment moment) {
    state.copyFrom(kept[moment.number]);
  }
}

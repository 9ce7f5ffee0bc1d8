package antiphon.live.engine;

import antiphon.live.api.RealTimeSafe;
import antiphon.net.LstmState;
import antiphon.net.LstmStepper;

/**
 * One model and all that it remembers: now, and at every {@link Moment}. Made beside the playing
 * one, on another thread, where one model follows another.
 */
final class Seat {
  final LstmStepper stepper;
  final String name;
  final LstmState state;
  private final LstmState[] kept = new LstmState[Memory.MOMENTS];

  Seat(LstmStepper stepper, String name) {
    this.stepper = stepper;
    this.name = name;
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

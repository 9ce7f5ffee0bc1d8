package antiphon.live.engine;

import antiphon.live.api.Floor;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.api.RealTimeSafe;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What live threads say of themselves, for anyone to read. Each field has one writer: the mind, or
 * (sounding) the out thread.
 */
final class Gauges {
  volatile Mode mode;
  volatile Floor floor = Floor.OPEN;
  volatile int sounding;

  /** Pitch classes of the key that is kept to, as bits. */
  volatile int key = 0xFFF;

  /** How sure the key is in which the player played last, 0 to 1. */
  volatile double keyConfidence;

  /** Name of the model that plays. */
  volatile String model;

  /** How sure the tempo is that was last found in a call, 0 to 1. */
  volatile double tempoConfidence;

  private final AtomicLongArray parameters = new AtomicLongArray(Parameter.values().length);

  @RealTimeSafe
  void set(Parameter parameter, double value) {
    parameters.set(parameter.ordinal(), Double.doubleToRawLongBits(value));
  }

  double get(Parameter parameter) {
    return Double.longBitsToDouble(parameters.get(parameter.ordinal()));
  }
}

package antiphon.live.engine;

import antiphon.live.api.Floor;
import antiphon.live.api.Mode;

/**
 * What live threads say of themselves, for anyone to read. Each field has one writer: the mind, or
 * (sounding) the out thread.
 */
final class Gauges {
  volatile Mode mode;
  volatile Floor floor = Floor.OPEN;
  volatile double temperature;
  volatile double topP;
  volatile int sounding;
}

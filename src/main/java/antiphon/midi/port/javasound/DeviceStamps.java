package antiphon.midi.port.javasound;

import antiphon.midi.port.ArrivalTime;

/**
 * Puts the stamps of one open device on the process's clock. Immutable.
 *
 * <p>Only CoreMIDI4J's stamps are used: they come from macOS's host clock, of which the process's
 * clock is another reading, so that one look at the opening holds for good. The JDK's own devices
 * count wall-clock time, which is set and slewed while a device is open.
 */
final class DeviceStamps {
  private static final long NONE = -1;
  private static final long NS_PER_US = 1_000;

  /** Believes no stamp: every message came when it is handed over. */
  static final DeviceStamps UNUSED = new DeviceStamps(NONE, 0);

  private final boolean used;
  private final long openedNs;

  /**
   * @param positionUs what the device's clock shows; negative when it has none
   * @param nowNs what the process's clock shows at the same instant
   */
  DeviceStamps(long positionUs, long nowNs) {
    used = positionUs >= 0;
    openedNs = nowNs - positionUs * NS_PER_US;
  }

  /**
   * When a message came.
   *
   * @param stampUs microseconds since the opening, or -1 for now
   * @return never later than now, and never much earlier, see {@link ArrivalTime#believed}
   */
  long arrivalNs(long stampUs, long nowNs) {
    return used && stampUs >= 0
        ? ArrivalTime.believed(openedNs + stampUs * NS_PER_US, nowNs)
        : nowNs;
  }
}

package antiphon.midi.port.coremidi;

import antiphon.music.time.Clock;

/**
 * Where the host's ticks, by which CoreMIDI stamps, lie on the process's clock. Immutable.
 *
 * <p>On macOS {@code System.nanoTime} is the same counter ({@code mach_absolute_time}) in
 * nanoseconds, so that the two never drift apart. The offset is measured all the same, because no
 * JVM promises it.
 */
final class HostClock {
  private static final int READINGS = 16;

  private final long hostOrigin;
  private final long originNs;
  private final long numerator;
  private final long denominator;

  private HostClock(long hostOrigin, long originNs, long numerator, long denominator) {
    this.hostOrigin = hostOrigin;
    this.originNs = originNs;
    this.numerator = numerator;
    this.denominator = denominator;
  }

  /** Reads the one between two readings of the other, several times, and keeps the closest. */
  static HostClock measure(CoreMidiCalls calls, Clock clock) {
    int[] timebase = new int[2];
    if (calls.timebase(timebase) != 0 || timebase[0] == 0 || timebase[1] == 0) {
      timebase = new int[] {1, 1};
    }
    long hostOrigin = 0;
    long originNs = 0;
    long closestNs = Long.MAX_VALUE;
    for (int i = 0; i < READINGS; i++) {
      long beforeNs = clock.nowNs();
      long host = calls.hostTime();
      long betweenNs = clock.nowNs() - beforeNs;
      if (betweenNs < closestNs) {
        closestNs = betweenNs;
        hostOrigin = host;
        originNs = beforeNs + betweenNs / 2;
      }
    }
    return new HostClock(
        hostOrigin,
        originNs,
        Integer.toUnsignedLong(timebase[0]),
        Integer.toUnsignedLong(timebase[1]));
  }

  long ns(long host) {
    return originNs + (host - hostOrigin) * numerator / denominator;
  }

  long host(long ns) {
    return hostOrigin + (ns - originNs) * denominator / numerator;
  }
}

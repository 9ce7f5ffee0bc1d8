package antiphon.control.web;

import antiphon.music.time.Clock;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lets each address through so often. One who has a whole IPv6 network (its first 64 bits) counts
 * as one. Remembers the last thousand. Thread-safe.
 */
final class Turnstile {
  private static final int REMEMBERED = 1000;
  private static final int NETWORK_BYTES = 8;

  private final double perSecond;
  private final double atOnce;
  private final Clock clock;
  private final Map<Object, Allowance> allowances =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Allowance> eldest) {
          return size() > REMEMBERED;
        }
      };

  Turnstile(double perSecond, double atOnce, Clock clock) {
    this.perSecond = perSecond;
    this.atOnce = atOnce;
    this.clock = clock;
  }

  /**
   * @return whether it may pass
   */
  synchronized boolean pass(InetAddress address) {
    long nowNs = clock.nowNs();
    return allowances
        .computeIfAbsent(whose(address), key -> new Allowance(perSecond, atOnce, nowNs))
        .take(1, nowNs);
  }

  /** Who counts as one. */
  static Object whose(InetAddress address) {
    return address instanceof Inet6Address && !address.isLoopbackAddress()
        ? ByteBuffer.wrap(address.getAddress(), 0, NETWORK_BYTES)
        : address;
  }
}

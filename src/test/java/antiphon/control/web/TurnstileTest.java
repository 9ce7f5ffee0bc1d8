package antiphon.control.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.music.time.ManualClock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class TurnstileTest {
  private static final long SECOND_NS = 1_000_000_000;

  private final ManualClock clock = new ManualClock(Long.MAX_VALUE - SECOND_NS);
  private final Turnstile turnstile = new Turnstile(2, 5, clock);

  @Test
  void shouldLetSoManyThroughAtOnceAndThenSoManyASecond() throws UnknownHostException {
    InetAddress one = InetAddress.getByName("192.0.2.1");
    assertEquals(5, passes(one, 20));
    clock.moveTo(clock.nowNs() + SECOND_NS);
    assertEquals(2, passes(one, 20));
    clock.moveTo(clock.nowNs() + 100 * SECOND_NS); // past the clock's overflow
    assertEquals(5, passes(one, 20));
  }

  @Test
  void shouldNotLetOnePayForAnother() throws UnknownHostException {
    assertEquals(5, passes(InetAddress.getByName("192.0.2.1"), 20));
    assertEquals(5, passes(InetAddress.getByName("192.0.2.2"), 20));
  }

  @Test
  void shouldTakeAWholeNetworkForOne() throws UnknownHostException {
    int passed = 0;
    for (int i = 1; i < 200; i++) {
      passed += passes(InetAddress.getByName("2001:db8:0:1::" + Integer.toHexString(i)), 1);
    }
    assertEquals(5, passed);
    assertTrue(turnstile.pass(InetAddress.getByName("2001:db8:0:2::1")));
  }

  @Test
  void shouldRememberThoseWhoComeOftenAmongManyWhoDoNot() throws UnknownHostException {
    InetAddress often = InetAddress.getByName("192.0.2.1");
    assertEquals(5, passes(often, 20));
    for (int i = 0; i < 50_000; i++) {
      turnstile.pass(
          InetAddress.getByAddress(new byte[] {10, (byte) (i >> 16), (byte) (i >> 8), (byte) i}));
      assertFalse(turnstile.pass(often));
    }
  }

  /** A keyboard with after-touch and wheels on one page; sliders and scrapes of one address. */
  @Test
  void shouldNeverStopWhoPlays() {
    Limits usual = Limits.USUAL;
    long nowNs = clock.nowNs();
    Allowance messages = new Allowance(usual.messagesPerSecond(), usual.messageBurst(), nowNs);
    Allowance requests = new Allowance(usual.requestsPerSecond(), usual.requestBurst(), nowNs);
    for (int ms = 0; ms < 600_000; ms++) {
      nowNs += SECOND_NS / 1000;
      assertTrue(messages.take(1, nowNs));
      assertTrue(ms % 5 != 0 || requests.take(1, nowNs));
      assertTrue(ms % 60_000 != 0 || requests.take(100, nowNs));
      assertTrue(ms % 10_000 != 0 || messages.take(100, nowNs));
    }
  }

  private int passes(InetAddress address, int tries) {
    int passed = 0;
    for (int i = 0; i < tries; i++) {
      passed += turnstile.pass(address) ? 1 : 0;
    }
    return passed;
  }
}

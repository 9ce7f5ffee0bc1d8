package antiphon.control.osc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SubscribersTest {
  private static final InetSocketAddress ONE = new InetSocketAddress("127.0.0.1", 9001);
  private static final InetSocketAddress OTHER = new InetSocketAddress("127.0.0.1", 9002);
  private static final long START_NS = Long.MAX_VALUE - Subscribers.LIFE_NS / 2; // overflows soon

  private final Subscribers subscribers = new Subscribers();
  private final List<String> told = new ArrayList<>();

  @Test
  void shouldForgetWhoHasNotSaidAgainThatItIsThere() {
    subscribers.add(ONE, START_NS);
    subscribers.add(OTHER, START_NS);
    subscribers.forgetTheSilent(START_NS + Subscribers.LIFE_NS - 1);
    tell("a", 1);
    assertEquals(List.of("9001 a 1", "9002 a 1"), told);
    subscribers.add(ONE, START_NS + Subscribers.LIFE_NS - 1);
    subscribers.forgetTheSilent(START_NS + Subscribers.LIFE_NS);
    told.clear();
    tell("a", 2);
    assertEquals(List.of("9001 a 2"), told);
    subscribers.forgetTheSilent(START_NS + 2 * Subscribers.LIFE_NS);
    assertTrue(subscribers.isEmpty());
  }

  @Test
  void shouldTellAllAgainToWhoSubscribesAgain() {
    subscribers.add(ONE, 0);
    tell("a", 1);
    tell("a", 1);
    assertEquals(List.of("9001 a 1"), told);
    subscribers.add(ONE, 1);
    tell("a", 1);
    assertEquals(List.of("9001 a 1", "9001 a 1"), told);
  }

  @Test
  void shouldTellLaterWhatCouldNotBeSent() {
    subscribers.add(ONE, 0);
    subscribers.tell(Map.of("a", 1), (to, address, value) -> false);
    tell("a", 1);
    assertEquals(List.of("9001 a 1"), told);
    assertFalse(subscribers.isEmpty());
  }

  private void tell(String address, Object value) {
    subscribers.tell(
        Map.of(address, value),
        (to, sent, what) -> told.add(to.getPort() + " " + sent + " " + what));
  }
}

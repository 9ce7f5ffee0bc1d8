package antiphon.app.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceNoticeTest {
  private static final long START_NS = Long.MAX_VALUE - 500; // the clock goes beyond it
  private static final long PATIENCE_NS = 4_000;

  private final List<String> said = new ArrayList<>();

  @Test
  void shouldSayThatItGetsOnFourTimesInTheTimeThatItIsGiven() {
    ServiceNotice notice = new ServiceNotice(said::add, PATIENCE_NS);
    notice.ready(START_NS);
    for (long ns = 100; ns <= PATIENCE_NS; ns += 100) {
      notice.alive(START_NS + ns, true);
    }
    notice.stopping();
    assertEquals(
        List.of("READY=1", "WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1", "WATCHDOG=1", "STOPPING=1"),
        said);
  }

  @Test
  void shouldBeSilentWhileALiveThreadStandsStill() {
    ServiceNotice notice = new ServiceNotice(said::add, PATIENCE_NS);
    notice.ready(START_NS);
    notice.alive(START_NS + PATIENCE_NS, false);
    assertEquals(List.of("READY=1"), said);
    notice.alive(START_NS + PATIENCE_NS + 1, true);
    assertEquals(List.of("READY=1", "WATCHDOG=1"), said);
  }

  @Test
  void shouldNotSpeakOfAWatchdogToWhoHasNone() {
    ServiceNotice notice = new ServiceNotice(said::add, 0);
    notice.ready(START_NS);
    notice.alive(START_NS + PATIENCE_NS, true);
    assertEquals(List.of("READY=1"), said);
  }

  @Test
  void shouldLiveWithAServiceManagerThatIsNotThere() {
    ServiceNotice notice =
        ServiceNotice.of(Map.of("NOTIFY_SOCKET", "/nowhere/at/all", "WATCHDOG_USEC", "nonsense"));
    notice.ready(START_NS);
    notice.alive(START_NS + PATIENCE_NS, true);
    notice.stopping();
  }
}

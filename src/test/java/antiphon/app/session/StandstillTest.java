package antiphon.app.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.live.api.Counter;
import antiphon.live.api.Mode;
import antiphon.live.engine.Engine;
import antiphon.live.engine.Sessions;
import antiphon.live.schedule.Routing;
import antiphon.midi.port.MidiMessages;
import antiphon.music.time.Clock;
import antiphon.music.time.SystemClock;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A driver keeps the thread that sends, and nobody asks anything more of it. */
class StandstillTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final long SYSTEMD_PATIENCE_NS = 4_000_000_000L;
  private static final String STILL = "antiphon-out has stood still for a second";

  private final Clock clock = new SystemClock();
  private final CountDownLatch kept = new CountDownLatch(1);
  private final CountDownLatch release = new CountDownLatch(1);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger =
      (Logger) LoggerFactory.getLogger("antiphon.live.engine.ProgressWatchdog");
  private final Engine engine =
      new Engine(
          Sessions.settings(Mode.LISTEN),
          Sessions.stepper(),
          "a random one",
          Sessions.tempo(clock.nowNs()),
          Routing.of(true),
          this::send,
          clock,
          false);

  private void send(int message, long deadlineNs) {
    kept.countDown();
    try {
      release.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void close() {
    release.countDown();
    engine.close();
    logger.detachAppender(log);
  }

  @Test
  void shouldBeToldOnceCountedAndKeptFromSystemdThoughNothingWaits() throws Exception {
    engine.start();
    await(() -> engine.getsOn(clock.nowNs()));
    engine.input().receive(MidiMessages.controlChange(0, 1, 64), clock.nowNs());
    kept.await();
    await(() -> lines(STILL) > 0 && !engine.getsOn(clock.nowNs()));
    assertTrue(
        engine.rings().stream().allMatch(ring -> ring.waiting() == 0), engine.rings().toString());
    assertEquals(1, engine.count(Counter.STALLS));
    assertEquals(1, lines(STILL), log.list.toString());
    List<String> told = new ArrayList<>();
    ServiceNotice notice = new ServiceNotice(told::add, SYSTEMD_PATIENCE_NS);
    notice.ready(clock.nowNs() - SYSTEMD_PATIENCE_NS);
    notice.alive(clock.nowNs(), engine.getsOn(clock.nowNs()));
    assertEquals(List.of("READY=1"), told);
    release.countDown();
    await(() -> engine.getsOn(clock.nowNs()));
    notice.alive(clock.nowNs(), engine.getsOn(clock.nowNs()));
    assertEquals(List.of("READY=1", "WATCHDOG=1"), told);
    await(() -> lines("antiphon-out moves again") == 1);
    assertEquals(1, lines(STILL), "once");
  }

  private long lines(String words) {
    return List.copyOf(log.list).stream()
        .filter(line -> line.getFormattedMessage().equals(words))
        .count();
  }

  private static void await(Callable<Boolean> condition) {
    Awaitility.await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(condition);
  }
}

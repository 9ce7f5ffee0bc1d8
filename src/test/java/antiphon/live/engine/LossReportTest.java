package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import antiphon.live.api.Counter;
import antiphon.live.api.Counters;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class LossReportTest {
  private static final long LOOK_NS = 250_000_000;
  private static final String TOO_MUCH =
      "more comes in than there is room for: some of it is lost, and keys that were down count as"
          + " let go; playing on";

  private final Counters counters = new Counters();
  private final LossReport report = new LossReport(counters);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(LossReport.class);
  private long nowNs = Long.MAX_VALUE - LossReport.QUIET_NS;

  @BeforeEach
  void listen() {
    log.start();
    logger.addAppender(log);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(log);
  }

  @Test
  void shouldSayOnceThatSomethingIsLostAndOnceThatThisIsOver() {
    counters.add(Counter.MESSAGES_IN, 7);
    for (int i = 0; i < 20; i++) { // with pauses that are too short
      counters.add(Counter.REFUSED_IN, i % 3 == 0 ? 10 : 0);
      look(1);
    }
    assertEquals(List.of(TOO_MUCH), said());
    look(20);
    assertEquals(List.of(TOO_MUCH), said(), "nothing has come since");
    counters.count(Counter.MESSAGES_IN);
    look(5);
    assertEquals(
        List.of(TOO_MUCH, "70 events were lost; all that comes in is heard again"), said());
    counters.count(Counter.REFUSED_IN);
    look(1);
    assertEquals(3, said().size(), "another time");
  }

  @Test
  void shouldNotSpeakOfAFewStepsThatAreLate() {
    counters.add(Counter.STEPS_LATE, 3);
    look(1);
    counters.count(Counter.NOTES_PLAYED);
    look(9);
    assertEquals(List.of(), said());
    counters.add(Counter.STEPS_LATE, 4);
    look(1);
    counters.count(Counter.NOTES_PLAYED);
    look(9);
    assertEquals(
        List.of(
            "the model takes too long: what it draws too late is left out; playing on",
            "4 instants came too late; the model keeps up again"),
        said());
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      nowNs += LOOK_NS;
      report.look(nowNs);
    }
  }

  private List<String> said() {
    return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}

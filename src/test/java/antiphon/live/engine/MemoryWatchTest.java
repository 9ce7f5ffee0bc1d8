package antiphon.live.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class MemoryWatchTest {
  private static final int MB = 1 << 20;

  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(MemoryWatch.class);
  private long freeMb;
  private final MemoryWatch watch = new MemoryWatch(384 * MB, () -> freeMb * MB);

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
  void shouldSayOnceThatMemoryIsLowAndOnceThatItIsNot() {
    look(300, 7, 6);
    assertEquals(0, log.list.size());
    look(5, 0, 5, 20, 5);
    assertEquals(1, log.list.size(), "it is low all the time");
    assertTrue(
        log.list.get(0).getFormattedMessage().startsWith("next to no memory is left of 384"));
    look(25, 300, 7);
    assertEquals("there is memory again", log.list.get(1).getFormattedMessage());
    assertEquals(2, log.list.size());
  }

  private void look(int... freeAtEachLook) {
    for (int free : freeAtEachLook) {
      freeMb = free;
      watch.look();
    }
  }
}

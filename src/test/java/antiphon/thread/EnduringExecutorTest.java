package antiphon.thread;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class EnduringExecutorTest {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final EnduringExecutor executor = new EnduringExecutor("enduring");
  private final AtomicInteger done = new AtomicInteger();

  @AfterEach
  void end() {
    executor.shutdownNow();
  }

  @Test
  void shouldGoOnWithWorkAtIntervalsThatFoundNoMemory() {
    executor.scheduleWithFixedDelay(this::workInVain, 1, 1, TimeUnit.MILLISECONDS);
    awaitDone(3);
  }

  @Test
  void shouldGoOnAtAFixedRateToo() {
    executor.scheduleAtFixedRate(this::workInVain, 1, 1, TimeUnit.MILLISECONDS);
    awaitDone(3);
  }

  @Test
  void shouldReplaceAThreadThatFoundNoMemoryBetweenTwoWorks() throws InterruptedException {
    Thread dying = executor.getThreadFactory().newThread(this::workInVain);
    assertTrue(dying.isDaemon());
    assertEquals("enduring", dying.getName());
    assertEquals(0, executor.getPoolSize());
    dying.start();
    dying.join(PATIENCE.toMillis());
    assertEquals(1, executor.getPoolSize());
  }

  @Test
  void shouldReplaceNoThreadAfterTheEnd() throws InterruptedException {
    Thread dying = executor.getThreadFactory().newThread(this::workInVain);
    executor.shutdownNow();
    dying.start();
    dying.join(PATIENCE.toMillis());
    assertEquals(Thread.State.TERMINATED, dying.getState());
    assertEquals(0, executor.getPoolSize());
  }

  @Test
  void shouldGiveUpWorkAtIntervalsThatHasAFaultAsOthersDo() {
    ScheduledFuture<?> faulty =
        executor.scheduleWithFixedDelay(
            () -> {
              done.incrementAndGet();
              throw new IllegalStateException("as if");
            },
            1,
            1,
            TimeUnit.MILLISECONDS);
    Awaitility.await().atMost(PATIENCE).until(faulty::isDone);
    assertEquals(1, done.get());
  }

  private void workInVain() {
    done.incrementAndGet();
    throw new OutOfMemoryError("as if");
  }

  private void awaitDone(int times) {
    Awaitility.await().atMost(PATIENCE).until(() -> done.get() >= times);
  }
}

package antiphon.thread;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * One daemon thread for what is done in turn and at intervals, which a lack of memory does not end:
 * work at intervals that finds none is left out, and done the next time. Of Java's own executors
 * such an error takes that work for good, and where it strikes between two works, the thread.
 */
public final class EnduringExecutor extends ScheduledThreadPoolExecutor {
  private static final long AGAIN_NS = 100_000_000;

  public EnduringExecutor(String threadName) {
    super(1);
    setThreadFactory(
        work -> {
          Thread thread = new Thread(() -> endure(work), threadName);
          thread.setDaemon(true);
          return thread;
        });
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      Runnable work, long firstAfter, long period, TimeUnit unit) {
    return super.scheduleAtFixedRate(() -> leaveOut(work), firstAfter, period, unit);
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      Runnable work, long firstAfter, long delay, TimeUnit unit) {
    return super.scheduleWithFixedDelay(() -> leaveOut(work), firstAfter, delay, unit);
  }

  private static void leaveOut(Runnable work) {
    try {
      work.run();
    } catch (OutOfMemoryError e) {
      // the next time
    }
  }

  private void endure(Runnable worker) {
    try {
      worker.run();
    } catch (OutOfMemoryError e) {
      succeed();
    }
  }

  /** Sees to another thread in place of this one, for which there may be no memory yet. */
  private void succeed() {
    while (!isTerminated()) {
      try {
        prestartCoreThread(); // unless there is one
        return;
      } catch (OutOfMemoryError e) {
        LockSupport.parkNanos(AGAIN_NS);
      }
    }
  }
}

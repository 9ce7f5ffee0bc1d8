package antiphon.app.bench;

import antiphon.music.time.Clock;
import antiphon.music.time.SystemClock;
import java.util.concurrent.locks.LockSupport;

/** A process that takes half of a core, and ends with the one that started it. */
final class Burner {
  private static final long SLICE_NS = 5_000_000;

  private Burner() {}

  public static void main(String[] arguments) {
    Clock clock = new SystemClock();
    ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
    while (parent.isAlive()) {
      long startNs = clock.nowNs();
      while (clock.nowNs() - startNs < SLICE_NS) {
        Thread.onSpinWait();
      }
      LockSupport.parkNanos(SLICE_NS);
    }
  }
}

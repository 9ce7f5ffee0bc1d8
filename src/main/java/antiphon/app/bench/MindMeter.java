package antiphon.app.bench;

import antiphon.live.engine.Pump;
import antiphon.music.time.Clock;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Adds up what the mind costs until it is asked. Not thread-safe. */
final class MindMeter implements Pump.MindWatch {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Clock clock;
  private final long bytesOfLooking;
  private long ns;
  private long processorNs;
  private long bytes;

  MindMeter(Clock clock) {
    this.clock = clock;
    long before = THREADS.getCurrentThreadAllocatedBytes();
    bytesOfLooking = THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  void reset() {
    ns = 0;
    processorNs = 0;
    bytes = 0;
  }

  /** By the clock, what other programs took meanwhile included. */
  long ns() {
    return ns;
  }

  /** Of the processor's time. */
  long processorNs() {
    return processorNs;
  }

  /** Allocated. */
  long bytes() {
    return bytes;
  }

  @Override
  public void begins() {
    bytes -= THREADS.getCurrentThreadAllocatedBytes();
    processorNs -= THREADS.getCurrentThreadCpuTime();
    ns -= clock.nowNs();
  }

  @Override
  public void ends() {
    ns += clock.nowNs();
    processorNs += THREADS.getCurrentThreadCpuTime();
    bytes += THREADS.getCurrentThreadAllocatedBytes() - bytesOfLooking;
  }
}

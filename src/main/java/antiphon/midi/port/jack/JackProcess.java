package antiphon.midi.port.jack;

import antiphon.midi.port.OutQueue;
import antiphon.music.time.Clock;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * The process callback: on the server's real-time thread, with one clock read a period, no lock, no
 * log, and no allocation.
 */
final class JackProcess implements LibJack.ProcessCallback {
  private static final int LONGEST_MS = 100;

  /** A callback that comes when so much of its period is over was kept from coming. */
  private static final int LATE_PART = 8;

  private final GraphClient client;
  private final NativeBuffers buffers;
  private final Period period;
  private final OutQueue out;
  private final Clock clock;
  private final SongWatch watch;
  private final JackPosition position = new JackPosition();
  private volatile CountDownLatch drained = new CountDownLatch(0);
  private volatile boolean stopped;
  private volatile boolean inside;

  /** Counted by the callback, which does not wait for who reads it. */
  private volatile int periods;

  /**
   * @param watch null where nobody follows the server's transport
   */
  JackProcess(
      GraphClient client,
      NativeBuffers buffers,
      Period period,
      OutQueue out,
      Clock clock,
      SongWatch watch) {
    this.watch = watch;
    this.client = client;
    this.buffers = buffers;
    this.period = period;
    this.out = out;
    this.clock = clock;
  }

  @Override
  public int invoke(int frames) {
    inside = true;
    if (!stopped) {
      int frame = client.periodFrame();
      period.beganLate(client.framesIntoPeriod() > frames / LATE_PART);
      buffers.begin(frames);
      period.run(buffers, frames, frame, clock.nowNs());
      period.endedLate(client.periodFrame() != frame);
      if (watch != null) {
        watch.period(client.transport(position), position, frames);
      }
      if (!out.hasNext()) {
        drained.countDown();
      }
    }
    periods = periods + 1;
    inside = false;
    return 0;
  }

  /** How many there have been; wraps around. Any thread. */
  int periods() {
    return periods;
  }

  /** Opens after the period in which nothing was left to send. */
  CountDownLatch drained() {
    CountDownLatch latch = new CountDownLatch(2);
    drained = latch;
    return latch;
  }

  /**
   * Once the server has gone: when this returns, no callback does anything any more, unless it is
   * stuck.
   */
  void stop() {
    stopped = true;
    for (int i = 0; inside && i < LONGEST_MS; i++) {
      LockSupport.parkNanos(1_000_000);
    }
  }
}

package antiphon.app.session;

import antiphon.app.config.FeedbackGuard;
import antiphon.midi.port.EchoGuard;
import antiphon.midi.port.MidiReceiver;
import antiphon.midi.port.PortCount;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.Song;
import antiphon.music.time.Clock;
import antiphon.thread.EnduringExecutor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Keeps what Antiphon hears of itself from a session: an {@link EchoGuard} on every input, what is
 * to be told to it, and someone who looks after its doubts once a second.
 */
final class EchoWatch implements AutoCloseable {
  private static final long PERIOD_MS = 1_000;

  private final FeedbackGuard wanted;
  private final EchoGuard guard;
  private final Clock clock;
  private volatile PortListener listener;
  private ScheduledExecutorService settler;

  /**
   * @param inputs how many there are
   */
  EchoWatch(FeedbackGuard wanted, int inputs, Clock clock) {
    this.wanted = wanted;
    this.clock = clock;
    long guarded = wanted == FeedbackGuard.OFF ? 0 : (1L << inputs) - 1;
    guard = new EchoGuard(inputs, guarded, this::counted);
  }

  /**
   * Begins to watch.
   *
   * @param receiver behind the guard
   * @return who is to be told of ports from now on, in the listener's place
   */
  PortListener watch(MidiReceiver receiver, PortListener told) {
    listener = told;
    if (wanted == FeedbackGuard.OFF) {
      return told;
    }
    settler = new EnduringExecutor("antiphon-echo");
    settler.scheduleWithFixedDelay(
        () -> guard.settle(receiver, clock.nowNs()), PERIOD_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
    return new PortListener() {
      @Override
      public void lost(String what, String reason) {
        guard.release(receiver, clock.nowNs());
        told.lost(what, reason);
      }

      @Override
      public void found(String what) {
        told.found(what);
      }

      @Override
      public void counted(PortCount what, long count) {
        told.counted(what, count);
      }

      @Override
      public Song song() {
        return told.song();
      }
    };
  }

  /** Antiphon plays; before the message is handed on. */
  void played(int message, long deadlineNs) {
    guard.sent(message, deadlineNs);
  }

  /** Something is passed through; before it is handed on. */
  void passedThrough(int message, long deadlineNs) {
    if (wanted == FeedbackGuard.ALL) {
      guard.sent(message, deadlineNs);
    }
  }

  /**
   * @param message its port is the number of its input
   */
  boolean isEcho(int message, long timeNs) {
    return guard.isEcho(message, timeNs);
  }

  private void counted(PortCount what, long count) {
    PortListener told = listener;
    if (told != null) {
      told.counted(what, count);
    }
  }

  @Override
  public void close() {
    if (settler != null) {
      settler.shutdownNow();
    }
  }
}

package antiphon.app.realtime;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the thread that runs it a real-time thread, as far as the system lets it, and says in one
 * line of the log what it has become. Where it is not let, it stays as it is.
 */
public final class RealTimeThread implements Runnable {
  /**
   * Any real-time priority comes before all ordinary threads. This one stays below those of JACK's
   * clients (5 by default) and of PipeWire's: a thread that spins is not to make sound late.
   */
  public static final int PRIORITY = 4;

  private static final Logger LOG = LoggerFactory.getLogger(RealTimeThread.class);

  /**
   * What a thread was granted.
   *
   * @param realTime whether it comes before all ordinary threads (SCHED_FIFO)
   * @param timerSlackNs how much later than asked for the system may wake it up
   */
  public record Standing(boolean realTime, long timerSlackNs) {
    @Override
    public String toString() {
      return (realTime ? "real-time, priority " + PRIORITY : "ordinary, no right to real time")
          + ", timer slack "
          + timerSlackNs
          + " ns";
    }
  }

  @Override
  public void run() {
    ask().ifPresent(standing -> LOG.info("{}: {}", Thread.currentThread().getName(), standing));
  }

  /**
   * Asks for the calling thread.
   *
   * @return what it has now; empty where the system is not one that is asked, or cannot be
   */
  public static Optional<Standing> ask() {
    if (!System.getProperty("os.name").startsWith("Linux")) {
      return Optional.empty();
    }
    try {
      LinuxThread.leastTimerSlack();
      // on a single processor, who spins before all others stops them
      if (Runtime.getRuntime().availableProcessors() > 1) {
        LinuxThread.realTime(PRIORITY);
      }
      return Optional.of(new Standing(LinuxThread.isRealTime(), LinuxThread.timerSlackNs()));
    } catch (LinkageError e) {
      LOG.debug("the system cannot be asked", e);
      return Optional.empty();
    }
  }
}

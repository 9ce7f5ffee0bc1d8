package antiphon.midi.port.alsa;

/**
 * Where the real-time clock of a sequencer queue lies on the process's clock. The queue counts the
 * ticks of a timer; between two ticks it adds what has passed since the last one, so it is behind
 * by as much as that tick was late, and never ahead. So the smallest distance seen is the best
 * estimate, and it is let go slowly because the two clocks may drift. One thread observes, any
 * thread asks.
 */
final class QueueClock {
  /** How fast the estimate gives way, more than any two clocks of a machine drift apart. */
  private static final double DRIFT = 200e-6;

  /** As after a machine's sleep, in which one clock may stand still; seen twice, to be sure. */
  private static final long RESTART_NS = 50_000_000;

  private volatile long offsetNs;
  private boolean started;
  private boolean stoodBehind;
  private long lastNs;

  /**
   * @param queueNs what the queue's clock said when it was asked
   * @param nowNs the process's clock just after that
   */
  void observe(long queueNs, long nowNs) {
    long observedNs = nowNs - queueNs;
    if (!started) {
      offsetNs = observedNs;
      started = true;
    } else {
      long leakedNs = offsetNs + (long) Math.ceil((nowNs - lastNs) * DRIFT);
      boolean standsBehind = observedNs - leakedNs > RESTART_NS;
      boolean restarts = standsBehind && stoodBehind;
      offsetNs = restarts || observedNs - leakedNs < 0 ? observedNs : leakedNs;
      stoodBehind = standsBehind;
    }
    lastNs = nowNs;
  }

  /** An instant of the queue on the process's clock. */
  long processNs(long queueNs) {
    return queueNs + offsetNs;
  }

  /** An instant of the process on the queue's clock; never before the queue began. */
  long queueNs(long processNs) {
    return Math.max(0, processNs - offsetNs);
  }
}

package antiphon.live.api;

/**
 * How the thread that sends keeps its time.
 *
 * @param atStart what that thread does first, once: where it asks the system for its rights; may
 *     take some time, and fails silently
 * @param spinNs how long before an instant it stops being parked and spins, 0 to {@value
 *     #LONGEST_SPIN_NS}; or {@link #MEASURED}: as late as this machine wakes it up, learnt all the
 *     time
 */
public record OutTiming(Runnable atStart, long spinNs) {
  public static final long MEASURED = -1;
  public static final long LONGEST_SPIN_NS = 1_000_000;

  /** A thread as any other. */
  public static final OutTiming ORDINARY = new OutTiming(() -> {}, MEASURED);

  public OutTiming {
    LiveSettings.require("spin in ns", spinNs, MEASURED, LONGEST_SPIN_NS);
  }
}

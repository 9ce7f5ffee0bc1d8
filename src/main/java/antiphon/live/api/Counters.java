package antiphon.live.api;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLongArray;

/** Counts by many threads, read by any. */
@AnyThread
public final class Counters {
  private final AtomicLongArray counts = new AtomicLongArray(Counter.values().length);

  @RealTimeSafe
  public void count(Counter counter) {
    counts.incrementAndGet(counter.ordinal());
  }

  @RealTimeSafe
  public void add(Counter counter, long count) {
    counts.addAndGet(counter.ordinal(), count);
  }

  public long get(Counter counter) {
    return counts.get(counter.ordinal());
  }

  /** All counts by name, such as {@code messagesIn}. */
  public Map<String, Long> byName() {
    Map<String, Long> map = new TreeMap<>();
    for (Counter counter : Counter.values()) {
      map.put(counter.word(), get(counter));
    }
    return map;
  }
}

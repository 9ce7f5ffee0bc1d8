package antiphon.live.api;

import java.util.Locale;
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
      map.put(camelCase(counter.name()), get(counter));
    }
    return map;
  }

  private static String camelCase(String name) {
    StringBuilder result = new StringBuilder();
    for (String word : name.split("_")) {
      String lower = word.toLowerCase(Locale.ROOT);
      result.append(
          result.isEmpty() ? lower : Character.toUpperCase(lower.charAt(0)) + lower.substring(1));
    }
    return result.toString();
  }
}

package antiphon.rig;

import java.util.HashMap;
import java.util.Map;

/** How often each message came, known by its bytes in hexadecimal with blanks between. */
final class Tally {
  static final String CLOCK = "f8";
  private static final String START = "fa";

  private final Map<String, Integer> times = new HashMap<>();

  void add(String bytes) {
    times.merge(bytes, 1, Integer::sum);
  }

  /** The same, where all that came before the last start of the song is forgotten. */
  void addSinceStart(String bytes) {
    if (bytes.equals(START)) {
      times.clear();
    }
    add(bytes);
  }

  void addAll(Tally other) {
    other.times.forEach((bytes, count) -> times.merge(bytes, count, Integer::sum));
  }

  int of(String bytes) {
    return times.getOrDefault(bytes, 0);
  }

  long total() {
    return times.values().stream().mapToLong(Integer::longValue).sum();
  }

  /** What came more often here than there, or, below zero, less often. */
  Map<String, Integer> less(Tally there) {
    Map<String, Integer> more = new HashMap<>(times);
    there.times.forEach((bytes, count) -> more.merge(bytes, -count, Integer::sum));
    more.values().removeIf(count -> count == 0);
    return more;
  }
}

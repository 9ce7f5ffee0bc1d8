package antiphon.control.web;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.concurrent.atomic.AtomicLongArray;

/** How many were turned away, and why. Thread-safe. */
final class Refusals {
  private final AtomicLongArray counts = new AtomicLongArray(Refusal.values().length);

  void count(Refusal why) {
    counts.incrementAndGet(why.ordinal());
  }

  long counted(Refusal why) {
    return counts.get(why.ordinal());
  }

  ObjectNode told() {
    ObjectNode node = Json.object();
    for (Refusal why : Refusal.values()) {
      node.put(why.word(), counted(why));
    }
    return node;
  }
}

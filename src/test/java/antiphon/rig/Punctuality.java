package antiphon.rig;

import antiphon.live.api.Owner;
import antiphon.live.ring.JournalSlot;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * How late Antiphon's own messages left, as a journal has it, by equal parts of its time: each
 * against the cycle that sent it. What waited for its moment is told apart from what left in a
 * cycle that had just been asked for something, for that may have been decided too late.
 */
final class Punctuality implements Consumer<JournalSlot> {
  private static final long LONGEST_NS = 10_000_000_000L;
  private static final int DIGITS = 3;

  /** One part. */
  record Part(Histogram waitedNs, Histogram decidedLateNs) {}

  private final List<Part> parts = new ArrayList<>();
  private final long partNs;
  private final List<Long> dueNs = new ArrayList<>();
  private long startNs = Long.MIN_VALUE;
  private boolean decided;

  Punctuality(long partNs) {
    this.partNs = partNs;
  }

  List<Part> parts() {
    return parts;
  }

  @Override
  public void accept(JournalSlot slot) {
    switch (slot.kind) {
      case TAKEN -> decided |= slot.message == Owner.PARTNER;
      case SENT -> {
        if (slot.number == 1) {
          dueNs.add(slot.timeNs);
        }
      }
      case CYCLE -> {
        if (startNs == Long.MIN_VALUE) {
          startNs = slot.timeNs;
        }
        Part part = part(slot.timeNs);
        Histogram histogram = decided ? part.decidedLateNs : part.waitedNs;
        for (long due : dueNs) {
          histogram.recordValue(Math.max(0, Math.min(LONGEST_NS, slot.timeNs - due)));
        }
        dueNs.clear();
        decided = false;
      }
      default -> {}
    }
  }

  private Part part(long timeNs) {
    int number = (int) ((timeNs - startNs) / partNs);
    while (parts.size() <= number) {
      parts.add(new Part(new Histogram(LONGEST_NS, DIGITS), new Histogram(LONGEST_NS, DIGITS)));
    }
    return parts.get(number);
  }
}

package antiphon.live.engine;

import antiphon.live.api.Timing;
import antiphon.live.api.TimingRecorder;
import antiphon.live.ring.InSlot;
import antiphon.live.ring.JournalSlot;
import antiphon.music.time.Clock;

/**
 * Looks at the clock at the end of a cycle, once, for those who are given their time with each
 * event: the mind, whose handling of an event is a cycle and whose looking ahead is another, and
 * the journal. Nothing that is played depends on it.
 */
final class Stopwatch {
  /** Looks at no clock. */
  static final Stopwatch STOPPED = new Stopwatch(() -> 0, TimingRecorder.NONE);

  private final Clock clock;
  private final TimingRecorder recorder;
  private long handledNs; // the mind's

  Stopwatch(Clock clock, TimingRecorder recorder) {
    this.clock = clock;
    this.recorder = recorder;
  }

  /** The mind has handled an event. */
  void handled(InSlot slot) {
    handledNs = clock.nowNs();
    if (slot.kind == InSlot.Kind.MIDI) {
      recorder.record(Timing.HOP_TO_MIND, handledNs - slot.timeNs, 1);
    }
  }

  /** The mind has looked ahead, after it has handled an event, and taken so many steps. */
  void lookedAhead(long steps) {
    if (steps > 0) {
      recorder.record(Timing.STEP, (clock.nowNs() - handledNs) / steps, steps);
    }
  }

  /** The journal has taken a message. */
  void recorded(JournalSlot slot) {
    recorder.record(Timing.HOP_TO_JOURNAL, clock.nowNs() - slot.timeNs, 1);
  }
}

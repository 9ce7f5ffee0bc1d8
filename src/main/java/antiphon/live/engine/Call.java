package antiphon.live.engine;

import antiphon.live.api.RealTimeSafe;
import antiphon.live.follow.PhraseTempo;
import antiphon.live.follow.TempoEstimate;
import antiphon.midi.port.MidiMessages;
import antiphon.music.time.Meter;

/**
 * What the player has done since he took the floor, each message with its time: so that its tempo
 * can be found, and it can be heard once more in that. Belongs to the mind's thread.
 */
final class Call {
  static final int CAPACITY = 2048;

  private final int[] messages = new int[CAPACITY];
  private final long[] timesNs = new long[CAPACITY];
  private final PhraseTempo phrase;
  private int size;
  private boolean overflowed;
  private boolean judged;

  Call(Meter meter) {
    phrase = new PhraseTempo(meter);
  }

  /**
   * Forgets all: a new call begins.
   *
   * @param pedalDown whether the sustain pedal is held already
   */
  @RealTimeSafe
  void begin(boolean pedalDown, long timeNs) {
    size = 0;
    overflowed = false;
    judged = false;
    phrase.reset();
    if (pedalDown) {
      add(MidiMessages.controlChange(0, MidiMessages.CONTROLLER_SUSTAIN, 127), timeNs);
    }
  }

  @RealTimeSafe
  void add(int message, long timeNs) {
    judged = false;
    if (size == CAPACITY) {
      overflowed = true;
      return;
    }
    messages[size] = message;
    timesNs[size] = timeNs;
    size++;
    if (MidiMessages.isNoteOn(message)) {
      phrase.onset(timeNs, MidiMessages.data1(message), MidiMessages.data2(message));
    }
  }

  /**
   * Whether its tempo is still to be judged: once, then not again before something is added; and
   * only while it is known from its beginning to its end.
   */
  @RealTimeSafe
  boolean takeUnjudged() {
    boolean was = !judged;
    judged = true;
    return was && size > 0 && !overflowed;
  }

  @RealTimeSafe
  boolean isJudged() {
    return judged;
  }

  /** It cannot be heard once more, and is not judged. */
  @RealTimeSafe
  void spoil() {
    judged = true;
    overflowed = true;
  }

  /** The time in which it was played; one small object. */
  TempoEstimate judge(double previousTempoBpm) {
    return phrase.estimate(previousTempoBpm);
  }

  @RealTimeSafe
  int size() {
    return size;
  }

  @RealTimeSafe
  int message(int index) {
    return messages[index];
  }

  @RealTimeSafe
  long timeNs(int index) {
    return timesNs[index];
  }
}

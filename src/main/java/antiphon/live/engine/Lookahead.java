package antiphon.live.engine;

import antiphon.live.api.RealTimeSafe;

/**
 * What the partner is about to play: instants drafted one after the other, each with the moment
 * before it, and the moment to which all is heard for good. What is drafted is taken back by going
 * there; what is committed stays. Belongs to the mind's thread.
 */
final class Lookahead {
  /** Most instants that are drafted ahead. */
  static final int INSTANTS = 64;

  /** The clock of an instant that never comes: there is nothing more to play. */
  static final long NEVER_CLOCK = Long.MAX_VALUE;

  private static final int EVENTS = 2048;

  /** The most events of one instant. */
  private static final int MOST_EVENTS = 256;

  private final Memory memory;
  private final Voice voice;
  private final Moment[] before = new Moment[INSTANTS];
  private final long[] clock = new long[INSTANTS];
  private final int[] firstEvent = new int[INSTANTS];
  private final int[] eventCount = new int[INSTANTS];
  private final long[] draws = new long[INSTANTS]; // after it
  private final long[] cursor = new long[INSTANTS]; // after it
  private final int[] pitch = new int[EVENTS];
  private final int[] bin = new int[EVENTS];
  private Moment base;
  private int head;
  private int size;
  private int events;
  private boolean begun;
  private boolean failed;
  private long revision;

  Lookahead(Memory memory, Voice voice) {
    this.memory = memory;
    this.voice = voice;
    base = memory.newMoment();
    for (int i = 0; i < INSTANTS; i++) {
      before[i] = memory.newMoment();
    }
  }

  /**
   * The memory has heard all there is for good, and a draft is to begin on it.
   *
   * @param hearing also hears what is pending, for the draft alone
   */
  @RealTimeSafe
  void begin(Hearing hearing) {
    memory.save(base);
    size = 0;
    events = 0;
    begun = true;
    failed = false;
    revision++;
    hearing.hearAhead();
  }

  /** Whether there is a draft, if only an empty one. */
  @RealTimeSafe
  boolean begun() {
    return begun;
  }

  /** Takes the draft back: the memory is as if it had never been. */
  @RealTimeSafe
  void revoke() {
    if (begun) {
      memory.restore(base);
      drop();
    }
  }

  /**
   * The memory is as if the draft had never been, but that its first instant has been drawn, and is
   * kept: for that to be played and the rest dropped.
   */
  @RealTimeSafe
  void goBack() {
    memory.restore(base);
    memory.setDraws(draws[head]);
    memory.setCursor(cursor[head]);
  }

  /** Forgets the draft, and leaves the memory as it is. */
  @RealTimeSafe
  void drop() {
    revision += size > 0 ? 1 : 0;
    begun = false;
    size = 0;
    events = 0;
  }

  /** How many tokens have been heard for good. */
  @RealTimeSafe
  long heard() {
    return begun ? base.heard : memory.heard();
  }

  /**
   * Drafts one more instant.
   *
   * @return false when the model's output is no use; nothing is drawn any more then
   */
  @RealTimeSafe
  boolean draw() {
    int index = index(size);
    failed = failed || !voice.draw(before[index]);
    if (failed) {
      return false;
    }
    clock[index] = voice.clock();
    firstEvent[index] = events;
    eventCount[index] = voice.events();
    for (int i = 0; i < voice.events(); i++) {
      int slot = events++ & EVENTS - 1;
      pitch[slot] = voice.pitch(i);
      bin[slot] = voice.bin(i);
    }
    draws[index] = memory.draws();
    cursor[index] = memory.cursor();
    size++;
    revision++;
    return true;
  }

  /** Another number whenever something else is drafted. */
  @RealTimeSafe
  long revision() {
    return revision;
  }

  /** Whether another instant can be drafted. */
  @RealTimeSafe
  boolean hasRoom() {
    return size < INSTANTS
        && (size == 0 || events + MOST_EVENTS - firstEvent[head] <= EVENTS)
        && !(size > 0 && lastClock() == NEVER_CLOCK);
  }

  /** How many instants are drafted. */
  @RealTimeSafe
  int size() {
    return size;
  }

  /**
   * Position of one of them.
   *
   * @param instant 0 for the first
   */
  @RealTimeSafe
  long clock(int instant) {
    return clock[index(instant)];
  }

  /** Position of the last of them. */
  @RealTimeSafe
  long lastClock() {
    return clock(size - 1);
  }

  /** How many events one of them has, ends first. */
  @RealTimeSafe
  int eventCount(int instant) {
    return eventCount[index(instant)];
  }

  @RealTimeSafe
  int pitch(int instant, int event) {
    return pitch[firstEvent[index(instant)] + event & EVENTS - 1];
  }

  /** Velocity bin of an onset; -1 for an end. */
  @RealTimeSafe
  int bin(int instant, int event) {
    return bin[firstEvent[index(instant)] + event & EVENTS - 1];
  }

  /**
   * The first instant is played.
   *
   * @param rebase whether what was heard before it is heard for good; the instant itself is pending
   *     with the hearing
   */
  @RealTimeSafe
  void commit(boolean rebase) {
    if (rebase) {
      Moment other = base;
      base = before[head];
      before[head] = other;
    }
    base.draws = draws[head];
    base.cursor = cursor[head];
    head = index(1);
    size--;
    revision++;
  }

  private int index(int instant) {
    return (head + instant) % INSTANTS;
  }
}

package antiphon.live.engine;

import antiphon.live.api.RealTimeSafe;

/**
 * One model follows another at a bar line: until then it is told, a few tokens at a time, what has
 * been heard lately. Belongs to the mind's thread.
 */
final class Succession {
  static final long NEVER = Long.MAX_VALUE;

  private static final int TOKENS_AT_A_TIME = 4;

  /** When more than that has been heard meanwhile, only the last of it is told. */
  private static final int MOST_TOKENS = 8 * Memory.RECENT_TOKENS;

  private final Memory memory;
  private Seat next; // null for none
  private long toldFrom;
  private long toldUpTo;
  private long switchTick = NEVER;

  Succession(Memory memory) {
    this.memory = memory;
  }

  /**
   * @param seat that of the next model, which has heard nothing
   * @param heard how many tokens have been heard for good
   * @param atTick the bar line
   */
  @RealTimeSafe
  void begin(Seat seat, long heard, long atTick) {
    next = seat;
    switchTick = atTick;
    startAt(heard);
  }

  private void startAt(long heard) {
    toldFrom = Math.max(0, heard - Memory.RECENT_TOKENS);
    toldUpTo = toldFrom;
  }

  /**
   * The memory has gone back: what the next model was told since then is told otherwise.
   *
   * @param heard how many tokens have been heard for good
   */
  @RealTimeSafe
  void goBack(long heard) {
    if (next == null) {
      return;
    }
    if (toldFrom > heard) {
      startAt(heard);
      next.state.reset();
    } else if (toldUpTo > heard) {
      toldUpTo = toldFrom;
      next.state.reset();
    }
  }

  /** When the next model takes over, or {@link #NEVER}. */
  @RealTimeSafe
  long switchTick() {
    return switchTick;
  }

  /**
   * Tells it a little more.
   *
   * @param heard how many tokens have been heard for good
   * @return whether there is more to tell
   */
  @RealTimeSafe
  boolean tell(long heard) {
    if (next == null || toldUpTo >= heard || heard - toldFrom > MOST_TOKENS) {
      return false;
    }
    long upTo = Math.min(heard, toldUpTo + TOKENS_AT_A_TIME);
    memory.tell(next, toldUpTo, upTo);
    toldUpTo = upTo;
    return toldUpTo < heard;
  }

  /** Tells it the rest, and lets it take over; the memory stands at what is heard for good. */
  @RealTimeSafe
  String complete() {
    if (memory.heard() - toldFrom > MOST_TOKENS) {
      startAt(memory.heard());
      next.state.reset();
    }
    memory.tell(next, toldUpTo, memory.heard());
    memory.seat(next);
    String name = next.name;
    next = null;
    switchTick = NEVER;
    return name;
  }
}

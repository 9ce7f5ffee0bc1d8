package antiphon.live.dialogue;

import static antiphon.music.time.MusicalTime.TICKS_PER_CLOCK;

import antiphon.live.api.AnswerStart;
import antiphon.live.api.Floor;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.api.RealTimeSafe;
import antiphon.music.time.Grid;
import antiphon.music.time.Meter;

/**
 * The rules of conversation, in ticks. It is told what the player does and what time it is, and
 * says when the floor changes hands. Owned by the mind's thread.
 */
public final class Dialogue {
  /** What {@link #handOverTick} says while nothing will be handed over. */
  public static final long NEVER = Long.MAX_VALUE;

  private final Meter meter;
  private final AnswerStart answerStart;
  private long handOverTicks;
  private final long maxAnswerTicks;
  private Mode mode;
  private Floor floor = Floor.OPEN;
  private boolean keysDown;
  private boolean held; // by a panic, until the player does something
  private long callStartTick;
  private long silentSinceTick;
  private long answerEndTick;

  public Dialogue(LiveSettings settings) {
    meter = settings.meter();
    answerStart = AnswerStart.of(settings.of(Parameter.ANSWER_START));
    mode = settings.mode();
    setHandOverBeats(settings.of(Parameter.HAND_OVER_BEATS));
    maxAnswerTicks =
        (long) settings.of(Parameter.MAX_ANSWER_BARS) * meter.clocksPerBar() * TICKS_PER_CLOCK;
  }

  @RealTimeSafe
  public Mode mode() {
    return mode;
  }

  @RealTimeSafe
  public Floor floor() {
    return floor;
  }

  /** Where the answer ends, at the latest. */
  @RealTimeSafe
  public long answerEndTick() {
    return answerEndTick;
  }

  /**
   * Changes the mode; the floor is nobody's then.
   *
   * @param tick now
   */
  @RealTimeSafe
  public void setMode(Mode newMode, long tick) {
    mode = newMode;
    floor = Floor.OPEN;
    silentSinceTick = tick;
    held = false;
  }

  /** Everything stops, and stays so until a key is struck or the mode is changed. */
  @RealTimeSafe
  public void panic(long tick) {
    floor = Floor.OPEN;
    keysDown = false;
    held = true;
    silentSinceTick = tick;
  }

  /** The song begins to roll: in solo, Antiphon with it. */
  @RealTimeSafe
  public void start(long tick) {
    held = false;
    if (mode == Mode.SOLO && floor != Floor.PARTNER && !keysDown) {
      silentSinceTick = tick - handOverTicks;
    }
  }

  /**
   * When, in the silence before the floor is handed over, the call can be judged; or {@link
   * #NEVER}.
   */
  @RealTimeSafe
  public long judgeTick() {
    return floor == Floor.PLAYER && handOverTick() != NEVER
        ? silentSinceTick + handOverTicks / 2
        : NEVER;
  }

  /** From now on the floor is handed over after so many beats of silence. */
  @RealTimeSafe
  public void setHandOverBeats(double beats) {
    handOverTicks = Math.round(beats * beatTicks());
  }

  /** The call lies elsewhere in musical time than was thought. */
  @RealTimeSafe
  public void retime(long newCallStartTick, long newSilentSinceTick) {
    callStartTick = newCallStartTick;
    silentSinceTick = newSilentSinceTick;
  }

  /**
   * The answer was stopped where the song jumped, and is to go on from there.
   *
   * @param leftTicks what it lacks
   */
  @RealTimeSafe
  public void goOn(long tick, long leftTicks) {
    // as if a call of that length had just been made
    floor = Floor.PLAYER;
    keysDown = false;
    callStartTick = tick - handOverTicks - Math.max(1, Math.min(leftTicks, maxAnswerTicks));
    silentSinceTick = tick - handOverTicks;
  }

  /** The player strikes a key, and has the floor. */
  @RealTimeSafe
  public void keyDown(long tick) {
    if (floor != Floor.PLAYER) {
      floor = Floor.PLAYER;
      callStartTick = tick;
    }
    keysDown = true;
    held = false;
  }

  /**
   * @param stillSounding whether pitches of the player sound on
   */
  @RealTimeSafe
  public void keyUp(long tick, boolean stillSounding) {
    keysDown = stillSounding;
    silentSinceTick = tick;
  }

  /** When, if nothing happens before, the floor goes to Antiphon; or {@link #NEVER}. */
  @RealTimeSafe
  public long handOverTick() {
    boolean waiting =
        switch (mode) {
          case CALL_RESPONSE -> floor == Floor.PLAYER && !keysDown;
          case SOLO -> floor != Floor.PARTNER && !keysDown && !held;
          case JAM, LISTEN -> false;
        };
    return waiting ? silentSinceTick + handOverTicks : NEVER;
  }

  /** Whether an answer begins with a note as soon as the floor is handed over. */
  @RealTimeSafe
  public boolean answersAtOnce() {
    return mode == Mode.CALL_RESPONSE && answerStart == AnswerStart.NOW;
  }

  /**
   * Gives the floor to Antiphon.
   *
   * @param dueTick {@link #handOverTick}; it may lie ahead
   * @param earliestTick the first moment at which anything could sound
   * @return where its music begins: at the first beat or bar line then, or, at once, at the last
   *     position of the grid by then
   */
  @RealTimeSafe
  public long beginAnswer(long dueTick, long earliestTick) {
    long startTick = startOf(dueTick, earliestTick);
    if (mode == Mode.SOLO) {
      answerEndTick = NEVER;
    } else {
      long callTicks = Math.max(silentSinceTick - callStartTick, 1);
      long barTicks = (long) meter.clocksPerBar() * TICKS_PER_CLOCK;
      // as long as the call, to the nearest beat, a bar at the least
      long length = (callTicks + beatTicks() / 2) / beatTicks() * beatTicks();
      answerEndTick = onGrid(startTick + Math.min(Math.max(length, barTicks), maxAnswerTicks));
    }
    floor = Floor.PARTNER;
    return startTick;
  }

  /** Antiphon has ended, or been stopped. */
  @RealTimeSafe
  public void answerEnded(long tick) {
    floor = Floor.OPEN;
    silentSinceTick = tick;
  }

  private long startOf(long dueTick, long earliestTick) {
    if (answerStart == AnswerStart.NOW) {
      long last = lastOnGrid(dueTick);
      return last >= earliestTick ? last : onGrid(ceiling(earliestTick, TICKS_PER_CLOCK));
    }
    long unit =
        answerStart == AnswerStart.BEAT
            ? beatTicks()
            : (long) meter.clocksPerBar() * TICKS_PER_CLOCK;
    return onGrid(ceiling(Math.max(dueTick, earliestTick), unit));
  }

  private static long ceiling(long tick, long unit) {
    return -Math.floorDiv(-tick, unit) * unit;
  }

  private static long lastOnGrid(long tick) {
    long clock = Math.floorDiv(tick, (long) TICKS_PER_CLOCK);
    return (Grid.contains(clock) ? clock : clock - 1) * TICKS_PER_CLOCK;
  }

  /** A tick that lies on a clock, moved to the next grid position where it is on none. */
  private static long onGrid(long tick) {
    long clock = tick / TICKS_PER_CLOCK;
    return (Grid.contains(clock) ? clock : Grid.next(clock)) * TICKS_PER_CLOCK;
  }

  private long beatTicks() {
    return (long) meter.clocksPerBeat() * TICKS_PER_CLOCK;
  }
}

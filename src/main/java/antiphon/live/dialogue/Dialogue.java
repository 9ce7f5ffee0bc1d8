package antiphon.live.dialogue;

import static antiphon.music.time.MusicalTime.TICKS_PER_CLOCK;
import static antiphon.music.time.MusicalTime.TICKS_PER_QUARTER;

import antiphon.live.api.AnswerLength;
import antiphon.live.api.AnswerStart;
import antiphon.live.api.Floor;
import antiphon.live.api.HandOver;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import antiphon.live.api.RealTimeSafe;
import antiphon.live.api.SwitchAt;
import antiphon.music.time.Grid;
import antiphon.music.time.Meter;

/**
 * The rules of conversation, in ticks. It is told what the player does and what time it is, and
 * says when the floor changes hands. Owned by the mind's thread.
 */
public final class Dialogue {
  /** What {@link #handOverTick} says while nothing will be handed over. */
  public static final long NEVER = Long.MAX_VALUE;

  private static final double NS_PER_MS = 1e6;

  /** Less than that is no silence: with none, one hand-over would follow the other at once. */
  private static final long SHORTEST_SILENCE_TICKS = TICKS_PER_CLOCK;

  private final long beatTicks;
  private final long barTicks;
  private Mode mode;
  private Floor floor = Floor.OPEN;

  // parameters
  private HandOver rule;
  private double handOverBeats;
  private double handOverMs;
  private long tradeTicks;
  private AnswerStart answerStart;
  private AnswerLength answerLength;
  private long answerTicks;
  private long maxAnswerTicks;
  private boolean overlap;
  private SwitchAt switchAt;

  private double patience = 1;
  private long quarterNs = 500_000_000;
  private long handOverTicks;

  private boolean keysDown;
  private boolean held; // by a panic or by hand, until the player does something
  private boolean paused; // a jam, by hand: the player plays alone
  private long callStartTick;
  private long silentSinceTick;
  private long answerEndTick;
  private boolean overlapped; // the player has begun a call while the answer goes on
  private boolean trading;
  private long tradeStartTick; // a bar line: the player's bars, then Antiphon's, and so on
  private long turnEndTick; // of the player's bars
  private long requestedTick = NEVER;
  private Mode nextMode; // null for no change
  private long switchTick;

  public Dialogue(LiveSettings settings) {
    Meter meter = settings.meter();
    beatTicks = (long) meter.clocksPerBeat() * TICKS_PER_CLOCK;
    barTicks = (long) meter.clocksPerBar() * TICKS_PER_CLOCK;
    mode = settings.mode();
    for (Parameter parameter : Parameter.values()) {
      set(parameter, settings.of(parameter));
    }
  }

  /** Takes the value of a parameter that is one of the conversation's; others are not. */
  @RealTimeSafe
  public void set(Parameter parameter, double value) {
    switch (parameter) {
      case HAND_OVER -> {
        rule = HandOver.of(value);
        trading = false;
      }
      case HAND_OVER_BEATS -> handOverBeats = value;
      case HAND_OVER_MS -> handOverMs = value;
      case TRADE_BARS -> {
        tradeTicks = (long) value * barTicks;
        trading = false;
      }
      case ANSWER_START -> answerStart = AnswerStart.of(value);
      case ANSWER_LENGTH -> answerLength = AnswerLength.of(value);
      case ANSWER_BARS -> answerTicks = (long) value * barTicks;
      case MAX_ANSWER_BARS -> maxAnswerTicks = (long) value * barTicks;
      case OVERLAP -> overlap = value != 0;
      case SWITCH_AT -> switchAt = SwitchAt.of(value);
      default -> {
        // not of the conversation
      }
    }
    measureSilence();
  }

  /** The tempo in force: so many milliseconds are so many beats. */
  @RealTimeSafe
  public void setQuarterNs(long newQuarterNs) {
    quarterNs = newQuarterNs;
    measureSilence();
  }

  /**
   * From now on the floor is handed over after so many times the silence: as long as the player's
   * tempo is not known, he may be slow.
   */
  @RealTimeSafe
  public void setPatience(double times) {
    patience = times;
    measureSilence();
  }

  private void measureSilence() {
    double ticks =
        handOverMs > 0
            ? handOverMs * NS_PER_MS * TICKS_PER_QUARTER / quarterNs
            : handOverBeats * beatTicks;
    handOverTicks = Math.max(SHORTEST_SILENCE_TICKS, Math.round(patience * ticks));
  }

  @RealTimeSafe
  public Mode mode() {
    return mode;
  }

  @RealTimeSafe
  public Floor floor() {
    return floor;
  }

  /** Whether Antiphon has the floor, alone or with the player. */
  @RealTimeSafe
  public boolean partnerPlays() {
    return floor == Floor.PARTNER || floor == Floor.BOTH;
  }

  /** Whether the player may play at the same time, and is heard then. */
  @RealTimeSafe
  public boolean playsTogether() {
    return floor == Floor.BOTH || floor == Floor.PARTNER && overlapped;
  }

  /** Whether Antiphon stops when the player strikes a key. */
  @RealTimeSafe
  public boolean touchStops() {
    boolean playsOn =
        mode == Mode.JAM || mode == Mode.CALL_RESPONSE && overlap && answerEndTick != NEVER;
    return floor == Floor.PARTNER && !playsOn;
  }

  /** Where the answer ends, at the latest; a jam ends a while after the player's last note. */
  @RealTimeSafe
  public long answerEndTick() {
    if (floor == Floor.BOTH) {
      return keysDown ? NEVER : onGrid(barLineFrom(silentSinceTick + maxAnswerTicks));
    }
    return answerEndTick;
  }

  /**
   * Asks for another mode.
   *
   * @param tick now
   * @return whether it comes at once, and {@link #setMode} is to be called; else {@link
   *     #switchTick} says when
   */
  @RealTimeSafe
  public boolean askMode(Mode newMode, long tick) {
    if (switchAt == SwitchAt.NOW) {
      return true;
    }
    nextMode = newMode;
    switchTick = barLineFrom(tick);
    return false;
  }

  /** The bar line at which {@link #nextMode} comes, or {@link #NEVER}. */
  @RealTimeSafe
  public long switchTick() {
    return nextMode == null ? NEVER : switchTick;
  }

  /** The mode that was asked for and has not come yet, or null. */
  @RealTimeSafe
  public Mode nextMode() {
    return nextMode;
  }

  /**
   * Changes the mode; the floor is nobody's then.
   *
   * @param tick now
   */
  @RealTimeSafe
  public void setMode(Mode newMode, long tick) {
    mode = newMode;
    nextMode = null;
    floor = Floor.OPEN;
    silentSinceTick = tick;
    held = false;
    paused = false;
    forgetTurns();
    if (mode == Mode.JAM && keysDown) {
      floor = Floor.BOTH;
    }
  }

  /** Everything stops, and stays so until a key is struck or the mode is changed. */
  @RealTimeSafe
  public void panic(long tick) {
    floor = Floor.OPEN;
    keysDown = false;
    held = true;
    paused = false;
    silentSinceTick = tick;
    nextMode = null;
    forgetTurns();
  }

  private void forgetTurns() {
    trading = false;
    overlapped = false;
    requestedTick = NEVER;
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
   * Somebody gives Antiphon the floor by hand, or takes it back: in a jam until it is given again,
   * else until the player does something.
   *
   * @return whether Antiphon has to stop
   */
  @RealTimeSafe
  public boolean handOver(long tick) {
    if (partnerPlays()) {
      held = true;
      paused = mode == Mode.JAM;
      return true;
    }
    if (mode == Mode.LISTEN) {
      return false;
    }
    held = false;
    paused = false;
    if (mode == Mode.JAM) {
      floor = Floor.BOTH;
      silentSinceTick = tick;
    } else {
      if (floor != Floor.PLAYER) {
        callStartTick = tick;
      }
      requestedTick = tick;
    }
    return false;
  }

  /**
   * When, in the silence before the floor is handed over, the call can be judged; or {@link
   * #NEVER}.
   */
  @RealTimeSafe
  public long judgeTick() {
    if (floor != Floor.PLAYER || handOverTick() == NEVER) {
      return NEVER;
    }
    return requestedTick == NEVER ? silentSinceTick + handOverTicks / 2 : requestedTick;
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
    if (mode == Mode.JAM) {
      floor = paused ? Floor.OPEN : Floor.BOTH;
      silentSinceTick = tick;
      return;
    }
    // as if a call of that length had just been made
    floor = Floor.PLAYER;
    keysDown = false;
    callStartTick = tick - handOverTicks - Math.max(1, Math.min(leftTicks, maxAnswerTicks));
    silentSinceTick = tick - handOverTicks;
  }

  /**
   * The player strikes a key, and has the floor; Antiphon too, where both may.
   *
   * @return whether that begins a call
   */
  @RealTimeSafe
  public boolean keyDown(long tick) {
    keysDown = true;
    held = false;
    boolean begins = floor == Floor.OPEN || floor == Floor.PARTNER && !overlapped;
    if (begins) {
      callStartTick = tick;
    }
    if (floor == Floor.PARTNER) {
      overlapped = true; // its answer goes on
      return begins;
    }
    floor = mode == Mode.JAM && !paused ? Floor.BOTH : Floor.PLAYER;
    if (mode == Mode.CALL_RESPONSE && rule == HandOver.TRADE) {
      trade(tick);
    }
    return begins;
  }

  /** The player plays in turn: the first note says where the first turn begins. */
  private void trade(long tick) {
    long cycle = 2 * tradeTicks;
    if (!trading || tick >= turnEndTick) {
      if (!trading || tick >= turnEndTick + cycle) { // a whole round without the player
        tradeStartTick = Math.floorDiv(tick + beatTicks, barTicks) * barTicks;
        trading = true;
      }
      turnEndTick =
          tradeStartTick
              + Math.floorDiv(tick + beatTicks - tradeStartTick, cycle) * cycle
              + tradeTicks;
      if (turnEndTick <= tick) { // in Antiphon's bars: the next turn is the player's
        turnEndTick += cycle;
      }
    }
  }

  /**
   * The player lets a key or the pedal go. Where nothing of his sounded, his silence goes on.
   *
   * @param stillSounding whether pitches of the player sound on
   */
  @RealTimeSafe
  public void keyUp(long tick, boolean stillSounding) {
    if (keysDown) {
      silentSinceTick = tick;
    }
    keysDown = stillSounding;
  }

  /** When, if nothing happens before, the floor goes to Antiphon; or {@link #NEVER}. */
  @RealTimeSafe
  public long handOverTick() {
    if (partnerPlays()) {
      return NEVER;
    }
    if (requestedTick != NEVER) {
      return requestedTick;
    }
    long bySilence = silentSinceTick + handOverTicks;
    return switch (mode) {
      case CALL_RESPONSE ->
          floor != Floor.PLAYER
              ? NEVER
              : switch (rule) {
                case SILENCE -> keysDown ? NEVER : bySilence;
                case PEDAL -> NEVER;
                case TRADE -> trading ? turnEndTick : NEVER;
              };
      case SOLO -> keysDown || held ? NEVER : bySilence;
      case JAM, LISTEN -> NEVER;
    };
  }

  private boolean handsOverInTurn() {
    return mode == Mode.CALL_RESPONSE && rule == HandOver.TRADE && requestedTick == NEVER;
  }

  /**
   * Where an answer begins that is given the floor.
   *
   * @param dueTick {@link #handOverTick}; it may lie ahead
   * @param earliestTick the first moment at which anything could sound
   * @return the first beat or bar line then, or, at once, the last position of the grid by then
   */
  @RealTimeSafe
  public long answerStartTick(long dueTick, long earliestTick) {
    if (handsOverInTurn()) {
      return onGrid(Math.max(dueTick, ceiling(earliestTick, TICKS_PER_CLOCK)));
    }
    if (answerStart == AnswerStart.NOW) {
      long last = lastOnGrid(dueTick);
      return last >= earliestTick ? last : onGrid(ceiling(earliestTick, TICKS_PER_CLOCK));
    }
    long unit = answerStart == AnswerStart.BEAT ? beatTicks : barTicks;
    return onGrid(ceiling(Math.max(dueTick, earliestTick), unit));
  }

  /**
   * Gives the floor to Antiphon; arguments and result as of {@link #answerStartTick}.
   *
   * @return where its music begins
   */
  @RealTimeSafe
  public long beginAnswer(long dueTick, long earliestTick) {
    long startTick = answerStartTick(dueTick, earliestTick);
    answerEndTick = onGrid(startTick, lengthTicks(dueTick));
    if (handsOverInTurn()) {
      answerEndTick = onGrid(turnEndTick, tradeTicks);
    }
    requestedTick = NEVER;
    overlapped = false;
    floor = Floor.PARTNER;
    return startTick;
  }

  /**
   * Gives the floor to Antiphon for something that it has played before.
   *
   * @param lengthTicks {@link #NEVER} for no end
   * @return where its music begins
   */
  @RealTimeSafe
  public long beginAgain(long earliestTick, long lengthTicks) {
    long startTick = answerStartTick(earliestTick, earliestTick);
    answerEndTick = onGrid(startTick, lengthTicks);
    requestedTick = NEVER;
    overlapped = false;
    held = false;
    floor = Floor.PARTNER;
    return startTick;
  }

  private long lengthTicks(long dueTick) {
    if (mode == Mode.SOLO || answerLength == AnswerLength.TOUCH) {
      return NEVER;
    }
    if (answerLength == AnswerLength.BARS) {
      return answerTicks;
    }
    long callTicks = Math.max((keysDown ? dueTick : silentSinceTick) - callStartTick, 1);
    // to the nearest beat, a bar at the least
    long length = (callTicks + beatTicks / 2) / beatTicks * beatTicks;
    return Math.min(Math.max(length, barTicks), maxAnswerTicks);
  }

  /** Antiphon has ended, or been stopped. */
  @RealTimeSafe
  public void answerEnded(long tick) {
    boolean jamGoesOn = mode == Mode.JAM && floor == Floor.PARTNER && !held && !paused;
    if (jamGoesOn) {
      overlapped = false;
      floor = Floor.BOTH;
      silentSinceTick = tick;
      return;
    }
    if (overlapped) {
      overlapped = false;
      floor = Floor.PLAYER;
      if (mode == Mode.CALL_RESPONSE && rule == HandOver.TRADE) {
        trade(tick);
      }
      return;
    }
    floor = Floor.OPEN;
    silentSinceTick = tick;
  }

  /** The first bar line at or after a tick. */
  private long barLineFrom(long tick) {
    return ceiling(tick, barTicks);
  }

  private static long ceiling(long tick, long unit) {
    return -Math.floorDiv(-tick, unit) * unit;
  }

  private static long lastOnGrid(long tick) {
    long clock = Math.floorDiv(tick, (long) TICKS_PER_CLOCK);
    return (Grid.contains(clock) ? clock : clock - 1) * TICKS_PER_CLOCK;
  }

  private static long onGrid(long tick, long lengthTicks) {
    return lengthTicks == NEVER ? NEVER : onGrid(tick + lengthTicks);
  }

  /** A tick that lies on a clock, moved to the next grid position where it is on none. */
  private static long onGrid(long tick) {
    long clock = tick / TICKS_PER_CLOCK;
    return Grid.from(clock) * TICKS_PER_CLOCK;
  }
}

package antiphon.live.engine;

import antiphon.live.api.Counter;
import antiphon.live.api.Counters;
import antiphon.live.api.Parameter;
import antiphon.live.api.RealTimeSafe;
import antiphon.live.dialogue.Dialogue;
import antiphon.live.guard.GuardRails;
import antiphon.music.time.Grid;
import antiphon.music.time.MusicalTime;
import antiphon.music.token.Vocabulary;

/**
 * Antiphon's own part: drafts it ahead, takes the draft back when something happens, commits what
 * is due, and remembers it. Whoever changes what has been heard, or how it is to be played, calls
 * {@link #revoke} first. Belongs to the mind's thread.
 */
final class Partner {
  /** Nothing is begun that would have to sound sooner than that. */
  static final long REACTION_NS = 4_000_000;

  /** What is drafted so much too late is not played. */
  static final long TOO_LATE_NS = 40_000_000;

  private static final long NOTHING_PLAYED = -1;

  private final Hearing hearing;
  private final GuardRails rails;
  private final Mouth mouth;
  private final Counters counters;
  private final Voice voice;
  private final Lookahead ahead;
  private final Remembered remembered = new Remembered();
  private Template template = new Template();
  private Template prepared = new Template();
  private final long barTicks;
  private long expectedTick; // where a draft begins that is drawn before the floor is handed over
  private boolean expects;
  private boolean ending; // the last ends have been sent
  private boolean entered = true; // false while an answer has not begun to sound
  private long playedClock = NOTHING_PLAYED; // of the last instant that was played
  private long answerClock; // where the present answer began, or the last one
  private boolean endless; // the present answer goes on till it is stopped, or the last one did
  private boolean answered = true; // no answer has begun since the last one ended
  private long answeredClock; // where the last one ended
  private long againFrom; // where lay what is played again
  private int bars = 4;
  private long shownRevision;
  private long shownEndTick = Dialogue.NEVER;

  Partner(
      Memory memory,
      Hearing hearing,
      GuardRails rails,
      Mouth mouth,
      Counters counters,
      long seed,
      long barTicks) {
    this.hearing = hearing;
    this.rails = rails;
    this.mouth = mouth;
    this.counters = counters;
    this.barTicks = barTicks;
    voice = new Voice(memory, rails, counters, seed);
    ahead = new Lookahead(memory, voice);
  }

  @RealTimeSafe
  void set(Parameter parameter, double value) {
    if (parameter == Parameter.ANSWER_BARS) {
      bars = (int) value;
    }
    voice.set(parameter, value);
    rails.set(parameter, value);
    mouth.set(parameter, value);
  }

  /** Takes the draft back: the memory has heard what was played, and nothing else. */
  @RealTimeSafe
  void revoke() {
    ahead.revoke();
    expects = false;
  }

  /** How many tokens have been heard for good. */
  @RealTimeSafe
  long heard() {
    return ahead.heard();
  }

  /** The first bar line at or after a tick. */
  @RealTimeSafe
  long barLineAt(long tick) {
    return -Math.floorDiv(-tick, barTicks) * barTicks;
  }

  /** An answer is expected to begin at a tick on the grid, if nothing happens before. */
  @RealTimeSafe
  void expect(long startTick) {
    if (expects && expectedTick == startTick) {
      return;
    }
    revoke();
    expects = true;
    expectedTick = startTick;
    begin(startTick);
  }

  /**
   * An answer begins at a tick on the grid.
   *
   * @param withoutEnd whether it goes on till it is stopped
   */
  @RealTimeSafe
  void answer(long startTick, boolean withoutEnd) {
    expect(startTick);
    begins(startTick / MusicalTime.TICKS_PER_CLOCK, withoutEnd);
    expects = false;
    ending = false;
    entered = false;
  }

  private void begins(long clock, boolean withoutEnd) {
    answerClock = clock;
    endless = withoutEnd;
    answered = false;
  }

  private void begin(long startTick) {
    voice.playAnew();
    ahead.begin(hearing);
    voice.begin(startTick / MusicalTime.TICKS_PER_CLOCK, true, false);
  }

  /**
   * Drafts ahead.
   *
   * @param upToTick far enough
   */
  @RealTimeSafe
  void draft(long upToTick, Pressure pressed) {
    while (!pressed.isHigh()
        && ahead.begun()
        && !ending
        && ahead.hasRoom()
        && !(ahead.size() > 0 && voice.imagines())
        && (ahead.size() == 0 || MusicalTime.ticksOfClocks(ahead.lastClock()) < upToTick)) {
      if (!ahead.draw()) {
        return;
      }
    }
  }

  /**
   * Sees to it that the next instant is drafted.
   *
   * @param earliestClock nothing new lies before
   * @param together whether the player plays at the same time
   * @return false when the model's output is no use
   */
  @RealTimeSafe
  boolean ready(long earliestClock, boolean together) {
    if (ending) {
      return true;
    }
    if (!ahead.begun()) {
      ahead.begin(hearing);
      // an instant that was played is over, also one in which nothing happened
      long clock = Grid.from(Math.max(earliestClock, playedClock + 1));
      if (entered) {
        voice.begin(clock, false, together);
      } else {
        voice.begin(Math.max(answerClock, clock), true, together);
      }
    }
    return ahead.size() > 0 || ahead.draw();
  }

  /** Position of the next instant. */
  @RealTimeSafe
  long clock() {
    return ahead.clock(0);
  }

  /** Whether there is nothing more to play before a tick. */
  @RealTimeSafe
  boolean isAtEnd(long endTick) {
    return ending
        || ahead.clock(0) == Lookahead.NEVER_CLOCK
        || MusicalTime.ticksOfClocks(ahead.clock(0)) >= endTick;
  }

  /** Plays the next instant. */
  @RealTimeSafe
  void commit(long deadlineNs, long tick) {
    entered = true;
    long clock = ahead.clock(0);
    playedClock = clock;
    if (answered && ahead.eventCount(0) > 0) { // both play: nobody has handed over
      begins(barLineBefore(clock + 1), true);
    }
    if (voice.imagines()) {
      // what comes after it was drafted on what the player may not play: it is drafted anew
      ahead.goBack();
      hearing.openInstant(clock);
      play(clock, deadlineNs, tick);
      ahead.drop();
    } else if (ahead.eventCount(0) == 0) {
      ahead.commit(false);
    } else {
      boolean rebase = hearing.beginInstant(clock);
      play(clock, deadlineNs, tick);
      ahead.commit(rebase);
    }
  }

  private void play(long clock, long deadlineNs, long tick) {
    for (int i = 0; i < ahead.eventCount(0); i++) {
      int pitch = ahead.pitch(0, i);
      int bin = ahead.bin(0, i);
      if (bin == Template.END) {
        mouth.noteOff(pitch, deadlineNs, tick);
      } else {
        mouth.noteOn(pitch, rails.velocity(bin), deadlineNs, tick);
        counters.count(Counter.NOTES_PLAYED);
      }
      hearing.partner(pitch, bin, clock);
      remembered.add(clock, pitch, bin);
    }
  }

  /**
   * Shows what is to come, if it is not what was shown last.
   *
   * @param feel where on the grid lies what
   * @param endTick nothing begins from here on
   */
  @RealTimeSafe
  void show(DraftBoard board, Feel feel, long nowTick, long endTick) {
    if (ahead.revision() == shownRevision && endTick == shownEndTick && !board.changed()) {
      return;
    }
    shownRevision = ahead.revision();
    shownEndTick = endTick;
    board.begin(nowTick);
    for (int instant = 0; instant < ahead.size(); instant++) {
      if (ahead.clock(instant) == Lookahead.NEVER_CLOCK) {
        break;
      }
      long tick = feel.placed(ahead.clock(instant));
      boolean begins = MusicalTime.ticksOfClocks(ahead.clock(instant)) < endTick;
      for (int i = 0; i < ahead.eventCount(instant); i++) {
        int sent = mouth.sent(ahead.pitch(instant, i));
        int bin = ahead.bin(instant, i);
        if (sent == Mouth.UNHEARD) {
          continue;
        }
        if (bin == Template.END) {
          board.draftEnd(sent, Math.min(tick, endTick));
        } else if (begins) {
          board.draft(sent, rails.velocity(bin), tick);
        }
      }
    }
    board.show();
  }

  /** Sends the last ends, once. */
  @RealTimeSafe
  void end(long deadlineNs, long tick) {
    if (ending) {
      return;
    }
    revoke();
    ending = true;
    for (int pitch = 0; pitch < Vocabulary.PITCHES; pitch++) {
      mouth.noteOff(pitch, deadlineNs, tick);
    }
  }

  /** The end has come, perhaps earlier than was thought: what is still on its way is not played. */
  @RealTimeSafe
  void ended(long nowNs, long tick) {
    if (ending) {
      if (mouth.hasMoreAfter(nowNs + TOO_LATE_NS)) {
        mouth.cancel(nowNs, tick);
      }
      ending = false;
      hearing.endPartner(tick);
    }
    over(tick);
  }

  private void over(long tick) {
    entered = true;
    if (!answered) {
      answered = true;
      answeredClock = Grid.snap(tick);
    }
    voice.playAnew();
  }

  /** The player plays while the last ends are on their way: where both play, it goes on. */
  @RealTimeSafe
  void playOn(long nowNs, long tick) {
    if (ending) {
      ended(nowNs, tick);
    }
  }

  /** Stops at once. */
  @RealTimeSafe
  void silence(long nowNs, long tick) {
    mouth.cancel(nowNs, tick);
    playedClock = NOTHING_PLAYED; // what was to be played ahead is not
    revoke();
    ending = true;
    ended(nowNs, tick);
  }

  /** Stops at once, after an error. */
  void forget(long nowNs, long tick) {
    mouth.cancel(nowNs, tick);
    ahead.drop();
    expects = false;
    playedClock = NOTHING_PLAYED;
    ending = false;
    over(tick);
  }

  @RealTimeSafe
  void pedal(boolean down, long timeNs, long tick) {
    mouth.pedal(down, timeNs, tick);
  }

  /**
   * Looks up what is to be played again: the last answer, or, of one without end and of the present
   * one, the last bars.
   *
   * @param plays whether it plays now
   * @return false when it has not played anything
   */
  @RealTimeSafe
  boolean prepareAgain(Template.Kept kept, boolean loops, long tick, boolean plays) {
    long barClocks = barTicks / MusicalTime.TICKS_PER_CLOCK;
    long to = plays ? Grid.snap(tick) : answeredClock;
    if (plays && barLineBefore(to + 1) > answerClock) {
      to = barLineBefore(to + 1); // the bar that is not over is left out
    }
    long from =
        plays || endless
            ? Math.max(answerClock, barLineBefore(to) + barClocks - bars * barClocks)
            : answerClock;
    long length = Math.max(barClocks, -Math.floorDiv(-(to - from), barClocks) * barClocks);
    prepared.begin(kept, loops, length % Grid.PERIOD_CLOCKS == 0 ? length : 2 * length);
    againFrom = from;
    return remembered.copy(from, to, prepared);
  }

  /** The last bar line before a clock. */
  private long barLineBefore(long clock) {
    long barClocks = barTicks / MusicalTime.TICKS_PER_CLOCK;
    return Math.floorDiv(clock - 1, barClocks) * barClocks;
  }

  /** How long what is played again lasts. */
  @RealTimeSafe
  long againTicks() {
    return MusicalTime.ticksOfClocks(prepared.lengthClocks());
  }

  /** Plays what was prepared again, from a tick on the grid. */
  @RealTimeSafe
  void playAgain(long startTick) {
    long earliest = startTick / MusicalTime.TICKS_PER_CLOCK;
    // where its notes come to lie on the grid as they did
    long clock = earliest + Math.floorMod(againFrom - earliest, Grid.PERIOD_CLOCKS);
    revoke();
    Template played = template;
    template = prepared;
    prepared = played;
    voice.playAgain(template, clock);
    ahead.begin(hearing);
    voice.begin(clock, !template.fixesTime(), false);
    ending = false;
    entered = false;
    begins(clock, template.loops());
  }
}

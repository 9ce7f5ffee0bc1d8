package antiphon.live.engine;

import antiphon.live.api.Counter;
import antiphon.live.api.Counters;
import antiphon.live.api.RealTimeSafe;
import antiphon.live.dialogue.Dialogue;
import antiphon.music.time.MusicalTime;

/**
 * What is to be done by itself, and when: does all that is due, asks to be woken for what is next,
 * and uses the time between. Belongs to the mind's thread.
 */
final class Agenda {
  private final Present present;
  private final Dialogue dialogue;
  private final Partner partner;
  private final CallTime callTime;
  private final Succession succession;
  private final Feel feel;
  private final Counters counters;
  private final Gauges gauges;
  private final long barTicks;
  private final Waking waking;
  private final Pace pace;

  Agenda(
      Present present,
      Dialogue dialogue,
      Partner partner,
      CallTime callTime,
      Succession succession,
      Feel feel,
      Counters counters,
      Gauges gauges,
      long barTicks,
      Waking waking) {
    this.present = present;
    this.dialogue = dialogue;
    this.partner = partner;
    this.callTime = callTime;
    this.succession = succession;
    this.feel = feel;
    this.counters = counters;
    this.gauges = gauges;
    this.barTicks = barTicks;
    this.waking = waking;
    pace = new Pace(present.nowNs());
  }

  /** Whoever asked to be woken was, or what was asked for is gone. */
  @RealTimeSafe
  void woken() {
    waking.forget();
  }

  /** Takes the draft back; the next may be drawn at once. */
  @RealTimeSafe
  void revoke() {
    partner.revoke();
    pace.hurry(present.nowNs());
  }

  /** Takes the draft back, for something is turned: the next is drawn as soon as it needs to be. */
  @RealTimeSafe
  void turn() {
    partner.revoke();
    pace.turn(present.nowNs(), present.spareNs());
  }

  /** Stops the partner, if it plays: ends its notes, and takes the floor from it. */
  @RealTimeSafe
  void silence(long tick) {
    if (dialogue.partnerPlays()) {
      partner.silence(present.nowNs(), tick);
      dialogue.answerEnded(tick);
    }
  }

  /** After an exception: nothing is tried again at once, and only the hand-over is waited for. */
  void rest(long timeNs) {
    pace.rest(timeNs);
    waking.forget();
    if (dialogue.handOverTick() != Dialogue.NEVER) {
      waking.at(present.timeline().nsAt(dialogue.handOverTick()));
    }
    waking.ask();
  }

  /**
   * Does all that is due, and asks to be woken for what is next.
   *
   * @return false when the model's output is no use
   */
  @RealTimeSafe
  boolean act() {
    waking.begin(present.nowNs());
    switchModels();
    switchModes();
    boolean plays = dialogue.partnerPlays() || takesFloor();
    if (plays && !play()) {
      return false;
    }
    waking.ask();
    return true;
  }

  private void switchModels() {
    long switchTick = succession.switchTick();
    if (switchTick != Succession.NEVER && waking.isDue(present.commitNs(switchTick))) {
      revoke();
      gauges.model = succession.complete();
      counters.count(Counter.MODELS_SWAPPED);
      callTime.spoil();
    }
  }

  private void switchModes() {
    long switchTick = dialogue.switchTick();
    if (switchTick != Dialogue.NEVER && waking.isDue(present.timeline().nsAt(switchTick))) {
      revoke();
      silence(switchTick);
      dialogue.setMode(dialogue.nextMode(), switchTick);
    }
  }

  /** Whether the floor is handed over now. */
  private boolean takesFloor() {
    long handOverTick = dialogue.handOverTick();
    if (handOverTick == Dialogue.NEVER) {
      return false;
    }
    long judgeTick = callTime.judgeTick();
    if (judgeTick != Dialogue.NEVER) {
      if (!waking.isDue(present.timeline().nsAt(judgeTick))) {
        return false;
      }
      if (callTime.takeUnjudged()) {
        revoke();
        callTime.judge();
        handOverTick = dialogue.handOverTick();
      }
    }
    if (!waking.isDue(present.commitNs(handOverTick))) {
      return false;
    }
    counters.count(Counter.ANSWERS);
    // ahead of its time, so that the answer can begin at once when that comes
    long startTick = dialogue.beginAnswer(handOverTick, present.tickAt(present.nowNs()));
    partner.answer(startTick, dialogue.answerEndTick() == Dialogue.NEVER);
    return true;
  }

  /** Whether the model's output was of use. */
  private boolean play() {
    if (!waking.isDue(pace.drawFromNs())) {
      return true;
    }
    while (true) {
      long earliestClock = feel.firstFrom(present.soonestTick());
      if (!partner.ready(earliestClock, dialogue.playsTogether())) {
        return false;
      }
      long endTick = dialogue.answerEndTick();
      if (partner.isAtEnd(endTick)) {
        if (endTick != Dialogue.NEVER) {
          end(endTick);
        }
        return true;
      }
      if (partner.isAtEnd(dialogue.switchTick())) {
        return true; // nothing begins at the bar line only to be ended there
      }
      long tick = feel.placed(partner.clock());
      if (!waking.isDue(present.commitNs(tick))) {
        return true;
      }
      commit(tick);
    }
  }

  /** Plays the next instant, if it is not too late for it. */
  private void commit(long tick) {
    long deadlineNs = present.timeline().nsAt(tick);
    long nowNs = present.nowNs();
    long gridNs = present.timeline().nsAt(MusicalTime.ticksOfClocks(partner.clock()));
    if (nowNs - deadlineNs <= Partner.TOO_LATE_NS) {
      partner.commit(deadlineNs, tick);
    } else if (nowNs - gridNs <= Partner.TOO_LATE_NS) {
      partner.commit(nowNs, tick); // only the player's feel would have it earlier
    } else {
      counters.count(Counter.STEPS_LATE);
      partner.revoke(); // holds what sounds, and goes on from now
    }
  }

  /** The answer comes to its end. */
  private void end(long endTick) {
    if (!waking.isDue(present.commitNs(endTick))) {
      return;
    }
    long tick = feel.placed(endTick / MusicalTime.TICKS_PER_CLOCK);
    partner.end(present.timeline().nsAt(tick), tick);
    if (waking.isDue(present.timeline().nsAt(endTick))) {
      partner.ended(present.nowNs(), endTick);
      dialogue.answerEnded(endTick);
      waking.at(present.nowNs()); // what comes next may be due
    }
  }

  /**
   * Uses the time until something happens: drafts what comes next, up to a bar, and lets a model
   * that is to take over hear. What is played is the same with it and without.
   *
   * @param pressed says whether something waits to be handled
   */
  @RealTimeSafe
  void lookAhead(Pressure pressed) {
    if (!pace.isSettled(present.nowNs())) {
      return;
    }
    long horizonTick = present.timeline().tickAt(present.nowNs()) + barTicks;
    if (dialogue.partnerPlays()) {
      horizonTick = Math.min(horizonTick, dialogue.answerEndTick());
    } else if (dialogue.handOverTick() != Dialogue.NEVER && callTime.isJudged()) {
      long startTick = expectedStartTick(dialogue.handOverTick());
      partner.expect(startTick);
      horizonTick = startTick + barTicks;
    }
    partner.draft(horizonTick, pressed);
    while (!pressed.isHigh() && succession.tell(partner.heard())) {
      // a few tokens at a time
    }
  }

  /** Where an answer will begin that is handed the floor at a tick, if nothing happens before. */
  private long expectedStartTick(long handOverTick) {
    long earliestNs = Math.max(present.nowNs(), present.commitNs(handOverTick));
    return dialogue.answerStartTick(handOverTick, present.tickAt(earliestNs));
  }

  /** Shows what is to come. */
  @RealTimeSafe
  void show(DraftBoard board) {
    long endTick = dialogue.partnerPlays() ? dialogue.answerEndTick() : Dialogue.NEVER;
    long lastTick = Math.min(endTick, dialogue.switchTick());
    partner.show(board, feel, present.timeline().tickAt(present.nowNs()), lastTick);
  }
}

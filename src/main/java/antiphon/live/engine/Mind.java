package antiphon.live.engine;

import antiphon.live.api.Action;
import antiphon.live.api.ClockSource;
import antiphon.live.api.Counter;
import antiphon.live.api.Counters;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Parameter;
import antiphon.live.api.RealTimeSafe;
import antiphon.live.api.TriggerKeys;
import antiphon.live.dialogue.Dialogue;
import antiphon.live.follow.BeatKeeper;
import antiphon.live.follow.PhraseTempo;
import antiphon.live.follow.TempoEstimate;
import antiphon.live.guard.GuardRails;
import antiphon.live.ring.InSlot;
import antiphon.live.ring.OutRing;
import antiphon.midi.port.MidiMessages;
import antiphon.music.time.Grid;
import antiphon.music.time.MusicalTime;
import antiphon.music.time.Timeline;

/**
 * Hears the player, decides who has the floor, and plays. What it asks of the scheduler is a
 * function of the events it is given, their times among them: it reads no clock and knows no
 * device. Owned by one thread.
 */
final class Mind {
  /**
   * So many times as long a silence hands over while the player's tempo is not known: it may be
   * slow.
   */
  private static final double PATIENCE = 2;

  /** How sure the tempo of a call must be to be taken over. */
  private static final double SURE_TEMPO = 0.4;

  /** Nearer than that a model that takes over would not have been told all in good time. */
  private static final long SUCCESSION_NS = 200_000_000;

  private static final double NS_PER_MS = 1e6;

  private static final Parameter[] PARAMETERS = Parameter.values();

  private final BeatKeeper keeper;
  private final DraftBoard board;
  private final Counters counters;
  private final Gauges gauges;
  private final Dialogue dialogue;
  private final Memory memory;
  private final Hearing hearing;
  private final GuardRails rails;
  private final Ears ears;
  private final Call call;
  private final Moment callMoment;
  private final Partner partner;
  private final Succession succession;
  private final Feel feel;
  private final Waking waking;
  private final Pace pace;
  private final boolean timeIsPlayers;
  private final int tapController;
  private final long latencyNs;
  private final long barTicks;
  private final long beatTicks;
  private Timeline timeline;
  private boolean tempoKnown;
  private double commitMs;
  private double commitBeats;
  private long nowNs;

  /**
   * @param seat the model that plays first
   * @param latencyNs how much earlier than it is to be heard a note has to leave
   */
  Mind(
      LiveSettings settings,
      Seat seat,
      BeatKeeper keeper,
      long latencyNs,
      OutRing out,
      DraftBoard board,
      Counters counters,
      Gauges gauges) {
    this.latencyNs = latencyNs;
    this.keeper = keeper;
    this.board = board;
    timeline = keeper.timeline();
    this.counters = counters;
    this.gauges = gauges;
    barTicks = MusicalTime.ticksOfClocks(settings.meter().clocksPerBar());
    beatTicks = MusicalTime.ticksOfClocks(settings.meter().clocksPerBeat());
    dialogue = new Dialogue(settings);
    memory = new Memory(seat, keeper.meters());
    hearing = new Hearing(memory, counters);
    rails = new GuardRails(settings.meter());
    ears = new Ears(settings);
    partner =
        new Partner(
            memory, hearing, rails, new Mouth(out, board), counters, settings.seed(), barTicks);
    succession = new Succession(memory);
    tapController = settings.tapController();
    call = new Call(settings.meter());
    callMoment = memory.newMoment();
    feel = new Feel(settings, keeper.meters());
    waking = new Waking(out);
    timeIsPlayers = settings.clock() == ClockSource.PLAYER;
    if (timeIsPlayers) {
      dialogue.setPatience(PATIENCE);
    }
    nowNs = timeline.anchorNs();
    pace = new Pace(nowNs);
    gauges.mode = settings.mode();
    gauges.model = seat.name;
    for (Parameter parameter : PARAMETERS) {
      set(parameter, settings.of(parameter));
    }
  }

  /** Takes one event, and does all that is due by its time. */
  @RealTimeSafe
  void handle(InSlot slot) {
    if (slot.timeNs - nowNs > 0) {
      nowNs = slot.timeNs;
    }
    if (slot.kind == InSlot.Kind.TRANSPORT) {
      long leftTicks = leftTicks(slot.timeNs);
      take(
          keeper.transport(slot.message != 0, (long) slot.value, slot.tick, slot.timeNs),
          slot.timeNs,
          leftTicks);
    } else if (slot.kind == InSlot.Kind.MIDI
        && MidiMessages.command(slot.message) == MidiMessages.SYSTEM) {
      long leftTicks = leftTicks(slot.timeNs);
      take(keeper.follow(slot.message, slot.timeNs), slot.timeNs, leftTicks);
    } else {
      take(slot);
    }
    act();
    gauges.floor = dialogue.floor();
    gauges.mode = dialogue.mode();
    gauges.key = rails.key();
    gauges.keyConfidence = rails.keyConfidence();
  }

  private void take(InSlot slot) {
    long tick = Math.max(0, timeline.tickAt(slot.timeNs));
    switch (slot.kind) {
      case MIDI -> hear(slot.message, slot.timeNs, tick);
      case WAKE -> waking.forget(); // what is due is done by whoever called
      case PANIC -> {
        revoke();
        silence(tick);
        letGo(slot.timeNs, tick);
        dialogue.panic(tick);
      }
      case ACT -> perform(Action.of(slot.message), slot.timeNs, tick);
      case SET_PARAMETER -> {
        partner.revoke();
        pace.turn(nowNs, partner.commitAheadNs() - latencyNs);
        set(PARAMETERS[slot.message], slot.value);
      }
      case SET_TRIGGERS -> ears.setTriggers((TriggerKeys) slot.takePayload());
      case SWAP -> {
        revoke();
        long switchTick = partner.barLineAt(timeline.tickAt(nowNs + SUCCESSION_NS));
        succession.begin((Seat) slot.takePayload(), memory.heard(), switchTick);
      }
      case ECHO -> {
        // no music
      }
      case EVENTS_LOST -> {
        revoke();
        call.add(
            MidiMessages.controlChange(0, MidiMessages.CONTROLLER_ALL_NOTES_OFF, 0), slot.timeNs);
        letGo(slot.timeNs, tick);
        dialogue.keyUp(tick, false);
      }
      case TRANSPORT -> throw new AssertionError("has been handled");
    }
  }

  /** Nothing that the player holds is believed to be held any more. */
  private void letGo(long timeNs, long tick) {
    ears.letGo();
    rails.chordKeysUp();
    partner.pedal(false, timeNs, tick);
    hearing.allNotesOff(tick);
  }

  /**
   * Uses the time until something happens: drafts what comes next, up to a bar, and lets a model
   * that is to take over hear. What is played is the same with it and without.
   *
   * @param pressed says whether something waits to be handled
   */
  @RealTimeSafe
  void lookAhead(Pressure pressed) {
    if (!pace.isSettled(nowNs)) {
      return;
    }
    long horizonTick = timeline.tickAt(nowNs) + barTicks;
    if (!dialogue.partnerPlays()) {
      long handOverTick = dialogue.handOverTick();
      boolean judged = !timeIsPlayers || call.isJudged();
      if (handOverTick != Dialogue.NEVER && judged) {
        long startTick = dialogue.answerStartTick(handOverTick, earliestAt(handOverTick));
        partner.expect(startTick);
        horizonTick = startTick + barTicks;
      }
    }
    partner.draft(
        Math.min(horizonTick, dialogue.partnerPlays() ? dialogue.answerEndTick() : horizonTick),
        pressed);
    while (!pressed.isHigh() && succession.tell(partner.heard())) {
      // a few tokens at a time
    }
  }

  /** Shows what is to come. */
  @RealTimeSafe
  void show() {
    long endTick = dialogue.partnerPlays() ? dialogue.answerEndTick() : Dialogue.NEVER;
    long lastTick = Math.min(endTick, dialogue.switchTick());
    partner.show(board, feel, timeline.tickAt(nowNs), lastTick);
  }

  /** How many steps models have been taken so far. */
  @RealTimeSafe
  long steps() {
    return memory.steps();
  }

  /** After an exception: forgets what was heard, ends what sounds, and listens anew. */
  void recover(long timeNs) {
    long tick = Math.max(0, timeline.tickAt(timeNs));
    partner.forget(timeNs, tick);
    hearing.reset(Grid.snap(tick));
    dialogue.answerEnded(tick);
    dialogue.keyUp(tick, false);
    gauges.floor = dialogue.floor();
    pace.rest(timeNs);
    waking.forget();
    if (dialogue.handOverTick() != Dialogue.NEVER) {
      waking.at(timeline.nsAt(dialogue.handOverTick()));
    }
    waking.ask();
  }

  /** Takes the draft back; the next may be drawn at once. */
  private void revoke() {
    partner.revoke();
    pace.hurry(nowNs);
  }

  private void perform(Action action, long timeNs, long tick) {
    switch (action) {
      case PANIC -> throw new AssertionError("has a kind of its own");
      case TAP -> tap(timeNs);
      case HAND_OVER -> {
        revoke();
        if (dialogue.handOver(tick)) {
          silence(tick);
        }
      }
      case AGAIN -> again(Template.Kept.ALL, false, tick);
      case LOOP -> again(Template.Kept.ALL, true, tick);
      case MUTATE_PITCHES -> again(Template.Kept.TIME, false, tick);
      case MUTATE_RHYTHM -> again(Template.Kept.PITCHES, false, tick);
      case CALL_RESPONSE, JAM, SOLO, LISTEN -> {
        if (dialogue.askMode(action.mode(), tick)) {
          revoke();
          silence(tick);
          dialogue.setMode(action.mode(), tick);
        }
      }
    }
  }

  /** Plays something that Antiphon has played before. */
  private void again(Template.Kept kept, boolean loops, long tick) {
    revoke();
    if (!partner.prepareAgain(kept, loops, tick, dialogue.partnerPlays())) {
      return;
    }
    silence(tick);
    long length = loops ? Dialogue.NEVER : partner.againTicks();
    long startTick = dialogue.beginAgain(soonestTick(), length);
    partner.playAgain(startTick);
  }

  /** Takes a tap on the beat; what plays goes on in the new tempo, from where it is. */
  private void tap(long timeNs) {
    long leftTicks = leftTicks(timeNs);
    if (keeper.tap(timeNs)) {
      tempoKnown = true;
      take(BeatKeeper.Change.RELOCATED, timeNs, leftTicks);
    }
  }

  private long leftTicks(long timeNs) {
    long endTick = dialogue.answerEndTick();
    return endTick == Dialogue.NEVER ? endTick : endTick - Math.max(0, timeline.tickAt(timeNs));
  }

  /** Does what a change of the beat brings. */
  private void take(BeatKeeper.Change change, long timeNs, long leftTicks) {
    if (keeper.timeline() != timeline) {
      timeline = keeper.timeline();
      measureBeat();
    }
    if (change == BeatKeeper.Change.NONE) {
      return;
    }
    revoke();
    long tick = Math.max(0, timeline.tickAt(timeNs));
    switch (change) {
      case STARTED -> dialogue.start(tick);
      case STOPPED -> {
        silence(tick);
        hearing.allNotesOff(tick);
        dialogue.panic(tick);
      }
      case RELOCATED -> {
        if (dialogue.partnerPlays()) {
          silence(tick);
          dialogue.goOn(tick, leftTicks);
        }
      }
      case NONE -> throw new AssertionError("has been handled");
    }
  }

  /** What is so many beats lasts so long in the tempo in force. */
  private void measureBeat() {
    dialogue.setQuarterNs(timeline.quarterNs());
    double beatNs = (double) beatTicks * timeline.quarterNs() / MusicalTime.TICKS_PER_QUARTER;
    double aheadNs = Math.max(commitMs * NS_PER_MS, commitBeats * beatNs);
    partner.setCommitAheadNs(Math.round(aheadNs) + latencyNs);
  }

  private void set(Parameter parameter, double value) {
    if (parameter == Parameter.GROOVE) {
      feel.setShare(value);
    } else if (parameter == Parameter.COMMIT_MS) {
      commitMs = value;
    } else if (parameter == Parameter.COMMIT_BEATS) {
      commitBeats = value;
    }
    measureBeat();
    dialogue.set(parameter, value);
    ears.set(parameter, value);
    partner.set(parameter, value);
    gauges.set(parameter, value);
  }

  private void hear(int raw, long timeNs, long tick) {
    counters.count(Counter.MESSAGES_IN);
    if (isTap(raw)) {
      tap(timeNs);
      return;
    }
    if (!Hearing.matters(raw)) {
      return;
    }
    Ears.Heard heard = ears.hear(raw);
    if (ears.chordEnded()) {
      rails.chordKeysUp();
    }
    if (heard == Ears.Heard.NOTHING) {
      return;
    }
    revoke();
    int message = ears.message();
    if (heard == Ears.Heard.CHORD) {
      chord(message);
      return;
    }
    boolean onset = MidiMessages.isNoteOn(message);
    if (onset) {
      takeFloor(timeNs, tick);
    }
    if (timeIsPlayers) {
      call.add(message, timeNs);
    }
    hearing.hear(message, tick);
    profile(message, timeNs, tick);
    if (!onset) {
      dialogue.keyUp(tick, hearing.playerSounds());
    } else if (!timeIsPlayers) {
      feel.onset(tick);
    }
  }

  private void chord(int message) {
    if (MidiMessages.isNoteOn(message)) {
      rails.chordOn(MidiMessages.data1(message));
    } else {
      rails.chordOff(MidiMessages.data1(message));
    }
  }

  /** Lets the guard-rails and the pedal follow the player. */
  private void profile(int message, long timeNs, long tick) {
    if (MidiMessages.isNoteOn(message)) {
      rails.noteOn(MidiMessages.data1(message), MidiMessages.data2(message), tick);
    } else if (MidiMessages.isNoteOff(message)) {
      rails.noteOff(MidiMessages.data1(message), tick);
    } else {
      boolean down =
          MidiMessages.data1(message) == MidiMessages.CONTROLLER_SUSTAIN
              && MidiMessages.data2(message) >= MidiMessages.PEDAL_DOWN;
      partner.pedal(down, timeNs, tick);
    }
  }

  /** The player strikes a key. */
  private void takeFloor(long timeNs, long tick) {
    if (dialogue.touchStops()) {
      counters.count(Counter.TOUCHES);
      silence(tick);
    }
    partner.playOn(nowNs, tick);
    if (!dialogue.keyDown(tick)) {
      return;
    }
    rails.callBegins(tick);
    if (timeIsPlayers) {
      hearing.close();
      memory.save(callMoment);
      call.begin(hearing.pedalDown(), timeNs);
    }
  }

  private boolean isTap(int message) {
    return MidiMessages.command(message) == MidiMessages.CONTROL_CHANGE
        && MidiMessages.data1(message) == tapController
        && MidiMessages.data2(message) >= MidiMessages.PEDAL_DOWN;
  }

  /** Finds the time in which the call was played, and hears it once more in that. */
  private void judge() {
    TempoEstimate estimate = call.judge(tempoKnown ? timeline.tempoBpm() : PhraseTempo.UNKNOWN);
    gauges.tempoConfidence = estimate.confidence();
    if (estimate.confidence() < SURE_TEMPO) {
      return;
    }
    tempoKnown = true;
    dialogue.setPatience(1);
    memory.restore(callMoment);
    succession.goBack(memory.heard());
    long callNs = call.timeNs(0);
    long positionTick = MusicalTime.ticksOfClocks(Grid.next(memory.grammar().positionClock()));
    keeper.retime(estimate, callNs, positionTick, nowNs);
    timeline = keeper.timeline();
    measureBeat();
    hearing.restart(Grid.snap(timeline.tickAt(callNs)));
    for (int i = 0; i < call.size(); i++) {
      long tick = timeline.tickAt(call.timeNs(i));
      hearing.hear(call.message(i), tick);
      if (MidiMessages.isNoteOn(call.message(i))) {
        feel.onset(tick);
      }
    }
    long lastNs = call.timeNs(call.size() - 1);
    dialogue.retime(timeline.tickAt(callNs), timeline.tickAt(lastNs));
  }

  /** Stops the partner, if it plays: ends its notes, and takes the floor from it. */
  private void silence(long tick) {
    if (dialogue.partnerPlays()) {
      partner.silence(nowNs, tick);
      dialogue.answerEnded(tick);
    }
  }

  /** Does all that is due, and asks to be woken for what is next. */
  private void act() {
    waking.begin(nowNs);
    switchModels();
    switchModes();
    boolean plays = dialogue.partnerPlays() || takesFloor();
    if (plays) {
      play();
    }
    waking.ask();
  }

  private void switchModels() {
    long switchTick = succession.switchTick();
    if (switchTick != Succession.NEVER
        && waking.isDue(timeline.nsAt(switchTick) - partner.commitAheadNs())) {
      revoke();
      gauges.model = succession.complete();
      counters.count(Counter.MODELS_SWAPPED);
      call.spoil();
    }
  }

  private void switchModes() {
    long switchTick = dialogue.switchTick();
    if (switchTick != Dialogue.NEVER && waking.isDue(timeline.nsAt(switchTick))) {
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
    if (timeIsPlayers && dialogue.judgeTick() != Dialogue.NEVER) {
      if (!waking.isDue(timeline.nsAt(dialogue.judgeTick()))) {
        return false;
      }
      if (call.takeUnjudged()) {
        revoke();
        judge();
        handOverTick = dialogue.handOverTick();
      }
    }
    if (!waking.isDue(timeline.nsAt(handOverTick) - partner.commitAheadNs())) {
      return false;
    }
    counters.count(Counter.ANSWERS);
    // ahead of its time, so that the answer can begin at once when that comes
    long startTick = dialogue.beginAnswer(handOverTick, Math.max(0, timeline.tickAt(nowNs)));
    partner.answer(startTick, dialogue.answerEndTick() == Dialogue.NEVER);
    return true;
  }

  /** The first moment at which an answer could sound that is handed the floor at a tick. */
  private long earliestAt(long handOverTick) {
    long ns = Math.max(nowNs, timeline.nsAt(handOverTick) - partner.commitAheadNs());
    return Math.max(0, timeline.tickAt(ns));
  }

  /** What is decided now is heard no earlier: it takes a while to draw, and to get there. */
  private long soonestTick() {
    return Math.max(0, timeline.tickAt(nowNs + Partner.REACTION_NS + latencyNs));
  }

  private void play() {
    if (!waking.isDue(pace.drawFromNs())) {
      return;
    }
    while (true) {
      long earliestClock = feel.firstFrom(soonestTick());
      if (!partner.ready(earliestClock, dialogue.playsTogether())) {
        recover(nowNs);
        return;
      }
      long endTick = dialogue.answerEndTick();
      if (partner.isAtEnd(endTick)) {
        if (endTick != Dialogue.NEVER) {
          end(endTick);
        }
        return;
      }
      if (partner.isAtEnd(dialogue.switchTick())) {
        return; // nothing begins at the bar line only to be ended there
      }
      long tick = feel.placed(partner.clock());
      long deadlineNs = timeline.nsAt(tick);
      if (!waking.isDue(deadlineNs - partner.commitAheadNs())) {
        return;
      }
      long lateNs = nowNs - deadlineNs;
      long gridNs = timeline.nsAt(MusicalTime.ticksOfClocks(partner.clock()));
      if (lateNs > Partner.TOO_LATE_NS && nowNs - gridNs <= Partner.TOO_LATE_NS) {
        partner.commit(nowNs, tick); // only the player's feel would have it earlier
      } else if (lateNs > Partner.TOO_LATE_NS) {
        counters.count(Counter.STEPS_LATE);
        partner.revoke(); // holds what sounds, and goes on from now
      } else {
        partner.commit(deadlineNs, tick);
      }
    }
  }

  /** The answer comes to its end. */
  private void end(long endTick) {
    if (!waking.isDue(timeline.nsAt(endTick) - partner.commitAheadNs())) {
      return;
    }
    long tick = feel.placed(endTick / MusicalTime.TICKS_PER_CLOCK);
    partner.end(timeline.nsAt(tick), tick);
    if (waking.isDue(timeline.nsAt(endTick))) {
      partner.ended(nowNs, endTick);
      dialogue.answerEnded(endTick);
      waking.at(nowNs); // what comes next may be due
    }
  }
}

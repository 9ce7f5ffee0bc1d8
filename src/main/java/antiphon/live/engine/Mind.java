package antiphon.live.engine;

import antiphon.live.api.Action;
import antiphon.live.api.ClockSource;
import antiphon.live.api.Counter;
import antiphon.live.api.Counters;
import antiphon.live.api.Floor;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Owner;
import antiphon.live.api.Parameter;
import antiphon.live.api.RealTimeSafe;
import antiphon.live.dialogue.Dialogue;
import antiphon.live.follow.BeatKeeper;
import antiphon.live.follow.GrooveMeter;
import antiphon.live.follow.PhraseTempo;
import antiphon.live.follow.TempoEstimate;
import antiphon.live.ring.InSlot;
import antiphon.live.ring.OutRing;
import antiphon.midi.port.MidiMessages;
import antiphon.music.note.Part;
import antiphon.music.time.Grid;
import antiphon.music.time.MusicalTime;
import antiphon.music.time.Timeline;
import antiphon.net.LstmStepper;

/**
 * Hears the player, decides who has the floor, and plays. What it asks of the scheduler is a
 * function of the events it is given, their times among them: it reads no clock and knows no
 * device. Owned by one thread.
 */
final class Mind {
  /**
   * How long before its deadline an instant is handed to the scheduler: from then on it cannot be
   * taken back unheard.
   */
  static final long COMMIT_AHEAD_NS = 20_000_000;

  /**
   * So many times as long a silence hands over while the player's tempo is not known: it may be
   * slow.
   */
  private static final double PATIENCE = 2;

  /** How sure the tempo of a call must be to be taken over. */
  private static final double SURE_TEMPO = 0.4;

  private static final Parameter[] PARAMETERS = Parameter.values();

  private final BeatKeeper keeper;
  private final OutRing out;
  private final Counters counters;
  private final Gauges gauges;
  private final Dialogue dialogue;
  private final Memory memory;
  private final Hearing hearing;
  private final Voice voice;
  private final Call call;
  private final GrooveMeter groove;
  private final boolean timeIsPlayers;
  private final double handOverBeats;
  private final int tapController;
  private final int channel;
  private final long commitAheadNs;
  private Timeline timeline;
  private boolean tempoKnown;
  private double grooveShare;
  private long nowNs;
  private boolean ending;
  private int epoch;

  /**
   * @param latencyNs how much earlier than it is to be heard a note has to leave
   */
  Mind(
      LiveSettings settings,
      LstmStepper stepper,
      BeatKeeper keeper,
      long latencyNs,
      OutRing out,
      Counters counters,
      Gauges gauges) {
    commitAheadNs = COMMIT_AHEAD_NS + latencyNs;
    this.keeper = keeper;
    timeline = keeper.timeline();
    this.out = out;
    this.counters = counters;
    this.gauges = gauges;
    dialogue = new Dialogue(settings);
    memory = new Memory(stepper, keeper.meters());
    hearing = new Hearing(memory, settings.meter(), counters);
    voice = new Voice(memory, counters, settings.seed());
    tapController = settings.tapController();
    call = new Call(settings.meter());
    groove = new GrooveMeter(settings.meter());
    timeIsPlayers = settings.clock() == ClockSource.PLAYER;
    handOverBeats = settings.of(Parameter.HAND_OVER_BEATS);
    if (timeIsPlayers) {
      dialogue.setHandOverBeats(PATIENCE * handOverBeats);
    }
    channel = (int) settings.of(Parameter.CHANNEL) - 1;
    nowNs = timeline.anchorNs();
    gauges.mode = settings.mode();
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
      move(slot);
      return;
    }
    if (slot.kind == InSlot.Kind.MIDI
        && MidiMessages.command(slot.message) == MidiMessages.SYSTEM) {
      follow(slot.message, slot.timeNs);
      return;
    }
    long tick = Math.max(0, timeline.tickAt(slot.timeNs));
    switch (slot.kind) {
      case MIDI -> hear(slot.message, slot.timeNs, tick);
      case WAKE -> {
        // what is due is done below
      }
      case PANIC -> {
        silence(tick);
        hearing.allNotesOff(tick);
        dialogue.panic(tick);
      }
      case ACT -> {
        Action action = Action.of(slot.message);
        if (action == Action.TAP) {
          tap(slot.timeNs);
        } else if (action.mode() != null) {
          silence(tick);
          dialogue.setMode(action.mode(), tick);
          gauges.mode = dialogue.mode();
        }
      }
      case SET_PARAMETER -> set(PARAMETERS[slot.message], slot.value);
      case EVENTS_LOST -> {
        call.add(
            MidiMessages.controlChange(0, MidiMessages.CONTROLLER_ALL_NOTES_OFF, 0), slot.timeNs);
        hearing.allNotesOff(tick);
        dialogue.keyUp(tick, false);
      }
      case TRANSPORT -> throw new AssertionError("has been handled");
    }
    act();
    gauges.floor = dialogue.floor();
  }

  /** After an exception: forgets what was heard, ends what sounds, and listens anew. */
  void recover(long timeNs) {
    long tick = Math.max(0, timeline.tickAt(timeNs));
    out.cancel(Owner.PARTNER, timeNs, ++epoch);
    hearing.reset(Grid.snap(tick));
    ending = false;
    dialogue.answerEnded(tick);
    dialogue.keyUp(tick, false);
    gauges.floor = dialogue.floor();
    if (dialogue.handOverTick() != Dialogue.NEVER) {
      out.wakeAt(timeline.nsAt(dialogue.handOverTick()));
    }
  }

  /** Takes a tap on the beat; what plays goes on in the new tempo, from where it is. */
  private void tap(long timeNs) {
    if (keeper.tap(timeNs)) {
      tempoKnown = true;
      take(BeatKeeper.Change.RELOCATED, timeNs, leftTicks(timeNs));
    }
  }

  private long leftTicks(long timeNs) {
    return dialogue.answerEndTick() - Math.max(0, timeline.tickAt(timeNs));
  }

  /** Takes a message of whoever gives the beat. */
  private void follow(int message, long timeNs) {
    long leftTicks = leftTicks(timeNs);
    take(keeper.follow(message, timeNs), timeNs, leftTicks);
    act();
    gauges.floor = dialogue.floor();
  }

  /** Takes where the song is. */
  private void move(InSlot slot) {
    long leftTicks = leftTicks(slot.timeNs);
    BeatKeeper.Change change =
        keeper.transport(slot.message != 0, (long) slot.value, slot.tick, slot.timeNs);
    take(change, slot.timeNs, leftTicks);
    act();
    gauges.floor = dialogue.floor();
  }

  /** Does what a change of the beat brings. */
  private void take(BeatKeeper.Change change, long timeNs, long leftTicks) {
    timeline = keeper.timeline();
    long tick = Math.max(0, timeline.tickAt(timeNs));
    switch (change) {
      case STARTED -> dialogue.start(tick);
      case STOPPED -> {
        silence(tick);
        hearing.allNotesOff(tick);
        dialogue.panic(tick);
      }
      case RELOCATED -> {
        if (dialogue.floor() == Floor.PARTNER) {
          silence(tick);
          dialogue.goOn(tick, leftTicks);
        }
      }
      case NONE -> {
        // the same beat
      }
    }
  }

  private void set(Parameter parameter, double value) {
    if (parameter == Parameter.GROOVE) {
      grooveShare = value;
    } else {
      voice.set(parameter, value);
    }
    gauges.set(parameter, value);
  }

  private void hear(int message, long timeNs, long tick) {
    counters.count(Counter.MESSAGES_IN);
    if (isTap(message)) {
      tap(timeNs);
      return;
    }
    if (!Hearing.matters(message)) {
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
    if (!onset) {
      keyUp(tick);
    } else if (!timeIsPlayers) {
      feel(tick);
    }
  }

  /** The player strikes a key. */
  private void takeFloor(long timeNs, long tick) {
    if (dialogue.floor() == Floor.PARTNER) {
      counters.count(Counter.TOUCHES);
      silence(tick);
    }
    if (timeIsPlayers && dialogue.floor() != Floor.PLAYER) {
      memory.saveCall();
      call.begin(hearing.pedalDown(), timeNs);
    }
    dialogue.keyDown(tick);
  }

  private boolean isTap(int message) {
    return MidiMessages.command(message) == MidiMessages.CONTROL_CHANGE
        && MidiMessages.data1(message) == tapController
        && MidiMessages.data2(message) >= MidiMessages.PEDAL_DOWN;
  }

  private void keyUp(long tick) {
    if (dialogue.floor() != Floor.PARTNER) {
      dialogue.keyUp(tick, hearing.playerSounds());
    }
  }

  /** Measures how the player keeps the time. */
  private void feel(long tick) {
    long clock = Grid.snap(tick);
    groove.onset(tick, clock, keeper.meters().clockInBar(clock));
  }

  /**
   * Where a grid position of Antiphon's is to sound, in ticks: with the player's feel, if wanted.
   */
  private long placed(long clock) {
    long tick = MusicalTime.ticksOfClocks(clock);
    return grooveShare == 0
        ? tick
        : tick + Math.round(groove.offsetTicks(keeper.meters().clockInBar(clock), grooveShare));
  }

  /** Finds the time in which the call was played, and hears it once more in that. */
  private void judge() {
    TempoEstimate estimate = call.judge(tempoKnown ? timeline.tempoBpm() : PhraseTempo.UNKNOWN);
    gauges.tempoConfidence = estimate.confidence();
    if (estimate.confidence() < SURE_TEMPO) {
      return;
    }
    tempoKnown = true;
    dialogue.setHandOverBeats(handOverBeats);
    memory.restoreCall();
    long callNs = call.timeNs(0);
    long positionTick = MusicalTime.ticksOfClocks(Grid.next(memory.grammar().positionClock()));
    keeper.retime(estimate, callNs, positionTick, nowNs);
    timeline = keeper.timeline();
    hearing.restart(Grid.snap(timeline.tickAt(callNs)));
    for (int i = 0; i < call.size(); i++) {
      long tick = timeline.tickAt(call.timeNs(i));
      hearing.hear(call.message(i), tick);
      if (MidiMessages.isNoteOn(call.message(i))) {
        feel(tick);
      }
    }
    long lastNs = call.timeNs(call.size() - 1);
    dialogue.retime(timeline.tickAt(callNs), timeline.tickAt(lastNs));
  }

  /**
   * Stops the partner, if it plays: ends its notes, takes back its draft, and takes the floor from
   * it.
   */
  private void silence(long tick) {
    if (dialogue.floor() != Floor.PARTNER) {
      return;
    }
    out.cancel(Owner.PARTNER, nowNs, ++epoch);
    if (!ending) {
      voice.revoke();
    }
    endAnswer(Math.max(Grid.snap(tick), Grid.next(memory.grammar().positionClock())), tick);
  }

  private void endAnswer(long clock, long tick) {
    ending = false;
    hearing.takeFloor(clock);
    dialogue.answerEnded(tick);
  }

  /** Does all that is due, and asks to be woken for what is next. */
  private void act() {
    if (dialogue.floor() != Floor.PARTNER) {
      long handOverTick = dialogue.handOverTick();
      if (handOverTick == Dialogue.NEVER) {
        return;
      }
      if (timeIsPlayers && dialogue.judgeTick() != Dialogue.NEVER) {
        long judgeNs = timeline.nsAt(dialogue.judgeTick());
        if (judgeNs - nowNs > 0) {
          out.wakeAt(judgeNs);
          return;
        }
        if (call.takeUnjudged()) {
          judge();
          handOverTick = dialogue.handOverTick();
        }
      }
      long handOverNs = timeline.nsAt(handOverTick);
      if (handOverNs - commitAheadNs - nowNs > 0) {
        out.wakeAt(handOverNs - commitAheadNs);
        return;
      }
      beginAnswer(handOverTick);
    }
    if (dialogue.floor() == Floor.PARTNER) {
      playOn();
    }
  }

  /** Ahead of its time, so that the answer can begin at once when that comes. */
  private void beginAnswer(long handOverTick) {
    counters.count(Counter.ANSWERS);
    hearing.flush();
    memory.save();
    long startTick = dialogue.beginAnswer(handOverTick, Math.max(0, timeline.tickAt(nowNs)));
    hearing.yieldFloor(startTick / MusicalTime.TICKS_PER_CLOCK);
    if (!voice.begin(dialogue.answersAtOnce())) {
      fault();
    }
  }

  private void playOn() {
    while (!ending) {
      long tick = placed(voice.clock());
      long deadlineNs = timeline.nsAt(tick);
      if (deadlineNs - commitAheadNs - nowNs > 0) {
        out.wakeAt(deadlineNs - commitAheadNs);
        return;
      }
      commit(deadlineNs, tick);
      if (MusicalTime.ticksOfClocks(voice.nextClock()) >= dialogue.answerEndTick()) {
        ending = true;
        sendLastEnds();
      } else if (!voice.draftNext()) {
        fault();
        return;
      }
    }
    long endNs = timeline.nsAt(dialogue.answerEndTick());
    if (endNs - nowNs > 0) {
      out.wakeAt(endNs);
    } else {
      endAnswer(dialogue.answerEndTick() / MusicalTime.TICKS_PER_CLOCK, dialogue.answerEndTick());
      act();
    }
  }

  private void commit(long deadlineNs, long tick) {
    for (int i = 0; i < voice.events(); i++) {
      int message =
          voice.velocity(i) > 0
              ? MidiMessages.noteOn(channel, voice.pitch(i), voice.velocity(i))
              : MidiMessages.noteOff(channel, voice.pitch(i));
      out.send(Owner.PARTNER, message, deadlineNs, tick, epoch);
    }
  }

  private void sendLastEnds() {
    long endTick = placed(dialogue.answerEndTick() / MusicalTime.TICKS_PER_CLOCK);
    for (int pitch = 0; pitch < 128; pitch++) {
      if (memory.grammar().sounds(Part.PARTNER, pitch)) {
        out.send(
            Owner.PARTNER,
            MidiMessages.noteOff(channel, pitch),
            timeline.nsAt(endTick),
            endTick,
            epoch);
      }
    }
  }

  /** The model says nothing that can be played: silence, and a fresh memory. */
  private void fault() {
    recover(nowNs);
  }
}

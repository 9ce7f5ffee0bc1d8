package antiphon.live.engine;

import antiphon.live.api.Action;
import antiphon.live.api.Counter;
import antiphon.live.api.Counters;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Parameter;
import antiphon.live.api.RealTimeSafe;
import antiphon.live.api.TriggerKeys;
import antiphon.live.dialogue.Dialogue;
import antiphon.live.follow.BeatKeeper;
import antiphon.live.guard.GuardRails;
import antiphon.live.ring.InSlot;
import antiphon.live.ring.OutRing;
import antiphon.midi.port.MidiMessages;
import antiphon.music.time.Grid;
import antiphon.music.time.MusicalTime;

/**
 * Hears the player, decides who has the floor, and plays. What it asks of the scheduler is a
 * function of the events it is given, their times among them: it reads no clock and knows no
 * device. Owned by one thread.
 */
final class Mind {
  /** Nearer than that a model that takes over would not have been told all in good time. */
  private static final long SUCCESSION_NS = 200_000_000;

  private static final Parameter[] PARAMETERS = Parameter.values();

  private final BeatKeeper keeper;
  private final DraftBoard board;
  private final Counters counters;
  private final Gauges gauges;
  private final Dialogue dialogue;
  private final Present present;
  private final Memory memory;
  private final Hearing hearing;
  private final GuardRails rails;
  private final Ears ears;
  private final CallTime callTime;
  private final Partner partner;
  private final Succession succession;
  private final Feel feel;
  private final Agenda agenda;
  private final int tapController;

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
    this.keeper = keeper;
    this.board = board;
    this.counters = counters;
    this.gauges = gauges;
    tapController = settings.tapController();
    dialogue = new Dialogue(settings);
    present = new Present(settings, keeper, dialogue, latencyNs);
    memory = new Memory(seat, keeper.meters());
    hearing = new Hearing(memory, counters);
    rails = new GuardRails(settings.meter());
    ears = new Ears(settings);
    feel = new Feel(settings, keeper.meters());
    succession = new Succession(memory);
    callTime =
        new CallTime(
            settings, keeper, present, dialogue, memory, hearing, succession, feel, gauges);
    long barTicks = MusicalTime.ticksOfClocks(settings.meter().clocksPerBar());
    partner =
        new Partner(
            memory, hearing, rails, new Mouth(out, board), counters, settings.seed(), barTicks);
    agenda =
        new Agenda(
            present,
            dialogue,
            partner,
            callTime,
            succession,
            feel,
            counters,
            gauges,
            barTicks,
            new Waking(out));
    gauges.mode = settings.mode();
    gauges.model = seat.name;
    for (Parameter parameter : PARAMETERS) {
      set(parameter, settings.of(parameter));
    }
  }

  /** Takes one event, and does all that is due by its time. */
  @RealTimeSafe
  void handle(InSlot slot) {
    present.moveTo(slot.timeNs);
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
    if (!agenda.act()) {
      recover(present.nowNs());
    }
    gauges.floor = dialogue.floor();
    gauges.mode = dialogue.mode();
    gauges.key = rails.key();
    gauges.keyConfidence = rails.keyConfidence();
  }

  private void take(InSlot slot) {
    long tick = present.tickAt(slot.timeNs);
    switch (slot.kind) {
      case MIDI -> hear(slot.message, slot.timeNs, tick);
      case WAKE -> agenda.woken(); // what is due is done by whoever called
      case PANIC -> {
        agenda.revoke();
        agenda.silence(tick);
        letGo(slot.timeNs, tick);
        dialogue.panic(tick);
      }
      case ACT -> perform(Action.of(slot.message), slot.timeNs, tick);
      case SET_PARAMETER -> {
        agenda.turn();
        set(PARAMETERS[slot.message], slot.value);
      }
      case SET_TRIGGERS -> ears.setTriggers((TriggerKeys) slot.takePayload());
      case SWAP -> {
        agenda.revoke();
        long tellableNs = present.nowNs() + SUCCESSION_NS;
        long switchTick = partner.barLineAt(present.timeline().tickAt(tellableNs));
        succession.begin((Seat) slot.takePayload(), memory.heard(), switchTick);
      }
      case ECHO -> {
        // no music
      }
      case EVENTS_LOST -> {
        agenda.revoke();
        callTime.add(
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

  /** Uses the time until something happens; see {@link Agenda#lookAhead}. */
  @RealTimeSafe
  void lookAhead(Pressure pressed) {
    agenda.lookAhead(pressed);
  }

  /** Shows what is to come. */
  @RealTimeSafe
  void show() {
    agenda.show(board);
  }

  /** How many steps models have been taken so far. */
  @RealTimeSafe
  long steps() {
    return memory.steps();
  }

  /** After an exception: forgets what was heard, ends what sounds, and listens anew. */
  void recover(long timeNs) {
    long tick = present.tickAt(timeNs);
    partner.forget(timeNs, tick);
    hearing.reset(Grid.snap(tick));
    dialogue.answerEnded(tick);
    dialogue.keyUp(tick, false);
    gauges.floor = dialogue.floor();
    agenda.rest(timeNs);
  }

  private void perform(Action action, long timeNs, long tick) {
    switch (action) {
      case PANIC -> throw new AssertionError("has a kind of its own");
      case TAP -> tap(timeNs);
      case HAND_OVER -> {
        agenda.revoke();
        if (dialogue.handOver(tick)) {
          agenda.silence(tick);
        }
      }
      case AGAIN -> again(Template.Kept.ALL, false, tick);
      case LOOP -> again(Template.Kept.ALL, true, tick);
      case MUTATE_PITCHES -> again(Template.Kept.TIME, false, tick);
      case MUTATE_RHYTHM -> again(Template.Kept.PITCHES, false, tick);
      case CALL_RESPONSE, JAM, SOLO, LISTEN -> {
        if (dialogue.askMode(action.mode(), tick)) {
          agenda.revoke();
          agenda.silence(tick);
          dialogue.setMode(action.mode(), tick);
        }
      }
    }
  }

  /** Plays something that Antiphon has played before. */
  private void again(Template.Kept kept, boolean loops, long tick) {
    agenda.revoke();
    if (!partner.prepareAgain(kept, loops, tick, dialogue.partnerPlays())) {
      return;
    }
    agenda.silence(tick);
    long length = loops ? Dialogue.NEVER : partner.againTicks();
    long startTick = dialogue.beginAgain(present.soonestTick(), length);
    partner.playAgain(startTick);
  }

  /** Takes a tap on the beat; what plays goes on in the new tempo, from where it is. */
  private void tap(long timeNs) {
    long leftTicks = leftTicks(timeNs);
    if (keeper.tap(timeNs)) {
      callTime.know();
      take(BeatKeeper.Change.RELOCATED, timeNs, leftTicks);
    }
  }

  private long leftTicks(long timeNs) {
    long endTick = dialogue.answerEndTick();
    return endTick == Dialogue.NEVER ? endTick : endTick - present.tickAt(timeNs);
  }

  /** Does what a change of the beat brings. */
  private void take(BeatKeeper.Change change, long timeNs, long leftTicks) {
    present.renew();
    if (change == BeatKeeper.Change.NONE) {
      return;
    }
    agenda.revoke();
    long tick = present.tickAt(timeNs);
    switch (change) {
      case STARTED -> dialogue.start(tick);
      case STOPPED -> {
        agenda.silence(tick);
        hearing.allNotesOff(tick);
        dialogue.panic(tick);
      }
      case RELOCATED -> {
        if (dialogue.partnerPlays()) {
          agenda.silence(tick);
          dialogue.goOn(tick, leftTicks);
        }
      }
      case NONE -> throw new AssertionError("has been handled");
    }
  }

  private void set(Parameter parameter, double value) {
    if (parameter == Parameter.GROOVE) {
      feel.setShare(value);
    }
    present.set(parameter, value);
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
    agenda.revoke();
    int message = ears.message();
    if (heard == Ears.Heard.CHORD) {
      chord(message);
      return;
    }
    boolean onset = MidiMessages.isNoteOn(message);
    if (onset) {
      takeFloor(timeNs, tick);
    }
    callTime.add(message, timeNs);
    hearing.hear(message, tick);
    profile(message, timeNs, tick);
    if (!onset) {
      dialogue.keyUp(tick, hearing.playerSounds());
    } else if (!callTime.isPlayers()) {
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
      agenda.silence(tick);
    }
    partner.playOn(present.nowNs(), tick);
    if (!dialogue.keyDown(tick)) {
      return;
    }
    rails.callBegins(tick);
    callTime.begin(timeNs);
  }

  private boolean isTap(int message) {
    return MidiMessages.command(message) == MidiMessages.CONTROL_CHANGE
        && MidiMessages.data1(message) == tapController
        && MidiMessages.data2(message) >= MidiMessages.PEDAL_DOWN;
  }
}

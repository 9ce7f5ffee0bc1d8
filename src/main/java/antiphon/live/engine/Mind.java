package antiphon.live.engine;

import antiphon.live.api.Counter;
import antiphon.live.api.Counters;
import antiphon.live.api.Floor;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.Mode;
import antiphon.live.api.Owner;
import antiphon.live.api.Parameter;
import antiphon.live.api.RealTimeSafe;
import antiphon.live.dialogue.Dialogue;
import antiphon.live.follow.InternalTempo;
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

  private static final Parameter[] PARAMETERS = Parameter.values();

  private final Timeline timeline;
  private final OutRing out;
  private final Counters counters;
  private final Gauges gauges;
  private final Dialogue dialogue;
  private final Memory memory;
  private final Hearing hearing;
  private final Voice voice;
  private final int channel;
  private final long commitAheadNs;
  private long nowNs;
  private boolean ending;
  private int epoch;

  /**
   * @param latencyNs how much earlier than it is to be heard a note has to leave
   */
  Mind(
      LiveSettings settings,
      LstmStepper stepper,
      InternalTempo tempo,
      long latencyNs,
      OutRing out,
      Counters counters,
      Gauges gauges) {
    commitAheadNs = COMMIT_AHEAD_NS + latencyNs;
    timeline = tempo.timeline();
    this.out = out;
    this.counters = counters;
    this.gauges = gauges;
    dialogue = new Dialogue(settings);
    memory = new Memory(stepper, tempo.meters());
    hearing = new Hearing(memory, settings.meter(), counters);
    voice = new Voice(memory, counters, settings.seed());
    channel = settings.channel() - 1;
    nowNs = timeline.anchorNs();
    gauges.mode = settings.mode();
    for (Parameter parameter : PARAMETERS) {
      set(parameter, settings.sampling().of(parameter));
    }
  }

  /** Takes one event, and does all that is due by its time. */
  @RealTimeSafe
  void handle(InSlot slot) {
    if (slot.timeNs - nowNs > 0) {
      nowNs = slot.timeNs;
    }
    long tick = Math.max(0, timeline.tickAt(slot.timeNs));
    switch (slot.kind) {
      case MIDI -> hear(slot.message, tick);
      case WAKE -> {
        // what is due is done below
      }
      case PANIC -> {
        silence(tick);
        hearing.allNotesOff(tick);
        dialogue.panic(tick);
      }
      case SET_MODE -> {
        silence(tick);
        dialogue.setMode(Mode.of((int) slot.value), tick);
        gauges.mode = dialogue.mode();
      }
      case SET_PARAMETER -> set(PARAMETERS[slot.message], slot.value);
      case EVENTS_LOST -> {
        hearing.allNotesOff(tick);
        dialogue.keyUp(tick, false);
      }
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

  private void set(Parameter parameter, double value) {
    voice.set(parameter, value);
    gauges.set(parameter, value);
  }

  private void hear(int message, long tick) {
    counters.count(Counter.MESSAGES_IN);
    int data1 = MidiMessages.data1(message);
    if (MidiMessages.isNoteOn(message)) {
      if (dialogue.floor() == Floor.PARTNER) {
        counters.count(Counter.TOUCHES);
        silence(tick);
      }
      dialogue.keyDown(tick);
      hearing.noteOn(data1, MidiMessages.data2(message), tick);
    } else if (MidiMessages.isNoteOff(message)) {
      hearing.noteOff(data1, tick);
      keyUp(tick);
    } else if (MidiMessages.command(message) == MidiMessages.CONTROL_CHANGE) {
      if (data1 == MidiMessages.CONTROLLER_SUSTAIN) {
        hearing.pedal(MidiMessages.data2(message) >= MidiMessages.PEDAL_DOWN, tick);
        keyUp(tick);
      } else if (MidiMessages.endsAllNotes(data1)) {
        hearing.allNotesOff(tick);
        keyUp(tick);
      }
    }
  }

  private void keyUp(long tick) {
    if (dialogue.floor() != Floor.PARTNER) {
      dialogue.keyUp(tick, hearing.playerSounds());
    }
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
      long handOverNs = timeline.nsAt(handOverTick);
      if (handOverNs - nowNs > 0) {
        out.wakeAt(handOverNs);
        return;
      }
      beginAnswer();
    }
    if (dialogue.floor() == Floor.PARTNER) {
      playOn();
    }
  }

  private void beginAnswer() {
    counters.count(Counter.ANSWERS);
    hearing.flush();
    memory.save();
    long startTick = dialogue.beginAnswer(Math.max(0, timeline.tickAt(nowNs + commitAheadNs)));
    hearing.yieldFloor(startTick / MusicalTime.TICKS_PER_CLOCK);
    if (!voice.begin()) {
      fault();
    }
  }

  private void playOn() {
    while (!ending) {
      long deadlineNs = timeline.nsAt(MusicalTime.ticksOfClocks(voice.clock()));
      if (deadlineNs - commitAheadNs - nowNs > 0) {
        out.wakeAt(deadlineNs - commitAheadNs);
        return;
      }
      commit(deadlineNs);
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

  private void commit(long deadlineNs) {
    long tick = MusicalTime.ticksOfClocks(voice.clock());
    for (int i = 0; i < voice.events(); i++) {
      int message =
          voice.velocity(i) > 0
              ? MidiMessages.noteOn(channel, voice.pitch(i), voice.velocity(i))
              : MidiMessages.noteOff(channel, voice.pitch(i));
      out.send(Owner.PARTNER, message, deadlineNs, tick, epoch);
    }
  }

  private void sendLastEnds() {
    long endTick = dialogue.answerEndTick();
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

package antiphon.live.engine;

import antiphon.live.api.ClockSource;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.RealTimeSafe;
import antiphon.live.dialogue.Dialogue;
import antiphon.live.follow.BeatKeeper;
import antiphon.live.follow.PhraseTempo;
import antiphon.live.follow.TempoEstimate;
import antiphon.midi.port.MidiMessages;
import antiphon.music.time.Grid;
import antiphon.music.time.MusicalTime;

/**
 * Where time is the player's: keeps what he plays since he took the floor, finds the tempo of that
 * when he has played, and has it heard once more in that. Elsewhere it has nothing to do. Belongs
 * to the mind's thread.
 */
final class CallTime {
  /**
   * So many times as long a silence hands over while the player's tempo is not known: it may be
   * slow.
   */
  private static final double PATIENCE = 2;

  /** How sure the tempo of a call must be to be taken over. */
  private static final double SURE_TEMPO = 0.4;

  private final boolean isPlayers;
  private final BeatKeeper keeper;
  private final Present present;
  private final Dialogue dialogue;
  private final Memory memory;
  private final Hearing hearing;
  private final Succession succession;
  private final Feel feel;
  private final Gauges gauges;
  private final Call call;
  private final Moment callMoment;
  private boolean tempoKnown;

  CallTime(
      LiveSettings settings,
      BeatKeeper keeper,
      Present present,
      Dialogue dialogue,
      Memory memory,
      Hearing hearing,
      Succession succession,
      Feel feel,
      Gauges gauges) {
    isPlayers = settings.clock() == ClockSource.PLAYER;
    this.keeper = keeper;
    this.present = present;
    this.dialogue = dialogue;
    this.memory = memory;
    this.hearing = hearing;
    this.succession = succession;
    this.feel = feel;
    this.gauges = gauges;
    call = new Call(settings.meter());
    callMoment = memory.newMoment();
    if (isPlayers) {
      dialogue.setPatience(PATIENCE);
    }
  }

  /** Whether it is the player's tempo in which is played. */
  @RealTimeSafe
  boolean isPlayers() {
    return isPlayers;
  }

  /** The player takes the floor. */
  @RealTimeSafe
  void begin(long timeNs) {
    if (isPlayers) {
      hearing.close();
      memory.save(callMoment);
      call.begin(hearing.pedalDown(), timeNs);
    }
  }

  /** The player plays something that will have been heard. */
  @RealTimeSafe
  void add(int message, long timeNs) {
    if (isPlayers) {
      call.add(message, timeNs);
    }
  }

  /** The tempo was given from outside. */
  @RealTimeSafe
  void know() {
    tempoKnown = true;
  }

  /** What was played cannot be heard once more: another model listens. */
  @RealTimeSafe
  void spoil() {
    call.spoil();
  }

  /** Whether nothing is left to be found out about what has been played. */
  @RealTimeSafe
  boolean isJudged() {
    return !isPlayers || call.isJudged();
  }

  /**
   * When the tempo has to be found for the floor to be handed over in time, or {@link
   * Dialogue#NEVER}.
   */
  @RealTimeSafe
  long judgeTick() {
    return isPlayers ? dialogue.judgeTick() : Dialogue.NEVER;
  }

  /** Whether the tempo is still to be found: once, then not before something is added. */
  @RealTimeSafe
  boolean takeUnjudged() {
    return call.takeUnjudged();
  }

  /** Finds the time in which the call was played, and has it heard once more in that. */
  void judge() {
    double previousBpm = tempoKnown ? present.timeline().tempoBpm() : PhraseTempo.UNKNOWN;
    TempoEstimate estimate = call.judge(previousBpm);
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
    keeper.retime(estimate, callNs, positionTick, present.nowNs());
    present.renew();
    hearing.restart(Grid.snap(present.timeline().tickAt(callNs)));
    for (int i = 0; i < call.size(); i++) {
      long tick = present.timeline().tickAt(call.timeNs(i));
      hearing.hear(call.message(i), tick);
      if (MidiMessages.isNoteOn(call.message(i))) {
        feel.onset(tick);
      }
    }
    long lastNs = call.timeNs(call.size() - 1);
    dialogue.retime(present.timeline().tickAt(callNs), present.timeline().tickAt(lastNs));
  }
}

package antiphon.live.follow;

import antiphon.live.api.AnyThread;
import antiphon.live.api.ClockSource;
import antiphon.live.api.ClockStatus;
import antiphon.live.api.RealTimeSafe;
import antiphon.midi.port.MidiMessages;
import antiphon.music.time.Beat;
import antiphon.music.time.MeterMap;
import antiphon.music.time.MusicalTime;
import antiphon.music.time.Timeline;

/**
 * Keeps the beat in force, whoever gives it. Musical time goes on without a break through every
 * change of tempo, start and jump of the song: where the song jumps, musical time moves forward by
 * less than a bar, so that its bar lines are the song's. Written by the mind's thread; {@link
 * #beat} is for all.
 */
public final class BeatKeeper {
  /** What became of the beat. */
  public enum Change {
    /** It goes on, perhaps in another tempo. */
    NONE,
    /** The song began to roll. */
    STARTED,
    /** The song rolls on from another place. */
    RELOCATED,
    /** The song stands still; musical time goes on in the last tempo. */
    STOPPED
  }

  /** A thirty-second note: musical time may be set back by so much where the beat is found anew. */
  private static final long BACKWARD_TICKS = MusicalTime.TICKS_PER_QUARTER / 8;

  /** Tempos that differ by less are one that was measured twice. */
  private static final double SAME_TEMPO = 1e-5;

  /** So long after the last clock there is none: more than the eight that the follower waits. */
  private static final long SILENT_NS = 1_000_000_000;

  /** How sure a bar line must be to be believed. */
  private static final double SURE = 0.5;

  private static final int CLOCK = 0xF8;
  private static final int START = 0xFA;
  private static final int CONTINUE = 0xFB;
  private static final int STOP = 0xFC;
  private static final int SONG_POSITION = 0xF2;

  private final MeterMap meters;
  private final long barTicks;
  private final ClockSource source;
  private final ClockFollower follower;
  private final TapTempo taps = new TapTempo();
  private int generation;
  private Timeline followed;
  private volatile Beat beat;
  private volatile boolean known; // that of the player, or of the clock that comes in
  private volatile boolean heard;
  private volatile long heardNs; // the last clock

  /**
   * @param first tempo and start of the session; it holds until somebody else gives the beat
   */
  public BeatKeeper(InternalTempo first, ClockSource source) {
    meters = first.meters();
    barTicks = MusicalTime.ticksOfClocks(meters.meterAt(0).clocksPerBar());
    this.source = source;
    follower = new ClockFollower(first.timeline());
    generation = follower.generation();
    followed = follower.timeline();
    beat = new Beat(first.timeline(), 0, true);
  }

  @AnyThread
  @RealTimeSafe
  public Beat beat() {
    return beat;
  }

  @AnyThread
  @RealTimeSafe
  public Timeline timeline() {
    return beat.timeline();
  }

  /** Whether the beat is had that is to be kept to. */
  @AnyThread
  public ClockStatus status(long nowNs) {
    boolean rolling = beat.rolling();
    return new ClockStatus(
        source,
        switch (source) {
          case INTERNAL -> ClockStatus.State.RUNNING;
          case JACK -> rolling ? ClockStatus.State.FOLLOWING : ClockStatus.State.STOPPED;
          case PLAYER -> known ? ClockStatus.State.FOLLOWING : ClockStatus.State.FINDING;
          case MIDI -> {
            if (!heard || nowNs - heardNs > SILENT_NS) {
              yield ClockStatus.State.WAITING;
            }
            if (!rolling) {
              yield ClockStatus.State.STOPPED;
            }
            yield known ? ClockStatus.State.FOLLOWING : ClockStatus.State.FINDING;
          }
        });
  }

  /** The meters of musical time. */
  @AnyThread
  public MeterMap meters() {
    return meters;
  }

  /**
   * Takes a system message of whoever gives the beat.
   *
   * @param message packed; others than clock, start, continue, stop and song position mean nothing
   *     here
   */
  @RealTimeSafe
  public Change follow(int message, long timeNs) {
    if (source != ClockSource.MIDI) {
      return Change.NONE;
    }
    switch (MidiMessages.status(message)) {
      case CLOCK -> {
        follower.clock(timeNs);
        known = follower.locked();
        heardNs = timeNs;
        heard = true;
        return takeOver(timeNs);
      }
      case START -> follower.start(timeNs);
      case CONTINUE -> follower.resume(timeNs);
      case SONG_POSITION ->
          follower.songPosition(
              MidiMessages.data1(message) | MidiMessages.data2(message) << 7, timeNs);
      case STOP -> {
        follower.stop(timeNs);
        return halt();
      }
      default -> {
        return Change.NONE;
      }
    }
    return Change.NONE;
  }

  /**
   * Takes where the song is, from a transport that says so by itself. A song that is less than a
   * thirty-second note from where it was thought goes on; musical time goes back or forward with
   * it.
   *
   * @param songTick the song's position at the instant
   */
  @RealTimeSafe
  public Change transport(boolean rolling, long quarterNs, long songTick, long timeNs) {
    if (source != ClockSource.JACK) {
      return Change.NONE;
    }
    Beat before = beat;
    long inForceNs = before.timeline().quarterNs();
    boolean sameTempo = Math.abs(quarterNs - inForceNs) <= inForceNs * SAME_TEMPO;
    if (!rolling) {
      if (!sameTempo) {
        Timeline goesOn = new Timeline(timeNs, before.timeline().tickAt(timeNs), quarterNs);
        beat = new Beat(goesOn, before.songStartTick(), before.rolling());
      }
      return halt();
    }
    Timeline song = new Timeline(timeNs, songTick, sameTempo ? inForceNs : quarterNs);
    long aheadTicks = before.songTick(before.timeline().tickAt(timeNs)) - songTick;
    boolean goesOn = before.rolling() && Math.abs(aheadTicks) < BACKWARD_TICKS;
    long songStartTick = goesOn ? before.songStartTick() : realigned(before, song, timeNs);
    Timeline timeline = new Timeline(timeNs, songTick + songStartTick, song.quarterNs());
    beat = new Beat(timeline, songStartTick, true);
    if (!before.rolling()) {
      return Change.STARTED;
    }
    return goesOn ? Change.NONE : Change.RELOCATED;
  }

  /**
   * Takes over the time in which the player has played: beats, and bar lines where they are sure,
   * come to lie on those of musical time, which moves forward for that by less than a bar.
   *
   * @param callNs when the player began
   * @param callTick what is before that tick is over: the call comes to lie after it
   */
  @RealTimeSafe
  public void retime(TempoEstimate estimate, long callNs, long callTick, long nowNs) {
    known = true;
    boolean barIsSure = estimate.barConfidence() >= SURE;
    long lineNs = barIsSure ? estimate.atBarNs() : estimate.atBeatNs();
    Timeline fromLine = new Timeline(lineNs, 0, estimate.quarterNs());
    moveTo(
        fromLine,
        barIsSure ? barTicks : beatTicks(),
        Math.max(callTick + BACKWARD_TICKS - fromLine.tickAt(callNs), ahead(fromLine, nowNs)));
  }

  /**
   * Takes a tap on the beat.
   *
   * @return whether the beat is another now: beats come to lie on the taps
   */
  @RealTimeSafe
  public boolean tap(long timeNs) {
    if (followsAnother() || !taps.tap(timeNs)) {
      return false;
    }
    known = true;
    // taps are beats; the tempo counts quarter notes
    Timeline tapped = taps.timeline();
    long quarterNs = tapped.quarterNs() * MusicalTime.TICKS_PER_QUARTER / beatTicks();
    long beats = tapped.tickAt(timeNs + tapped.quarterNs() / 2) / MusicalTime.TICKS_PER_QUARTER;
    long lineNs = tapped.nsAt(beats * MusicalTime.TICKS_PER_QUARTER);
    Timeline fromLine = new Timeline(lineNs, 0, quarterNs);
    moveTo(fromLine, beatTicks(), ahead(fromLine, timeNs));
    return true;
  }

  private boolean followsAnother() {
    return source == ClockSource.MIDI || source == ClockSource.JACK;
  }

  private long beatTicks() {
    return MusicalTime.ticksOfClocks(meters.meterAt(0).clocksPerBeat());
  }

  /** How far a timeline has to be moved for musical time not to go back now. */
  private long ahead(Timeline timeline, long nowNs) {
    return beat.timeline().tickAt(nowNs) - timeline.tickAt(nowNs);
  }

  /** Puts a timeline in force, moved forward by whole units, at least so far. */
  private void moveTo(Timeline timeline, long unitTicks, long atLeastTicks) {
    long moved = -Math.floorDiv(-(atLeastTicks - BACKWARD_TICKS), unitTicks) * unitTicks;
    Timeline inForce =
        new Timeline(timeline.anchorNs(), timeline.anchorTick() + moved, timeline.quarterNs());
    beat = new Beat(inForce, beat.songStartTick(), beat.rolling());
  }

  private Change halt() {
    Beat before = beat;
    if (!before.rolling()) {
      return Change.NONE;
    }
    beat = new Beat(before.timeline(), before.songStartTick(), false);
    return Change.STOPPED;
  }

  /** Takes over what the follower says at a clock. */
  private Change takeOver(long timeNs) {
    Beat before = beat;
    Timeline song = follower.timeline();
    boolean located = follower.generation() != generation;
    boolean rolling = follower.running();
    if (!located && song == followed && rolling == before.rolling()) {
      return Change.NONE;
    }
    generation = follower.generation();
    followed = song;
    long songStartTick = located ? realigned(before, song, timeNs) : before.songStartTick();
    Timeline timeline =
        new Timeline(song.anchorNs(), song.anchorTick() + songStartTick, song.quarterNs());
    beat = new Beat(timeline, songStartTick, rolling);
    if (rolling && !before.rolling()) {
      return Change.STARTED;
    }
    return located ? Change.RELOCATED : Change.NONE;
  }

  /** The start of the song that brings its bar lines onto those of musical time. */
  private long realigned(Beat before, Timeline song, long timeNs) {
    long songTick = song.tickAt(timeNs);
    long tick = before.timeline().tickAt(timeNs);
    long forward = Math.floorMod(songTick - tick, barTicks);
    if (barTicks - forward <= BACKWARD_TICKS) {
      forward -= barTicks; // the same place, a little earlier than was thought
    }
    return tick + forward - songTick;
  }
}

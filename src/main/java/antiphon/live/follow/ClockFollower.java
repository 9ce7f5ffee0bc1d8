package antiphon.live.follow;

import antiphon.live.api.RealTimeSafe;
import antiphon.music.time.MusicalTime;
import antiphon.music.time.Timeline;

/**
 * Follows the MIDI clock of a sequencer (MIDI 1.0, System Real-Time and Song Position): where its
 * beat is now, whatever the cable does to it.
 *
 * <p>A clock is numbered by the time at which it comes, not by counting: by the nearest clock of
 * the {@link ClockLine line} through those before it. So a doubled clock is dropped, lost ones are
 * left out, several that come late in one burst put themselves right with the last, and none of
 * them moves the beat. While the phase is unknown, clocks are {@linkplain ClockCount counted}; when
 * the tempo {@linkplain TempoJump jumps}, they are counted again from the clock where it did.
 *
 * <p>A change of tempo keeps beat and phase: ticks go on without a step. They step only at Start,
 * at Continue, at a song position while running, and when a clock goes on that had stopped unsaid;
 * each raises {@link #generation()}.
 *
 * <ul>
 *   <li>The first clock after Start is position 0; after Continue it is the position at which the
 *       sequencer stopped, or the song position sent since; after a song position while running it
 *       is that position.
 *   <li>A clock that never says Start runs from its first clock.
 *   <li>While the transport is stopped and clocks come, tempo and phase are followed; {@link
 *       #tickAt} stands still.
 *   <li>Without a clock for eight periods, but at least half a second, the clock has stopped; when
 *       it comes again, it goes on from there.
 * </ul>
 *
 * <p>With ± 3 ms of even jitter, one clock in a hundred lost and one doubled, at 40 to 250 bpm: 0.2
 * ms rms phase error; the tempo is within 0.1 bpm after 24 clocks at 40 bpm, 110 at 120, 260 at
 * 250. What cannot be known is not: whether the first clock after Start was lost, or the first one
 * of a tempo that is doubled or halved.
 *
 * <p>Owned by one thread; given the time, it reads no clock. Times may wrap around. Nothing is
 * allocated but a new {@link Timeline}, and that at most once a clock, only when the present has
 * moved by more than {@value #MOVED_NS} ns or the tempo by more than one in ten thousand: never by
 * a clock without jitter, about every fifth time by one with ± 3 ms.
 */
public final class ClockFollower {
  /** Clocks in the unit of Song Position Pointer, a sixteenth note. */
  static final int CLOCKS_PER_SIXTEENTH = 6;

  private static final double SILENT_PERIODS = 8;
  private static final double SILENT_NS = 500e6;
  private static final double MOVED_NS = 50e3;
  private static final double CHANGED_TEMPO = 1e-4;
  private static final double BURST_PERIODS = 0.125;
  private static final double FAR_OFF_JITTERS = 6;
  private static final int FAR_OFF_RUN = 3;
  private static final double EARLY_PERIODS = 0.25;
  private static final double FITTING_PERIODS = 0.35;
  private static final double BETWEEN = 0.3; // of a period from the nearest clock
  private static final double CLEAR = 0.25;
  private static final double ROUGH_PERIODS = 0.04;
  private static final int ENOUGH_FOR_PHASE = 4;
  private static final int ENOUGH = 16;
  private static final int SETTLED = 48;
  private static final int TURNING = 10;
  private static final double SPREAD = 1.75; // of an even jitter, in standard deviations
  private static final double SURE = 6; // three times the standard error of the phase
  private static final double NS_PER_MS = 1e6;
  private static final long NOWHERE = -1;

  /** How arrivals get their numbers. */
  private enum Numbering {
    BY_COUNT,
    BY_JUMP,
    BY_LINE
  }

  private final ClockLine line;
  private final ClockCount count = new ClockCount();
  private final TempoJump jump = new TempoJump();

  private Numbering numbering = Numbering.BY_COUNT;
  private long firstClock; // of the count
  private long firstNs; // when it was
  private boolean jitterKnown; // a beat has been known before
  private int farOff; // clocks in a row that were

  private boolean heard; // a clock, ever
  private long newestNs;
  private boolean silent;
  private boolean free = true; // no Start, Stop or Continue, ever
  private boolean stopped;
  private boolean restart = true; // the next clock begins a new line, at the held position
  private boolean locate; // the next clock is at the held position, on the same line
  private long locatedNs;
  private long locatedAfter; // the newest clock of the line then
  private long pointedClock = NOWHERE; // by a song position while free
  private long heldClock; // the position of the next clock, when it is not simply the next
  private long songOffset; // position less the line's clock

  private long lostClocks;
  private long doubledClocks;
  private int generation;
  private boolean stepped;
  private Timeline timeline;

  /**
   * @param initial what {@link #timeline()} says before the first clock
   */
  public ClockFollower(Timeline initial) {
    timeline = initial;
    line = new ClockLine((double) initial.quarterNs() / MusicalTime.CLOCKS_PER_QUARTER);
  }

  /** Timing Clock (F8). */
  @RealTimeSafe
  public void clock(long timeNs) {
    check(timeNs);
    silent = false;
    boolean burst = heard && timeNs - newestNs < BURST_PERIODS * line.periodNs();
    if (!heard || timeNs - newestNs > 0) {
      newestNs = timeNs;
    }
    heard = true;
    if (restart) {
      begin(timeNs);
    } else if (numbering == Numbering.BY_COUNT) {
      count(timeNs);
    } else if (numbering == Numbering.BY_JUMP) {
      jump.putAfter(timeNs);
      jump.explain(roughMs());
      turn();
    } else {
      follow(timeNs, burst);
    }
    publish();
  }

  /** Start (FA): the next clock is position 0. */
  @RealTimeSafe
  public void start(long timeNs) {
    check(timeNs);
    free = false;
    stopped = false;
    heldClock = 0;
    restart = true;
  }

  /** Continue (FB): the next clock is where the sequencer stopped or was sent. */
  @RealTimeSafe
  public void resume(long timeNs) {
    check(timeNs);
    if (free && pointedClock != NOWHERE) {
      heldClock = pointedClock;
      restart = true;
    } else if (stopped) {
      restart = true;
    }
    free = false;
    stopped = false;
  }

  /** Stop (FC). A second one changes nothing. */
  @RealTimeSafe
  public void stop(long timeNs) {
    check(timeNs);
    hold();
    free = false;
    stopped = true;
    locate = false;
  }

  /**
   * Song Position Pointer (F2).
   *
   * @param sixteenths from the beginning of the song, 0 to 16383
   */
  @RealTimeSafe
  public void songPosition(int sixteenths, long timeNs) {
    check(timeNs);
    heldClock = (long) sixteenths * CLOCKS_PER_SIXTEENTH;
    if (free) {
      pointedClock = heldClock;
    }
    if (!stopped && !restart) {
      if (numbering == Numbering.BY_LINE) {
        locate = true;
        locatedNs = timeNs;
        locatedAfter = line.newestClock();
      } else {
        restart = true;
      }
    }
  }

  /** Notices that the clock has stopped without saying so. To be called now and then. */
  @RealTimeSafe
  public void check(long nowNs) {
    if (heard
        && !silent
        && nowNs - newestNs > Math.max(SILENT_NS, SILENT_PERIODS * line.periodNs())) {
      silent = true;
      hold();
      restart = true;
      locate = false;
    }
  }

  /**
   * The beat as it is known now. Another object only when it has changed by as much as matters. It
   * is a line and goes on while the transport stands: ask {@link #running()} first, or {@link
   * #tickAt}.
   */
  public Timeline timeline() {
    return timeline;
  }

  /** Where the sequencer is: by the timeline while it runs, or the tick at which it will go on. */
  @RealTimeSafe
  public long tickAt(long nowNs) {
    return running() && !locate ? timeline.tickAt(nowNs) : MusicalTime.ticksOfClocks(heldClock);
  }

  /** Whether the transport runs: clocks come, and the first after Start or Continue has come. */
  public boolean running() {
    return heard && !silent && !stopped && !restart;
  }

  /**
   * Whether the beat is known: sixteen to twenty-four clocks after the first, after a jump of the
   * tempo as well; four clocks after a start in a tempo that was known before.
   */
  public boolean locked() {
    return heard
        && !silent
        && !restart
        && (numbering == Numbering.BY_LINE
            || line.believesTempo() && count.size() >= ENOUGH_FOR_PHASE);
  }

  /** Counts the steps of the ticks: bars have to be found anew when it changes. */
  public int generation() {
    return generation;
  }

  public double tempoBpm() {
    return timeline.tempoBpm();
  }

  /** The standard deviation of the clocks' arrival, in ms; 0.02 where there is less. */
  public double jitterMs() {
    return line.jitterMs();
  }

  /** Clocks that did not come while the beat was known. */
  public long lostClocks() {
    return lostClocks;
  }

  /** Clocks too many while the beat was known. */
  public long doubledClocks() {
    return doubledClocks;
  }

  /** The position of the newest clock, in clocks. */
  long position() {
    return line.newestClock() + songOffset;
  }

  private void hold() {
    if (heard && !stopped && !restart && !locate) {
      heldClock = position() + 1;
    }
  }

  private void begin(long timeNs) {
    restart = false;
    locate = false;
    line.restart(true);
    songOffset = 0;
    farOff = 0;
    jump.clear();
    count.clear();
    firstClock = heldClock;
    firstNs = timeNs;
    numbering = Numbering.BY_COUNT;
    count(timeNs);
    step();
  }

  private void count(long timeNs) {
    if (count.isFull()) {
      firstClock += count.forgetFirst();
      firstNs = count.timeNs(0);
    }
    count.put(timeNs);
    count.count(line.periodNs(), line.priorWeight(), roughMs(), jitterKnown);
    line.clear();
    for (int i = 0; i < count.size(); i++) {
      if (i == 0 || count.number(i) > count.number(i - 1)) {
        line.put(firstClock + count.number(i), count.timeNs(i), count.weight(i));
      }
    }
    line.fit();
    boolean enough = count.isFull() || isSure(count.size());
    if (enough && count.endsInARun() && fits(timeNs)) {
      numbering = Numbering.BY_LINE;
      jitterKnown = true;
    }
  }

  /** Whether the next arrivals can be told by the line, the jitter being small. */
  private boolean isSure(int arrivals) {
    return arrivals >= ENOUGH
        && (SPREAD + SURE / Math.sqrt(arrivals)) * line.jitterMs() * NS_PER_MS
            < line.periodNs() / 2;
  }

  private boolean fits(long timeNs) {
    return Math.abs(line.clocksAfterNewest(timeNs)) < FITTING_PERIODS;
  }

  private void follow(long timeNs, boolean burst) {
    long steps = steps(timeNs);
    long clock = line.newestClock() + steps;
    long dueNs = line.steadyNsAt(clock);
    jump.put(timeNs, clock, dueNs, steps, burst, roughMs());
    if (steps > 0) {
      lostClocks += steps - 1;
      boolean far = Math.abs(timeNs - dueNs) > FAR_OFF_JITTERS * line.jitterMs() * NS_PER_MS;
      line.put(clock, timeNs, far ? 0 : 1);
      farOff = far ? farOff + 1 : 0;
      if (farOff >= FAR_OFF_RUN) {
        line.trust(farOff);
      }
      line.fit();
      if (line.size() == SETTLED && line.isWhole()) {
        lookBack();
      }
    } else {
      doubledClocks++;
    }
    if (jump.isNoticed(roughMs())) {
      line.restart(false);
      farOff = 0;
      numbering = Numbering.BY_JUMP;
      turn();
    }
    if (locate && steps > 0) {
      locate();
    }
  }

  /**
   * How many clocks after the newest one has come: by the line, but where it lies between two, as
   * far as that is clear, by the time since the newest. A clock that wanders keeps its count so.
   */
  private long steps(long timeNs) {
    double ahead = line.clocksAfterNewest(timeNs);
    long steps = Math.round(ahead);
    if (Math.abs(ahead - steps) > BETWEEN) {
      double gap = (timeNs - line.newestNs()) / line.periodNs();
      long near = Math.round(gap);
      if (Math.abs(gap - near) < CLEAR) {
        return near;
      }
    }
    return steps;
  }

  /**
   * Where clocks are lost among the first, their jitter may hide it. The line, now that it is long,
   * says whether the first had its number; if not, the position steps.
   */
  private void lookBack() {
    long first = line.newestClock() + Math.round(line.clocksAfterNewest(firstNs));
    if (first != firstClock) {
      songOffset += firstClock - first;
      step();
    }
  }

  /** What a clock may be off without a doubt about its number, in ms. */
  private double roughMs() {
    return Math.max(line.jitterMs(), ROUGH_PERIODS * line.periodNs() / NS_PER_MS);
  }

  private void turn() {
    line.clear();
    long newest = Long.MIN_VALUE;
    for (int k = 0; k <= jump.since(); k++) {
      long clock = jump.turnClock() + jump.number(k);
      if (clock > newest) {
        line.put(clock, jump.timeNs(k), 1);
        newest = clock;
      }
    }
    line.fit();
    if (jump.since() >= TURNING) {
      firstClock = jump.turnClock();
      firstNs = jump.timeNs(0);
      count.clear();
      for (int k = 0; k <= jump.since(); k++) {
        count.put(jump.timeNs(k), jump.number(k));
      }
      jump.clear();
      numbering = Numbering.BY_COUNT;
    }
  }

  /** The clock that was due next when the song position came may be lost: not the newest, then. */
  private void locate() {
    locate = false;
    long clock = line.newestClock();
    long due = clock + (long) Math.ceil(line.clocksAfterNewest(locatedNs) - EARLY_PERIODS);
    long offset = heldClock - Math.min(clock, Math.max(locatedAfter + 1, due));
    if (offset != songOffset) {
      songOffset = offset;
      step();
    }
  }

  private void step() {
    generation++;
    stepped = true;
  }

  private void publish() {
    long tick = MusicalTime.ticksOfClocks(position());
    long dueNs = line.nsAt(line.newestClock());
    long quarterNs = Math.round(line.periodNs() * MusicalTime.CLOCKS_PER_QUARTER);
    double changed = (double) (quarterNs - timeline.quarterNs()) / quarterNs;
    if (stepped
        || Math.abs(timeline.nsAt(tick) - dueNs) > MOVED_NS
        || Math.abs(changed) > CHANGED_TEMPO) {
      stepped = false;
      timeline = new Timeline(dueNs, tick, quarterNs);
    }
  }
}

package antiphon.live.follow;

import antiphon.live.api.RealTimeSafe;
import antiphon.music.time.MusicalTime;
import antiphon.music.time.Timeline;

public final class ClockFollower {
  static final int CLOCKS_PER_SIXTEENTH = 6;

  private static final double SILENT_PERIODS = 8;
  private static final double SILENT_NS = 500e6;
  private static final double MOVED_NS = 50e3;
  private static final double CHANGED_TEMPO = 1e-4;
  private static final double BURST_PERIODS = 0.125;
  private static final double FAR_OFF_JITTERS = 6;
  private static final int TURNING = 10;
  private static final int ENOUGH = 16;
  private static final double SPREAD = 1.75; // of an even jitter, in standard deviations
  private static final double SURE = 6; // three times the standard error of the phase
  private static final double ROUGH_PERIODS = 0.04;
  private static final int FAR_OFF_RUN = 3;
  private static final double EARLY_PERIODS = 0.25;

  final ClockLine line;
  private final ClockCount count = new ClockCount();
  private final TempoJump jump = new TempoJump();

  boolean counting = true; // arrivals are numbered by the count, not by the line
  boolean turning; // arrivals are numbered from a jump of the tempo
  private boolean heard; // a clock, ever
  private boolean silent;
  private boolean stopped;
  private boolean restart = true; // the next clock begins a new line, at the held position
  private boolean locate; // the next clock is at the held position, on the same line
  private long locatedNs;
  private long heldClock; // where the next clock is, while stopped, silent or about to be located
  private long firstClock; // of the count
  private long songOffset; // song clock less the line's
  private long newestNs;
  private int farOff;
  private long lostClocks;
  private long doubledClocks;
  private int generation;
  private Timeline timeline;

  public ClockFollower(Timeline initial) {
    timeline = initial;
    line = new ClockLine((double) initial.quarterNs() / MusicalTime.CLOCKS_PER_QUARTER);
  }

  @RealTimeSafe
  public void clock(long timeNs) {
    check(timeNs);
    silent = false;
    boolean wasHeard = heard;
    long before = newestNs;
    heard = true;
    if (!wasHeard || timeNs - newestNs > 0) {
      newestNs = timeNs;
    }
    if (restart) {
      begin(timeNs);
    } else if (counting) {
      count.put(timeNs);
      recount();
      if (count.isFull() || isSure(count.size())) {
        counting = false;
        jump.clear();
      }
    } else if (turning) {
      jump.putAfter(timeNs);
      jump.explain(roughMs());
      turn();
    } else {
      follow(timeNs, before);
    }
    publish();
  }

  private void begin(long timeNs) {
    restart = false;
    locate = false;
    line.restart(true);
    firstClock = heldClock;
    songOffset = 0;
    counting = true;
    turning = false;
    farOff = 0;
    count.clear();
    jump.clear();
    count.put(timeNs);
    recount();
    generation++;
    force = true;
  }

  private boolean force;

  private void recount() {
    count.count(line.periodNs(), line.priorWeight());
    line.clear();
    for (int i = 0; i < count.size(); i++) {
      if (i == 0 || count.number(i) > count.number(i - 1)) {
        line.put(firstClock + count.number(i), count.timeNs(i), count.weight(i));
      }
    }
    line.fit();
  }

  private void follow(long timeNs, long beforeNs) {
    double ahead = line.clocksAfterNewest(timeNs);
    long steps = Math.round(ahead);
    long clock = line.newestClock() + steps;
    boolean burst = timeNs - beforeNs < BURST_PERIODS * line.periodNs();
    jump.put(timeNs, clock, line.nsAt(clock), steps, burst, roughMs());
    if (steps <= 0) {
      doubledClocks++;
    } else {
      lostClocks += steps - 1;
      boolean far =
          Math.abs(timeNs - line.nsAt(clock)) > FAR_OFF_JITTERS * line.jitterMs() * 1e6;
      line.put(clock, timeNs, far ? 0 : 1);
      farOff = far ? farOff + 1 : 0;
      if (farOff >= FAR_OFF_RUN) {
        line.trust(farOff);
      }
      line.fit();
    }
    if (jump.isNoticed(roughMs())) {
      line.restart(false);
      turning = true;
      farOff = 0;
      turn();
    }
    if (locate && steps > 0) {
      locateAt();
    }
  }

  private double roughMs() {
    return Math.max(line.jitterMs(), ROUGH_PERIODS * line.periodNs() / 1e6);
  }

  private void turn() {
    line.clear();
    long newest = 0;
    for (int k = 0; k <= jump.since(); k++) {
      long clock = jump.turnClock() + jump.number(k);
      if (k == 0 || clock > newest) {
        line.put(clock, jump.timeNs(k), 1);
        newest = clock;
      }
    }
    line.fit();
    if (jump.since() >= TURNING) {
      turning = false;
      counting = true;
      firstClock = jump.turnClock();
      count.clear();
      for (int k = 0; k <= jump.since(); k++) {
        count.put(jump.timeNs(k), jump.number(k));
      }
      jump.clear();
    }
  }

  /** Whether the next arrivals can be told by the line, the jitter being small. */
  private boolean isSure(int arrivals) {
    return arrivals >= ENOUGH
        && (SPREAD + SURE / Math.sqrt(arrivals)) * line.jitterMs() * 1e6
            < line.periodNs() / 2;
  }

  private void locateAt() {
    locate = false;
    long clock = line.newestClock();
    double after = line.clocksAfterNewest(locatedNs) - EARLY_PERIODS;
    long located = Math.min(clock, clock + (long) Math.ceil(after));
    long offset = heldClock - located;
    if (offset != songOffset) {
      songOffset = offset;
      generation++;
      force = true;
    }
  }

  @RealTimeSafe
  public void start(long timeNs) {
    stopped = false;
    heldClock = 0;
    restart = true;
  }

  @RealTimeSafe
  public void resume(long timeNs) {
    if (stopped || !heard) {
      stopped = false;
      restart = true;
    }
  }

  @RealTimeSafe
  public void stop(long timeNs) {
    if (!stopped && !restart && !locate) {
      heldClock = nextClock();
    }
    stopped = true;
    locate = false;
  }

  private long nextClock() {
    return heard ? line.newestClock() + songOffset + 1 : heldClock;
  }

  @RealTimeSafe
  public void songPosition(int sixteenths, long timeNs) {
    heldClock = (long) sixteenths * CLOCKS_PER_SIXTEENTH;
    if (!stopped && !restart) {
      if (counting || turning) {
        restart = true;
      } else {
        locate = true;
        locatedNs = timeNs;
      }
    }
  }

  @RealTimeSafe
  public void check(long nowNs) {
    if (heard
        && !silent
        && nowNs - newestNs > Math.max(SILENT_NS, SILENT_PERIODS * line.periodNs())) {
      silent = true;
      if (!stopped && !restart && !locate) {
        heldClock = nextClock();
      }
      restart = true;
    }
  }

  private void publish() {
    long newest = line.newestClock();
    long tick = MusicalTime.ticksOfClocks(newest + songOffset);
    long dueNs = line.nsAt(newest);
    long quarterNs = Math.round(line.periodNs() * MusicalTime.CLOCKS_PER_QUARTER);
    if (!force) {
      long off = timeline.nsAt(tick) - dueNs;
      double change = (double) (quarterNs - timeline.quarterNs()) / quarterNs;
      if (Math.abs(off) <= MOVED_NS && Math.abs(change) <= CHANGED_TEMPO) {
        return;
      }
    }
    force = false;
    timeline = new Timeline(dueNs, tick, quarterNs);
  }

  public Timeline timeline() {
    return timeline;
  }

  public boolean locked() {
    return heard && !silent && (!counting && !turning || line.believesTempo() && count.size() >= 4);
  }

  public boolean running() {
    return heard && !silent && !stopped && !restart;
  }

  public long tickAt(long nowNs) {
    return running() && !locate ? timeline.tickAt(nowNs) : MusicalTime.ticksOfClocks(heldClock);
  }

  public int generation() {
    return generation;
  }

  public double tempoBpm() {
    return timeline.tempoBpm();
  }

  public double jitterMs() {
    return line.jitterMs();
  }

  public long lostClocks() {
    return lostClocks;
  }

  public long doubledClocks() {
    return doubledClocks;
  }

  static boolean debug;

  ClockLine line() {
    return line;
  }

  int window() {
    return line.window();
  }
}

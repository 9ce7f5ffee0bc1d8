package antiphon.live.follow;

import static antiphon.music.time.MusicalTime.CLOCKS_PER_QUARTER;
import static antiphon.music.time.MusicalTime.TICKS_PER_CLOCK;

import antiphon.live.api.RealTimeSafe;
import antiphon.music.time.Grid;
import antiphon.music.time.Meter;
import java.util.Arrays;

/**
 * Measures how the player leaves the grid, and says how an answer would leave it likewise. Three
 * things are told apart: a <em>lateness</em> common to all notes, a <em>residue</em> of each of the
 * 16 grid positions of a quarter note, and <em>swing</em>: off-beats that come late, eighths in
 * their quarter note and sixteenths in their eighth. Swing is taken where a single off-beat leads
 * to the next beat, wherever the grid has put it: at 2:1 it stands on the grid's triplet. All are
 * means over what was played, older playing counting for less by a factor of e every {@value
 * #MEMORY_BARS} bars.
 *
 * <p>Whatever was heard, moved onsets keep their order: lateness moves all alike, swing is an
 * increasing map of the beat, and the residue of a position is given back up to a third of the
 * distance to its neighbours. What swing leaves no room for follows it in steps of {@value
 * #STEP_TICKS} ticks a clock.
 *
 * <p>Belongs to the mind's thread; allocates nothing after construction.
 */
public final class GrooveMeter {
  static final int MEMORY_BARS = 4;
  static final int STEP_TICKS = 5;

  /** Lateness beyond this is not given back: the grid takes it for another position. */
  static final double MOST_LATENESS_TICKS = TICKS_PER_CLOCK;

  private static final int QUARTER_TICKS = CLOCKS_PER_QUARTER * TICKS_PER_CLOCK;
  private static final int EIGHTH_TICKS = QUARTER_TICKS / 2;
  private static final int SIXTEENTH_CLOCKS = CLOCKS_PER_QUARTER / 4;

  // where an off-beat may lie in its unit and still be one: short of the grid position before the
  // middle, and of dotted rhythm
  private static final double EARLIEST = .4375;
  private static final double LATEST_EIGHTH = .72;
  private static final double LATEST_SIXTEENTH = .715;
  private static final double NEIGHBOURS_SHARE = 1 / 3.0;

  /** From this weight on, about as many notes, a mean counts in full. */
  private static final double ENOUGH = 2;

  private final double memoryClocks;
  private final boolean positions;
  private final boolean swings;
  private final Mean lateness = new Mean();
  private final Mean[] residues = new Mean[Grid.POSITIONS_PER_QUARTER];
  private final OffBeat eighths = new OffBeat(QUARTER_TICKS, LATEST_EIGHTH);
  private final OffBeat sixteenths = new OffBeat(EIGHTH_TICKS, LATEST_SIXTEENTH);

  /**
   * @param meter in 6/8 and its kind there is no swing; where bars are no whole sixteenths, as in
   *     5/32, only lateness is measured, for positions differ from bar to bar
   */
  public GrooveMeter(Meter meter) {
    memoryClocks = (double) MEMORY_BARS * meter.clocksPerBar();
    positions = meter.clocksPerBar() % SIXTEENTH_CLOCKS == 0;
    swings = positions && (meter.unit() < 8 || meter.beats() % 3 != 0);
    Arrays.setAll(residues, position -> new Mean());
  }

  /** Forgets all. */
  @RealTimeSafe
  public void reset() {
    lateness.reset();
    for (Mean residue : residues) {
      residue.reset();
    }
    eighths.reset();
    sixteenths.reset();
  }

  /**
   * Hears an onset of the player.
   *
   * @param tick when exactly
   * @param clock the grid position it was taken for, from {@link Grid#snap}
   * @param clockInBar the same, from the bar line
   */
  @RealTimeSafe
  public void onset(long tick, long clock, int clockInBar) {
    int inQuarter = clockInBar % CLOCKS_PER_QUARTER;
    double residueTicks = tick - clock * TICKS_PER_CLOCK;
    if (positions) {
      residues[Grid.indexInQuarter(inQuarter)].add(residueTicks, clock);
    }
    if (inQuarter == 0) {
      // off-beats may swing
      lateness.add(residueTicks, clock);
    }
    if (swings) {
      eighths.onset(clock - inQuarter, inQuarter * TICKS_PER_CLOCK + residueTicks);
      int inEighth = inQuarter % (CLOCKS_PER_QUARTER / 2);
      sixteenths.onset(clock - inEighth, inEighth * TICKS_PER_CLOCK + residueTicks);
    }
  }

  /**
   * How much later than the grid the player's beats are on average, in ticks; negative when
   * earlier.
   */
  public double latenessTicks() {
    double mean = lateness.mean();
    return Math.max(-MOST_LATENESS_TICKS, Math.min(MOST_LATENESS_TICKS, mean));
  }

  /** How long the first eighth of a quarter note is to the second: 1 straight, 2 in triplets. */
  public double swing() {
    return eighths.ratio();
  }

  /** How long the first sixteenth of an eighth note is to the second. */
  public double swingOfSixteenths() {
    return sixteenths.ratio();
  }

  /**
   * How much later than its grid position an answer's onset is to sound, in ticks.
   *
   * @param clockInBar on the grid, from the bar line
   * @param groove 0, on the grid, to 1, as the player does it
   */
  @RealTimeSafe
  public double offsetTicks(int clockInBar, double groove) {
    if (groove == 0) {
      return 0;
    }
    if (!positions) {
      return groove * latenessTicks();
    }
    int inQuarter = clockInBar % CLOCKS_PER_QUARTER;
    double here = swung(inQuarter, groove);
    double room =
        Math.min(here - swung(before(inQuarter), groove), swung(after(inQuarter), groove) - here);
    double most = NEIGHBOURS_SHARE * room;
    double own = groove * ownTicks(inQuarter);
    return here
        - inQuarter * TICKS_PER_CLOCK
        + groove * latenessTicks()
        + Math.max(-most, Math.min(most, own));
  }

  /** A position's residue beyond lateness and swing. */
  private double ownTicks(int inQuarter) {
    Mean residue = residues[Grid.indexInQuarter(inQuarter)];
    double swungTicks = swung(inQuarter, 1) - inQuarter * TICKS_PER_CLOCK;
    if (!residue.any() || Math.abs(swungTicks) > TICKS_PER_CLOCK) {
      // swung so far, the grid has put it elsewhere
      return 0;
    }
    return residue.trust() * (residue.mean() - latenessTicks() - swungTicks);
  }

  /** Where swing puts a position, in ticks from its quarter note; that may be one further. */
  private double swung(int clockInQuarter, double groove) {
    int quarter = Math.floorDiv(clockInQuarter, CLOCKS_PER_QUARTER);
    double straight = (double) (clockInQuarter - quarter * CLOCKS_PER_QUARTER) * TICKS_PER_CLOCK;
    int eighth = straight >= EIGHTH_TICKS ? EIGHTH_TICKS : 0;
    double moved = eighth + sixteenths.move(straight - eighth);
    moved = eighths.move(moved);
    return quarter * (double) QUARTER_TICKS + straight + groove * (moved - straight);
  }

  private static int after(int clock) {
    return (int) Grid.next(clock);
  }

  private static int before(int clock) {
    int before = clock - 1;
    while (!Grid.contains(before)) {
      before--;
    }
    return before;
  }

  /** A mean that forgets. */
  private final class Mean {
    private double weight;
    private double sum;
    private long lastClock;

    void reset() {
      weight = 0;
      sum = 0;
    }

    void add(double value, long clock) {
      double kept = Math.exp(-Math.max(0, clock - lastClock) / memoryClocks);
      weight = weight * kept + 1;
      sum = sum * kept + value;
      lastClock = clock;
    }

    boolean any() {
      return weight > 0;
    }

    double mean() {
      return weight > 0 ? sum / weight : 0;
    }

    double trust() {
      return Math.min(1, weight / ENOUGH);
    }
  }

  /** Where the middle of a unit is played, taken from units with one onset inside. */
  private final class OffBeat {
    private final int unitTicks;
    private final double latest;
    private final Mean place = new Mean();
    private long unitClock;
    private double insideTicks;
    private boolean inside;
    private boolean alone;

    OffBeat(int unitTicks, double latest) {
      this.unitTicks = unitTicks;
      this.latest = latest;
    }

    void reset() {
      place.reset();
      inside = false;
    }

    void onset(long ofUnitClock, double ticks) {
      boolean begins = ticks * 8 < unitTicks;
      if (ofUnitClock != unitClock) {
        if (begins && (ofUnitClock - unitClock) * TICKS_PER_CLOCK == unitTicks) {
          learn();
        }
        inside = false;
        unitClock = ofUnitClock;
      }
      if (begins) {
        return;
      }
      if (!inside) {
        inside = true;
        alone = true;
        insideTicks = ticks;
      } else if (Math.abs(ticks - insideTicks) * 12 > unitTicks) {
        alone = false;
      }
    }

    private void learn() {
      if (inside
          && alone
          && insideTicks >= EARLIEST * unitTicks
          && insideTicks <= latest * unitTicks) {
        place.add(insideTicks - unitTicks / 2.0, unitClock);
      }
    }

    /** Of the middle, beyond lateness, in ticks. */
    private double shift() {
      if (!place.any()) {
        return 0;
      }
      double shift = place.trust() * (place.mean() - latenessTicks());
      return Math.max((EARLIEST - .5) * unitTicks, Math.min((latest - .5) * unitTicks, shift));
    }

    double ratio() {
      double first = unitTicks / 2.0 + shift();
      return first / (unitTicks - first);
    }

    /** An increasing map of the unit: its middle to where it is played, what lies before stays. */
    double move(double ticks) {
      double middle = unitTicks / 2.0;
      if (ticks < middle) {
        return ticks;
      }
      return ticks == middle
          ? middle + shift()
          : Math.max(
              ticks, middle + shift() + (ticks - middle) * STEP_TICKS / (double) TICKS_PER_CLOCK);
    }
  }
}

package antiphon.live.guard;

import antiphon.live.api.Parameter;
import antiphon.live.api.RealTimeSafe;
import antiphon.music.note.Part;
import antiphon.music.time.Grid;
import antiphon.music.time.Meter;
import antiphon.music.token.Grammar;
import antiphon.music.token.Vocabulary;

/**
 * What the partner may not do, as a mask on what it may say next. Each rail holds whatever the
 * model wants; together they never forbid everything: where two contradict, the one named first
 * wins:
 *
 * <ol>
 *   <li>pitch range, chord, key, register ({@link PitchRail}), velocities ({@link VelocityRail});
 *   <li>polyphony and the longest note: what is too much is ended;
 *   <li>repetition and density: a note that may not begin yet does not, even if a rest gets too
 *       long;
 *   <li>the longest rest, and the gaps of the call: a note has to begin as soon as one may.
 * </ol>
 *
 * <p>A rest counts from the last event while nothing of the partner's sounds. A rest is only as
 * long as leads to where the partner can begin or end something, as far as can be told ahead; or as
 * long as a rest can be said, for that may go on.
 *
 * <p>Pitches are as the model hears and says them, after the player's are transposed and before the
 * partner's are; only the pitch range is of what is sent.
 *
 * <p>Owned by the mind's thread. Allocates nothing after construction.
 */
public final class GuardRails {
  /** No limit in time is shorter: to the next position of the grid, from wherever. */
  static final int SHORTEST_CLOCKS = 2;

  private static final double BEFORE_ROUNDING = 1e-9;
  private static final int NONE = -1;

  private final int clocksPerBeat;
  private final KeyFinder finder;
  private final CallProfile call;
  private final HeldChord chord = new HeldChord();
  private final PitchRail pitches;
  private final VelocityRail velocities;
  private final DensityRail density;
  private final Repetition repetition = new Repetition();
  private int polyphony;
  private long longestNoteClocks;
  private long longestRestClocks;
  private boolean stale = true;

  /** With everything at its default. */
  public GuardRails(Meter meter) {
    clocksPerBeat = meter.clocksPerBeat();
    finder = new KeyFinder(meter);
    call = new CallProfile(meter);
    pitches = new PitchRail(finder, call, chord);
    velocities = new VelocityRail(call);
    density = new DensityRail(call, clocksPerBeat);
    for (Parameter parameter : Parameter.values()) {
      set(parameter, parameter.defaultValue());
    }
  }

  /** Sets what is the rails' own; passes over others. */
  @RealTimeSafe
  public void set(Parameter parameter, double value) {
    switch (parameter) {
      case POLYPHONY -> polyphony = (int) value;
      case LONGEST_NOTE_BEATS -> longestNoteClocks = clocks(value);
      case LONGEST_REST_BEATS -> longestRestClocks = clocks(value);
      case REPETITION -> repetition.setTimes((int) value);
      default -> {
        pitches.set(parameter, value);
        velocities.set(parameter, value);
        density.set(parameter, value);
      }
    }
    stale = true;
  }

  /** What the player plays from a tick on is another call. */
  @RealTimeSafe
  public void callBegins(long tick) {
    call.callBegins(tick);
  }

  /**
   * The player strikes a key.
   *
   * @param velocity 1 to 127
   */
  @RealTimeSafe
  public void noteOn(int pitch, int velocity, long tick) {
    finder.noteOn(pitch, tick);
    pitches.takeKey();
    call.noteOn(pitch, velocity, tick);
    stale = true;
  }

  /** The player lets a key go. */
  @RealTimeSafe
  public void noteOff(int pitch, long tick) {
    finder.noteOff(pitch, tick);
    pitches.takeKey();
    stale = true;
  }

  /** A key of the chords to keep to is struck. */
  @RealTimeSafe
  public void chordOn(int pitch) {
    chord.keyDown(pitch);
    stale = true;
  }

  /** A key of the chords is let go; the chord stays in force until the next. */
  @RealTimeSafe
  public void chordOff(int pitch) {
    chord.keyUp(pitch);
  }

  /** Forgets what was played: the call, its key, and the chord. What was set stays. */
  @RealTimeSafe
  public void forget() {
    finder.forget();
    pitches.takeKey();
    call.forget();
    chord.forget();
    stale = true;
  }

  /** How the call is played. */
  @RealTimeSafe
  public CallProfile call() {
    return call;
  }

  /**
   * The notes of the key that is kept to, as bits, that of C the lowest; all where there is none.
   */
  @RealTimeSafe
  public int key() {
    refresh();
    return pitches.key();
  }

  /** How sure the key is in which the player played last, 0 to 1. */
  @RealTimeSafe
  public double keyConfidence() {
    return finder.confidence();
  }

  /** The velocity to send for a bin: its middle, drawn to the loudness of the call. */
  @RealTimeSafe
  public int velocity(int bin) {
    refresh();
    return velocities.velocity(bin);
  }

  /** The bin that is allowed and nearest to one. */
  @RealTimeSafe
  public int nearestBin(int bin) {
    refresh();
    for (int off = 0; off < Vocabulary.VELOCITY_BINS; off++) {
      if (bin - off >= 0 && velocities.allows(bin - off)) {
        return bin - off;
      }
      if (bin + off < Vocabulary.VELOCITY_BINS && velocities.allows(bin + off)) {
        return bin + off;
      }
    }
    return bin;
  }

  /** Whether a pitch is one that the partner may ever play, as things are set. */
  @RealTimeSafe
  public boolean allows(int pitch) {
    refresh();
    return pitches.allows(pitch);
  }

  /** Whether the partner may begin a note of a pitch where the grammar stands. */
  @RealTimeSafe
  public boolean mayBegin(int pitch, Grammar grammar, Past past) {
    refresh();
    long clock = grammar.positionClock();
    repetition.look(past, clock);
    return clock >= density.freeClock(past)
        && (polyphony == 0 || grammar.soundingOf(Part.PARTNER) < polyphony)
        && pitches.allows(pitch)
        && repetition.allows(pitch);
  }

  /**
   * Whether a pitch of the partner's has to be ended at this instant, before anything else: it
   * would be held too long up to the next, or it is one of the oldest of too many.
   */
  @RealTimeSafe
  public boolean mustEnd(int pitch, long clock, Past past, Grammar grammar) {
    if (!grammar.sounds(Part.PARTNER, pitch)) {
      return false;
    }
    if (past.beganClock(pitch) + longestNoteClocks < Grid.next(clock)) {
      return true;
    }
    int tooMany = polyphony == 0 ? 0 : grammar.soundingOf(Part.PARTNER) - polyphony;
    return tooMany > 0 && olderThan(pitch, past, grammar) < tooMany;
  }

  /**
   * The last position of the grid by which something of the partner's has to be ended; it may lie
   * in the past, where something was set since.
   */
  @RealTimeSafe
  public long dueClock(Grammar grammar, Past past) {
    if (polyphony > 0 && grammar.soundingOf(Part.PARTNER) > polyphony) {
      return Long.MIN_VALUE;
    }
    long first = Long.MAX_VALUE;
    for (int pitch = 0; pitch < Vocabulary.PITCHES; pitch++) {
      if (grammar.sounds(Part.PARTNER, pitch)) {
        first = Math.min(first, past.beganClock(pitch) + longestNoteClocks);
      }
    }
    return first == Long.MAX_VALUE || Grid.contains(first) ? first : first - 1;
  }

  /**
   * Takes from what may come next what the rails forbid. What is the player's stays. The mask may
   * become empty where the instant needs an event and no rail allows one: then nothing of the
   * partner's sounds, and a longer rest had to lead here; this happens only when something was set
   * or heard since that rest. Nothing may be set or heard within an instant.
   *
   * @param mask [{@value Vocabulary#SIZE}]: what the grammar allows, or less of that
   * @param past up to date with the grammar
   */
  @RealTimeSafe
  public void narrow(boolean[] mask, Grammar grammar, Past past) {
    refresh();
    long clock = grammar.positionClock();
    if (grammar.speaker() == Part.PARTNER) {
      narrowTurn(mask, grammar, past, clock);
    } else {
      narrowBeforeTurn(mask, grammar, past, clock);
    }
  }

  /** The partner may take the word. */
  private void narrowBeforeTurn(boolean[] mask, Grammar grammar, Past past, long clock) {
    int turn = Vocabulary.part(Part.PARTNER);
    boolean sounds = grammar.soundingOf(Part.PARTNER) > 0;
    boolean mayBegin = mayBeginAt(clock, past);
    mask[turn] &= sounds || mayBegin;
    if (mask[turn] && due(grammar, past, clock) != NONE) {
      clearRests(mask);
    } else {
      narrowRests(mask, grammar, past, clock, mask[turn] && mayBegin);
    }
  }

  /** The partner has the word. */
  private void narrowTurn(boolean[] mask, Grammar grammar, Past past, long clock) {
    int due = due(grammar, past, clock);
    if (due != NONE && mask[Vocabulary.noteOff(due)]) {
      for (int id = 0; id < Vocabulary.SIZE; id++) {
        mask[id] &= id >= Vocabulary.noteOff(0) && id <= Vocabulary.noteOff(due);
      }
      return;
    }
    repetition.look(past, clock);
    boolean inTime = clock >= density.freeClock(past);
    boolean afterEnd = inTime && mayBeginAfterEnd(mask, grammar);
    boolean room = polyphony == 0 || grammar.soundingOf(Part.PARTNER) < polyphony;
    boolean atOnce = false;
    for (int pitch = 0; pitch < Vocabulary.PITCHES; pitch++) {
      boolean may =
          mask[Vocabulary.noteOn(pitch)]
              && inTime
              && room
              && pitches.allows(pitch)
              && repetition.allows(pitch);
      mask[Vocabulary.noteOn(pitch)] = may;
      atOnce |= may;
    }
    narrowVelocities(mask, grammar, atOnce);
    narrowRests(mask, grammar, past, clock, atOnce || afterEnd);
  }

  private void narrowVelocities(boolean[] mask, Grammar grammar, boolean mayBegin) {
    boolean mayChange = false;
    for (int bin = 0; bin < Vocabulary.VELOCITY_BINS; bin++) {
      int id = Vocabulary.velocity(bin);
      mask[id] &= mayBegin && velocities.allows(bin);
      mayChange |= mask[id];
    }
    if (mayChange && !velocities.allows(grammar.velocityBin(Part.PARTNER))) {
      for (int pitch = 0; pitch < Vocabulary.PITCHES; pitch++) {
        mask[Vocabulary.noteOn(pitch)] = false;
      }
    }
  }

  /**
   * @param mayBegin whether a note may begin at this instant
   */
  private void narrowRests(
      boolean[] mask, Grammar grammar, Past past, long clock, boolean mayBegin) {
    int longest = longestRest(mask);
    if (longest == 0) {
      return;
    }
    boolean sounds = grammar.soundingOf(Part.PARTNER) > 0;
    long latest = density.latestClock(past);
    if (!sounds) {
      latest = Math.min(latest, past.lastEventClock() + longestRestClocks);
    }
    if (!leadsOn(mask, past, clock, latest, sounds)) {
      if (mayBegin) {
        clearRests(mask);
        return;
      }
      latest = firstBeginning(mask, past, clock);
    }
    if (sounds) {
      latest = Math.min(latest, Math.max(clock + shortestRest(mask), dueClock(grammar, past)));
    }
    boolean left = false;
    for (int clocks = 1; clocks <= longest; clocks++) {
      int id = Vocabulary.dur(clocks);
      mask[id] &= clock + clocks <= latest && (sounds || isOpen(past, clock, clocks));
      left |= mask[id];
    }
    if (!left && !sounds) {
      mask[Vocabulary.dur(longest)] = true;
    }
  }

  /** Whether a rest can end in time, where something may happen then. */
  private boolean leadsOn(boolean[] mask, Past past, long clock, long latest, boolean sounds) {
    for (int clocks = 1; clocks <= Vocabulary.MAX_DUR_CLOCKS; clocks++) {
      if (clock + clocks > latest) {
        return false;
      }
      if (mask[Vocabulary.dur(clocks)] && (sounds || isOpen(past, clock, clocks))) {
        return true;
      }
    }
    return false;
  }

  /** The first position that a rest leads to at which a note may begin, or the last of all. */
  private long firstBeginning(boolean[] mask, Past past, long clock) {
    for (int clocks = 1; clocks < Vocabulary.MAX_DUR_CLOCKS; clocks++) {
      if (mask[Vocabulary.dur(clocks)] && mayBeginAt(clock + clocks, past)) {
        return clock + clocks;
      }
    }
    return clock + Vocabulary.MAX_DUR_CLOCKS;
  }

  /** Whether it can go on after a rest, in silence. */
  private boolean isOpen(Past past, long clock, int clocks) {
    return clocks == Vocabulary.MAX_DUR_CLOCKS || mayBeginAt(clock + clocks, past);
  }

  /** Whether the partner may begin a note at an instant, having ended what it needs to. */
  private boolean mayBeginAt(long clock, Past past) {
    if (clock < density.freeClock(past)) {
      return false;
    }
    if (pitches.count() > Repetition.LONGEST_FIGURE) {
      return true;
    }
    repetition.look(past, clock);
    for (int pitch = 0; pitch < Vocabulary.PITCHES; pitch++) {
      if (pitches.allows(pitch) && repetition.allows(pitch)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a note may begin once one has been ended that the mask allows to end. */
  private boolean mayBeginAfterEnd(boolean[] mask, Grammar grammar) {
    boolean mayEnd = false;
    boolean mayBegin = false;
    for (int pitch = 0; pitch < Vocabulary.PITCHES; pitch++) {
      boolean ends = mask[Vocabulary.noteOff(pitch)];
      mayEnd |= ends;
      mayBegin |=
          (ends || !grammar.sounds(Part.PARTNER, pitch))
              && pitches.allows(pitch)
              && repetition.allows(pitch);
    }
    return mayEnd && mayBegin;
  }

  /** The lowest pitch that has to be ended now, or {@link #NONE}. */
  private int due(Grammar grammar, Past past, long clock) {
    if (grammar.soundingOf(Part.PARTNER) > 0) {
      for (int pitch = 0; pitch < Vocabulary.PITCHES; pitch++) {
        if (mustEnd(pitch, clock, past, grammar)) {
          return pitch;
        }
      }
    }
    return NONE;
  }

  /** How many of the partner's notes came before one: began earlier, or together and lower. */
  private static int olderThan(int pitch, Past past, Grammar grammar) {
    int older = 0;
    for (int other = 0; other < Vocabulary.PITCHES; other++) {
      if (grammar.sounds(Part.PARTNER, other)) {
        long before = past.beganClock(pitch) - past.beganClock(other);
        older += before > 0 || before == 0 && other < pitch ? 1 : 0;
      }
    }
    return older;
  }

  private void refresh() {
    if (stale) {
      stale = false;
      pitches.look();
      velocities.look();
      density.look();
    }
  }

  private long clocks(double beats) {
    return Math.max(SHORTEST_CLOCKS, (long) (beats * clocksPerBeat + BEFORE_ROUNDING));
  }

  /** The longest rest that a mask allows, 0 for none. */
  private static int longestRest(boolean[] mask) {
    for (int clocks = Vocabulary.MAX_DUR_CLOCKS; clocks > 0; clocks--) {
      if (mask[Vocabulary.dur(clocks)]) {
        return clocks;
      }
    }
    return 0;
  }

  /** The shortest rest that a mask allows; there is one. */
  private static int shortestRest(boolean[] mask) {
    int clocks = 1;
    while (!mask[Vocabulary.dur(clocks)]) {
      clocks++;
    }
    return clocks;
  }

  private static void clearRests(boolean[] mask) {
    for (int clocks = 1; clocks <= Vocabulary.MAX_DUR_CLOCKS; clocks++) {
      mask[Vocabulary.dur(clocks)] = false;
    }
  }
}

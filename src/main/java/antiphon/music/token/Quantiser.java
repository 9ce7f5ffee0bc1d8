package antiphon.music.token;

import static antiphon.music.token.Vocabulary.PITCHES;

import antiphon.music.note.Part;
import antiphon.music.time.Grid;
import java.util.Arrays;

/**
 * Puts notes on the grid as they come, live or from a file, and hands them on in the canonical
 * order once their instant is over. The rules:
 *
 * <ul>
 *   <li>An event snaps to the grid position nearest to it ({@link Grid#snap}), but never before one
 *       already closed.
 *   <li>A note that would end where it begins lasts to the next grid position.
 *   <li>A pitch struck while it sounds is ended and begun again; struck twice in one instant it is
 *       one note, with the greater velocity and the later end.
 *   <li>While a part's sustain pedal is down its notes sound on; they end when it rises or when
 *       their pitch is struck again.
 * </ul>
 *
 * <p>Allocates nothing after construction; not thread-safe.
 */
public final class Quantiser {
  private static final int KEYS = Part.COUNT * PITCHES;

  private final QuantisedSink sink;
  private final boolean[] sounding = new boolean[KEYS];
  private final boolean[] sustained = new boolean[KEYS];
  private final boolean[] pedalDown = new boolean[Part.COUNT];

  // the open instant: ends and onsets that snapped to openClock, and the ends put off to the next
  // grid position
  private final boolean[] openOff = new boolean[KEYS];
  private final int[] openOnVelocity = new int[KEYS];
  private final boolean[] nextOff = new boolean[KEYS];
  private int openEvents;
  private int nextOffs;
  private long openClock;

  public Quantiser(QuantisedSink sink) {
    this.sink = sink;
  }

  /**
   * Forgets everything.
   *
   * @param clock the first position, on the grid
   */
  public void reset(long clock) {
    Arrays.fill(sounding, false);
    Arrays.fill(sustained, false);
    Arrays.fill(pedalDown, false);
    Arrays.fill(openOff, false);
    Arrays.fill(openOnVelocity, 0);
    Arrays.fill(nextOff, false);
    openEvents = 0;
    nextOffs = 0;
    openClock = clock;
  }

  /** Takes over all that another has pending, and what sounds there. */
  public void copyFrom(Quantiser other) {
    System.arraycopy(other.sounding, 0, sounding, 0, KEYS);
    System.arraycopy(other.sustained, 0, sustained, 0, KEYS);
    System.arraycopy(other.pedalDown, 0, pedalDown, 0, pedalDown.length);
    System.arraycopy(other.openOff, 0, openOff, 0, KEYS);
    System.arraycopy(other.openOnVelocity, 0, openOnVelocity, 0, KEYS);
    System.arraycopy(other.nextOff, 0, nextOff, 0, KEYS);
    openEvents = other.openEvents;
    nextOffs = other.nextOffs;
    openClock = other.openClock;
  }

  /** Whether anything is pending at a position. */
  public boolean isPendingAt(long clock) {
    return openEvents > 0 && openClock == clock;
  }

  /** The position of the open instant: nothing can be placed before it. */
  public long openClock() {
    return openClock;
  }

  /**
   * @param tick when, in ticks
   * @param velocity 1 to 127
   */
  public void noteOn(Part part, int pitch, int velocity, long tick) {
    advanceTo(Grid.snap(tick));
    int key = key(part, pitch);
    sustained[key] = false;
    if (openOnVelocity[key] > 0) {
      openOnVelocity[key] = Math.max(openOnVelocity[key], velocity);
      if (nextOff[key]) {
        nextOff[key] = false;
        nextOffs--;
      }
    } else {
      if (sounding[key]) {
        open(openOff, key);
      }
      openOnVelocity[key] = velocity;
      openEvents++;
    }
    sounding[key] = true;
  }

  /** An end without an onset is passed over. */
  public void noteOff(Part part, int pitch, long tick) {
    int key = key(part, pitch);
    if (!sounding[key]) {
      return;
    }
    if (pedalDown[part.ordinal()]) {
      sustained[key] = true;
      return;
    }
    advanceTo(Grid.snap(tick));
    release(key);
  }

  public void pedal(Part part, boolean down, long tick) {
    if (pedalDown[part.ordinal()] == down) {
      return;
    }
    pedalDown[part.ordinal()] = down;
    if (!down) {
      advanceTo(Grid.snap(tick));
      for (int key = key(part, 0); key <= key(part, PITCHES - 1); key++) {
        if (sustained[key]) {
          sustained[key] = false;
          release(key);
        }
      }
    }
  }

  public boolean pedalDown(Part part) {
    return pedalDown[part.ordinal()];
  }

  /**
   * Takes up hearing after another has been writing tokens: nothing is placed before {@code clock}
   * any more, and the given pitches of a part are known to sound.
   *
   * @param clock on the grid
   * @param grammar says which pitches sound
   */
  public void resume(long clock, Part part, Grammar grammar) {
    advanceTo(clock);
    for (int pitch = 0; pitch < PITCHES; pitch++) {
      sounding[key(part, pitch)] = grammar.sounds(part, pitch);
    }
  }

  /** Ends all that sounds of a part. */
  public void allNotesOff(Part part, long tick) {
    pedal(part, false, tick);
    for (int pitch = 0; pitch < PITCHES; pitch++) {
      noteOff(part, pitch, tick);
    }
  }

  /** How many pitches of a part sound, those that only the pedal holds among them. */
  public int sounding(Part part) {
    int count = 0;
    for (int pitch = 0; pitch < PITCHES; pitch++) {
      count += sounding[key(part, pitch)] ? 1 : 0;
    }
    return count;
  }

  /**
   * Closes every instant before the position to which a tick snaps: nothing that comes at this tick
   * or later can belong to them.
   */
  public void advance(long tick) {
    advanceTo(Grid.snap(tick));
  }

  /** Closes the last instant too. What still sounds goes on sounding. */
  public void flush() {
    closeOpen();
    if (nextOffs > 0) {
      openNext();
      closeOpen();
    }
  }

  private void advanceTo(long clock) {
    if (clock <= openClock) {
      return;
    }
    closeOpen();
    if (nextOffs > 0) {
      openNext();
      if (clock <= openClock) {
        return;
      }
      closeOpen();
    }
    openClock = clock;
  }

  private void release(int key) {
    if (openOnVelocity[key] > 0) {
      nextOff[key] = true;
      nextOffs++;
    } else {
      open(openOff, key);
    }
    sounding[key] = false;
  }

  private void open(boolean[] events, int key) {
    events[key] = true;
    openEvents++;
  }

  private void openNext() {
    openClock = Grid.next(openClock);
    for (int key = 0; key < KEYS; key++) {
      if (nextOff[key]) {
        nextOff[key] = false;
        open(openOff, key);
      }
    }
    nextOffs = 0;
  }

  private void closeOpen() {
    if (openEvents == 0) {
      return;
    }
    for (int ordinal = 0; ordinal < Part.COUNT; ordinal++) {
      Part part = Part.of(ordinal);
      for (int pitch = 0; pitch < PITCHES; pitch++) {
        int key = key(part, pitch);
        if (openOff[key]) {
          openOff[key] = false;
          sink.noteOff(openClock, part, pitch);
        }
      }
      for (int pitch = 0; pitch < PITCHES; pitch++) {
        int key = key(part, pitch);
        if (openOnVelocity[key] > 0) {
          int velocity = openOnVelocity[key];
          openOnVelocity[key] = 0;
          sink.noteOn(openClock, part, pitch, velocity);
        }
      }
    }
    openEvents = 0;
  }

  private static int key(Part part, int pitch) {
    return part.ordinal() * PITCHES + pitch;
  }
}

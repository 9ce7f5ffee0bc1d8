package antiphon.music.token;

import static antiphon.music.token.Vocabulary.MAX_DUR_CLOCKS;
import static antiphon.music.token.Vocabulary.PITCHES;
import static antiphon.music.token.Vocabulary.SIZE;

import antiphon.music.note.Part;
import antiphon.music.time.Grid;
import java.util.Arrays;

/**
 * Where a sequence of tokens stands: its position, who speaks, what sounds, and which tokens may
 * follow. There is always at least one. Allocates nothing after construction; not thread-safe.
 */
public final class Grammar {
  /** The velocity bin of each part before the first {@code VELOCITY}. */
  public static final int INITIAL_VELOCITY_BIN = 4;

  private final boolean[] sounding = new boolean[Part.COUNT * PITCHES];
  private final int[] velocityBin = new int[Part.COUNT];
  private final int[] soundingOfPart = new int[Part.COUNT];
  private long positionClock;
  private Part speaker;

  // of the instant
  private boolean changed;
  private boolean restMayGoOn;
  private boolean speakerFixed;
  private boolean partnerHasSpoken;
  // of the speaker's turn in the instant
  private int lastOff;
  private int lastOn;
  private boolean partPending;
  private boolean velocityPending;

  public Grammar() {
    reset(0);
  }

  /**
   * Begins anew: silence, the player speaking, initial velocities.
   *
   * @param clock the position, on the grid
   */
  public void reset(long clock) {
    if (!Grid.contains(clock)) {
      throw new IllegalArgumentException("clock " + clock + " is not on the grid");
    }
    Arrays.fill(sounding, false);
    Arrays.fill(soundingOfPart, 0);
    Arrays.fill(velocityBin, INITIAL_VELOCITY_BIN);
    positionClock = clock;
    speaker = Part.PLAYER;
    beginInstant();
    restMayGoOn = true;
  }

  public void copyFrom(Grammar other) {
    System.arraycopy(other.sounding, 0, sounding, 0, sounding.length);
    System.arraycopy(other.soundingOfPart, 0, soundingOfPart, 0, soundingOfPart.length);
    System.arraycopy(other.velocityBin, 0, velocityBin, 0, velocityBin.length);
    positionClock = other.positionClock;
    speaker = other.speaker;
    changed = other.changed;
    restMayGoOn = other.restMayGoOn;
    speakerFixed = other.speakerFixed;
    partnerHasSpoken = other.partnerHasSpoken;
    lastOff = other.lastOff;
    lastOn = other.lastOn;
    partPending = other.partPending;
    velocityPending = other.velocityPending;
  }

  public long positionClock() {
    return positionClock;
  }

  public Part speaker() {
    return speaker;
  }

  public boolean sounds(Part part, int pitch) {
    return sounding[key(part, pitch)];
  }

  /** How many pitches of a part sound. */
  public int soundingOf(Part part) {
    return soundingOfPart[part.ordinal()];
  }

  public int velocityBin(Part part) {
    return velocityBin[part.ordinal()];
  }

  /**
   * Moves the position on without a token: a rest too long to be worth hearing.
   *
   * @param clocks keeps the position on the grid
   */
  public void skip(long clocks) {
    if (!Grid.contains(positionClock + clocks)) {
      throw new IllegalArgumentException(clocks + " clocks lead off the grid");
    }
    positionClock += clocks;
  }

  /** Whether a token may come next. */
  public boolean legal(int id) {
    int value = Vocabulary.value(id);
    return switch (Vocabulary.kind(id)) {
      case NOTE_ON -> value > lastOn && !sounding[key(speaker, value)];
      case NOTE_OFF ->
          !velocityPending && lastOn < 0 && value > lastOff && sounding[key(speaker, value)];
      case DUR ->
          !partPending
              && !velocityPending
              && (changed || restMayGoOn)
              && Grid.contains(positionClock + value);
      case VELOCITY ->
          !velocityPending && value != velocityBin[speaker.ordinal()] && canBeginNote();
      case PART -> legalPart(Part.of(value));
      case START -> false;
    };
  }

  /**
   * Writes which tokens may come next.
   *
   * @param mask [{@value Vocabulary#SIZE}]
   */
  public void mask(boolean[] mask) {
    for (int id = 0; id < SIZE; id++) {
      mask[id] = legal(id);
    }
  }

  /**
   * Takes a token.
   *
   * @throws IllegalArgumentException when it is not {@link #legal}; nothing has changed then
   */
  public void apply(int id) {
    if (!legal(id)) {
      throw new IllegalArgumentException(Vocabulary.describe(id) + " may not come here");
    }
    int value = Vocabulary.value(id);
    switch (Vocabulary.kind(id)) {
      case NOTE_ON -> {
        setSounding(value, true);
        lastOn = value;
        event();
      }
      case NOTE_OFF -> {
        setSounding(value, false);
        lastOff = value;
        event();
      }
      case DUR -> {
        positionClock += value;
        beginInstant();
        restMayGoOn = value == MAX_DUR_CLOCKS;
      }
      case VELOCITY -> {
        velocityBin[speaker.ordinal()] = value;
        velocityPending = true;
        partPending = false;
      }
      case PART -> {
        speaker = Part.of(value);
        speakerFixed = true;
        partPending = true;
        lastOff = -1;
        lastOn = -1;
      }
      case START -> throw new IllegalStateException("START is never legal");
    }
  }

  private boolean legalPart(Part part) {
    if (part == speaker || partPending || velocityPending) {
      return false;
    }
    return part == Part.PARTNER || (!partnerHasSpoken && !speakerFixed);
  }

  /**
   * Whether the speaker may begin a note now: there must be a pitch that {@code NOTE_ON} may name.
   */
  private boolean canBeginNote() {
    for (int pitch = PITCHES - 1; pitch > lastOn; pitch--) {
      if (!sounding[key(speaker, pitch)]) {
        return true;
      }
    }
    return false;
  }

  private void event() {
    changed = true;
    partPending = false;
    velocityPending = false;
    partnerHasSpoken |= speaker == Part.PARTNER;
  }

  private void beginInstant() {
    changed = false;
    restMayGoOn = false;
    speakerFixed = false;
    partnerHasSpoken = false;
    lastOff = -1;
    lastOn = -1;
    partPending = false;
    velocityPending = false;
  }

  private void setSounding(int pitch, boolean sounds) {
    sounding[key(speaker, pitch)] = sounds;
    soundingOfPart[speaker.ordinal()] += sounds ? 1 : -1;
  }

  private static int key(Part part, int pitch) {
    return part.ordinal() * PITCHES + pitch;
  }
}

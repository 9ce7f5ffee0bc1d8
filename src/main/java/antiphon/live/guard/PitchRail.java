package antiphon.live.guard;

import antiphon.live.api.KeyLock;
import antiphon.live.api.Parameter;
import antiphon.live.api.RealTimeSafe;
import antiphon.live.api.Scale;
import antiphon.music.token.Vocabulary;

/**
 * Which pitches there are. In this order: the range of what is sent; the chord; the key, where the
 * chord has a note of it, else the chord alone; the register of the call, an octave of the range at
 * the least. Where the range has none of the chord or key, there are none.
 *
 * <p>Key, chord and register are of what is heard and played, the range of what is sent after
 * transposing.
 */
final class PitchRail {
  static final int ALL_PITCH_CLASSES = 0xFFF;

  private static final int PITCH_CLASSES = 12;

  /** A key is taken from this confidence on, and dropped below the other. */
  private static final double SURE = 0.5;

  private static final double DOUBTFUL = 0.25;

  // half of the window round the register: so wide at full strength, and so much more at none
  private static final double NARROWEST_SEMITONES = 6;
  private static final double SPREADS = 1.5;
  private static final double LOOSENESS_SEMITONES = 36;

  private final boolean[] allowed = new boolean[Vocabulary.PITCHES];
  private final KeyFinder finder;
  private final CallProfile call;
  private final HeldChord chord;
  private int lowest = (int) Parameter.LOWEST_PITCH.defaultValue();
  private int highest = (int) Parameter.HIGHEST_PITCH.defaultValue();
  private int transpose;
  private double registerFollow;
  private KeyLock keyLock = KeyLock.OFF;
  private int tonic;
  private Scale scale = Scale.MAJOR;
  private boolean chordLock;
  private int foundKey = ALL_PITCH_CLASSES;
  private int count;

  PitchRail(KeyFinder finder, CallProfile call, HeldChord chord) {
    this.finder = finder;
    this.call = call;
    this.chord = chord;
  }

  @RealTimeSafe
  void set(Parameter parameter, double value) {
    switch (parameter) {
      case LOWEST_PITCH -> lowest = (int) value;
      case HIGHEST_PITCH -> highest = (int) value;
      case TRANSPOSE_OUT -> transpose = (int) value;
      case REGISTER_FOLLOW -> registerFollow = value;
      case KEY_LOCK -> keyLock = KeyLock.of(value);
      case TONIC -> tonic = (int) value;
      case SCALE -> scale = Scale.of(value);
      case CHORD_LOCK -> chordLock = value != 0;
      default -> {
        // not of pitches
      }
    }
  }

  /** Takes or drops the key that was found: after every note, whether it is asked for or not. */
  @RealTimeSafe
  void takeKey() {
    if (finder.confidence() >= SURE) {
      foundKey = finder.pitchClasses();
    } else if (finder.confidence() < DOUBTFUL) {
      foundKey = ALL_PITCH_CLASSES;
    }
  }

  /** Finds the pitches anew: something has changed of what they depend on. */
  @RealTimeSafe
  void look() {
    int low = Math.max(0, Math.min(lowest, highest) - transpose);
    int high = Math.min(Vocabulary.PITCHES - 1, Math.max(lowest, highest) - transpose);
    int from = low;
    int to = high;
    if (registerFollow > 0 && call.known()) {
      double half =
          Math.max(NARROWEST_SEMITONES, SPREADS * call.pitchSpread())
              + (1 - registerFollow) * LOOSENESS_SEMITONES;
      from = (int) Math.ceil(call.medianPitch() - half);
      to = (int) Math.floor(call.medianPitch() + half);
      // an octave at the least, if the range has one: every pitch class is in it
      from = Math.max(low, Math.min(from, high - PITCH_CLASSES + 1));
      to = Math.min(high, Math.max(to, low + PITCH_CLASSES - 1));
    }
    allow(from, to, pitchClasses());
  }

  /** The key that is kept to, as bits, that of C the lowest. */
  @RealTimeSafe
  int key() {
    return switch (keyLock) {
      case OFF -> ALL_PITCH_CLASSES;
      case GIVEN -> scale.pitchClasses(tonic);
      case FOUND -> foundKey;
    };
  }

  @RealTimeSafe
  boolean allows(int pitch) {
    return allowed[pitch];
  }

  /** How many pitches there are. */
  @RealTimeSafe
  int count() {
    return count;
  }

  private int pitchClasses() {
    int key = key();
    if (!chordLock || chord.pitchClasses() == 0) {
      return key;
    }
    int both = key & chord.pitchClasses();
    return both != 0 ? both : chord.pitchClasses();
  }

  private void allow(int low, int high, int classes) {
    count = 0;
    for (int pitch = 0; pitch < Vocabulary.PITCHES; pitch++) {
      allowed[pitch] = pitch >= low && pitch <= high && (classes >> pitch % PITCH_CLASSES & 1) != 0;
      count += allowed[pitch] ? 1 : 0;
    }
  }
}

package antiphon.live.guard;

import static antiphon.music.time.MusicalTime.TICKS_PER_CLOCK;

import antiphon.live.api.RealTimeSafe;
import antiphon.live.api.Scale;
import antiphon.music.time.Meter;
import antiphon.music.token.Vocabulary;

/**
 * The key of what was played last. Each note weighs as it is long, and something for its onset;
 * weights fade by half in three bars, so that some eight bars count. The key is the one whose
 * profile correlates best with the weights of the pitch classes (Krumhansl 1990, "Cognitive
 * Foundations of Musical Pitch", chapter 4), with the profiles of Temperley 2001, "The Cognition of
 * Basic Musical Structures", chapter 7, in which the leading note of minor counts.
 *
 * <p>Allocates nothing after construction; not thread-safe.
 */
public final class KeyFinder {
  private static final int PITCH_CLASSES = 12;
  private static final int KEYS = 2 * PITCH_CLASSES;
  private static final int MINOR_THIRD = 3;

  private static final double[] MAJOR = {5, 2, 3.5, 2, 4.5, 4, 2, 4.5, 2, 3.5, 1.5, 4};
  private static final double[] MINOR = {5, 2, 3.5, 4.5, 2, 4, 2, 4.5, 3.5, 2, 1.5, 4};

  private static final double HALF_LIFE_BARS = 3;
  private static final double ONSET_BEATS = 0.5;
  private static final double LONGEST_BEATS = 2;

  /** With so many onsets, faded ones for less, all is said that they can say. */
  private static final double ENOUGH_ONSETS = 8;

  /** A correlation that is better by so much is beyond doubt. */
  private static final double CLEAR_MARGIN = 0.3;

  private static final long NONE = Long.MIN_VALUE;

  private final double[][] profiles = new double[KEYS][PITCH_CLASSES];
  private final double[] weight = new double[PITCH_CLASSES];
  private final double[] correlation = new double[KEYS];
  private final long[] beganTick = new long[Vocabulary.PITCHES];
  private final double halfLifeTicks;
  private final double beatTicks;
  private double onsets;
  private long nowTick;
  private boolean stale;
  private int best;
  private double confidence;

  public KeyFinder(Meter meter) {
    beatTicks = meter.clocksPerBeat() * TICKS_PER_CLOCK;
    halfLifeTicks = HALF_LIFE_BARS * meter.clocksPerBar() * TICKS_PER_CLOCK;
    for (int key = 0; key < KEYS; key++) {
      normalise(key < PITCH_CLASSES ? MAJOR : MINOR, key % PITCH_CLASSES, profiles[key]);
    }
    forget();
  }

  /**
   * Hears an onset.
   *
   * @param tick one that steps back counts as at the last
   */
  @RealTimeSafe
  public void noteOn(int pitch, long tick) {
    fade(tick);
    end(pitch, tick);
    beganTick[pitch] = tick;
    weight[pitch % PITCH_CLASSES] += ONSET_BEATS;
    onsets++;
    stale = true;
  }

  /** Hears an end; one without an onset is passed over. */
  @RealTimeSafe
  public void noteOff(int pitch, long tick) {
    if (beganTick[pitch] != NONE) {
      fade(tick);
      end(pitch, tick);
      stale = true;
    }
  }

  @RealTimeSafe
  public void forget() {
    for (int i = 0; i < PITCH_CLASSES; i++) {
      weight[i] = 0;
    }
    for (int pitch = 0; pitch < beganTick.length; pitch++) {
      beganTick[pitch] = NONE;
    }
    onsets = 0;
    nowTick = NONE;
    best = 0;
    confidence = 0;
    stale = false;
  }

  /** Pitch class, 0 to 11. */
  @RealTimeSafe
  public int tonic() {
    look();
    return best % PITCH_CLASSES;
  }

  @RealTimeSafe
  public boolean minor() {
    look();
    return best >= PITCH_CLASSES;
  }

  /**
   * How sure the key is, 0 to 1: by how much it correlates better than the second best, its
   * relative left out because that has the same notes; and less where little was played.
   */
  @RealTimeSafe
  public double confidence() {
    look();
    return confidence;
  }

  /**
   * The notes of the key as bits, that of C the lowest; minor has its seventh degree raised and
   * not.
   */
  @RealTimeSafe
  public int pitchClasses() {
    int tonic = tonic();
    return minor()
        ? Scale.MINOR.pitchClasses(tonic) | Scale.HARMONIC_MINOR.pitchClasses(tonic)
        : Scale.MAJOR.pitchClasses(tonic);
  }

  private void fade(long tick) {
    if (nowTick == NONE) {
      nowTick = tick;
    } else if (tick > nowTick) {
      double left = Math.pow(0.5, (tick - nowTick) / halfLifeTicks);
      for (int i = 0; i < PITCH_CLASSES; i++) {
        weight[i] *= left;
      }
      onsets *= left;
      nowTick = tick;
    }
  }

  private void end(int pitch, long tick) {
    if (beganTick[pitch] != NONE) {
      double beats = (tick - beganTick[pitch]) / beatTicks;
      weight[pitch % PITCH_CLASSES] += Math.max(0, Math.min(LONGEST_BEATS, beats));
      beganTick[pitch] = NONE;
    }
  }

  private void look() {
    if (!stale) {
      return;
    }
    stale = false;
    double mean = 0;
    for (int i = 0; i < PITCH_CLASSES; i++) {
      mean += weight[i] / PITCH_CLASSES;
    }
    double square = 0;
    for (int i = 0; i < PITCH_CLASSES; i++) {
      square += (weight[i] - mean) * (weight[i] - mean);
    }
    double length = Math.sqrt(square);
    best = 0;
    for (int key = 0; key < KEYS; key++) {
      double product = 0;
      for (int i = 0; i < PITCH_CLASSES; i++) {
        product += (weight[i] - mean) * profiles[key][i];
      }
      correlation[key] = length > 0 ? product / length : 0;
      if (correlation[key] > correlation[best]) {
        best = key;
      }
    }
    double second = -1;
    for (int key = 0; key < KEYS; key++) {
      if (key != best && key != relative(best)) {
        second = Math.max(second, correlation[key]);
      }
    }
    double margin = Math.min(1, (correlation[best] - second) / CLEAR_MARGIN);
    confidence = margin * Math.min(1, onsets / ENOUGH_ONSETS);
  }

  private static int relative(int key) {
    return key < PITCH_CLASSES
        ? PITCH_CLASSES + (key + PITCH_CLASSES - MINOR_THIRD) % PITCH_CLASSES
        : (key + MINOR_THIRD) % PITCH_CLASSES;
  }

  /** Centred and of length 1, with the tonic in its place. */
  private static void normalise(double[] profile, int tonic, double[] into) {
    double mean = 0;
    for (double value : profile) {
      mean += value / PITCH_CLASSES;
    }
    double square = 0;
    for (double value : profile) {
      square += (value - mean) * (value - mean);
    }
    for (int degree = 0; degree < PITCH_CLASSES; degree++) {
      into[(degree + tonic) % PITCH_CLASSES] = (profile[degree] - mean) / Math.sqrt(square);
    }
  }
}

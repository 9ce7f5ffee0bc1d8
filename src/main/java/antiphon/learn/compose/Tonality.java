package antiphon.learn.compose;

import antiphon.music.note.Note;
import java.util.List;

/**
 * A key.
 *
 * @param tonic pitch class, 0 (C) to 11
 */
record Tonality(int tonic, boolean minor) {
  static final int PITCH_CLASSES = 12;

  /** How well each degree fits, in major and in minor (Krumhansl and Kessler 1982). */
  private static final double[] MAJOR = {
    6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88
  };

  private static final double[] MINOR = {
    6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17
  };

  private static final String[] NAMES = {
    "C", "D flat", "D", "E flat", "E", "F", "F sharp", "G", "A flat", "A", "B flat", "B"
  };

  private static final int FIFTH = 7;
  private static final int MINOR_THIRD = 3;

  /**
   * The key whose profile correlates best with the sounding time of the pitch classes (Krumhansl
   * and Schmuckler).
   *
   * @param sounding [{@value #PITCH_CLASSES}]
   */
  static Tonality of(double[] sounding) {
    Tonality best = new Tonality(0, false);
    double bestCorrelation = Double.NEGATIVE_INFINITY;
    for (int tonic = 0; tonic < PITCH_CLASSES; tonic++) {
      for (boolean minor : new boolean[] {false, true}) {
        double correlation = correlation(sounding, minor ? MINOR : MAJOR, tonic);
        if (correlation > bestCorrelation) {
          bestCorrelation = correlation;
          best = new Tonality(tonic, minor);
        }
      }
    }
    return best;
  }

  /** [{@value #PITCH_CLASSES}]: how long each pitch class sounds, in ticks. */
  static double[] soundingTicks(List<Note> notes) {
    double[] ticks = new double[PITCH_CLASSES];
    for (Note note : notes) {
      ticks[note.pitch() % PITCH_CLASSES] += note.offTick() - note.onTick();
    }
    return ticks;
  }

  Tonality transposed(int semitones) {
    return new Tonality(Math.floorMod(tonic + semitones, PITCH_CLASSES), minor);
  }

  /** How many accidentals the signatures differ by, 0 to 6: steps on the circle of fifths. */
  int fifthsFrom(Tonality other) {
    int steps = Math.floorMod((signature() - other.signature()) * FIFTH, PITCH_CLASSES);
    return Math.min(steps, PITCH_CLASSES - steps);
  }

  @Override
  public String toString() {
    return NAMES[tonic] + (minor ? " minor" : " major");
  }

  /** The tonic of the major key with the same signature. */
  private int signature() {
    return minor ? (tonic + MINOR_THIRD) % PITCH_CLASSES : tonic;
  }

  /** Pearson's correlation; 0 where all pitch classes sound alike. */
  private static double correlation(double[] sounding, double[] profile, int tonic) {
    double mean = 0;
    double profileMean = 0;
    for (int i = 0; i < PITCH_CLASSES; i++) {
      mean += sounding[i] / PITCH_CLASSES;
      profileMean += profile[i] / PITCH_CLASSES;
    }
    double product = 0;
    double square = 0;
    double profileSquare = 0;
    for (int i = 0; i < PITCH_CLASSES; i++) {
      double x = sounding[(i + tonic) % PITCH_CLASSES] - mean;
      double y = profile[i] - profileMean;
      product += x * y;
      square += x * x;
      profileSquare += y * y;
    }
    return square > 0 ? product / Math.sqrt(square * profileSquare) : 0;
  }
}

package antiphon.learn.compose;

import antiphon.learn.compose.SeedWindow.Features;
import java.util.Map;

/** How the terms of a join are measured, where several searches measure them alike. */
final class JoinMeasures {
  static final int LOWEST_TRANSPOSITION = -5;
  static final int HIGHEST_TRANSPOSITION = 6;

  private static final double OCTAVE = 12;
  private static final double TRITONE = 6;
  private static final double HALF_CIRCLE_OF_FIFTHS = 6;
  private static final double OTHER_MODE = 1.0 / 12;

  private JoinMeasures() {}

  /** Puts all terms that depend on the transposition of the second window and on pitch alone. */
  static void putPitchTerms(
      Map<JoinTerm, Double> terms, Features first, Features second, int semitones) {
    Tonality firstKey = first.key();
    Tonality secondKey = second.key().transposed(semitones);
    terms.put(
        JoinTerm.KEY,
        firstKey.fifthsFrom(secondKey) / HALF_CIRCLE_OF_FIFTHS
            + (firstKey.minor() == secondKey.minor() ? 0 : OTHER_MODE));
    terms.put(JoinTerm.PITCH_CLASSES, 1 - cosine(first.sounding(), second.sounding(), semitones));
    terms.put(JoinTerm.TRANSPOSITION, Math.abs(semitones) / TRITONE);
    terms.put(
        JoinTerm.REGISTER, Math.abs(second.meanPitch() + semitones - first.meanPitch()) / OCTAVE);
  }

  static double octaves(double x, double y) {
    return Math.abs(Math.log(x / y) / Math.log(2));
  }

  /** Of the angle between two histograms, the second rotated upwards. */
  static double cosine(double[] x, double[] y, int rotation) {
    double product = 0;
    double squareOfX = 0;
    double squareOfY = 0;
    for (int i = 0; i < x.length; i++) {
      product += x[i] * y[Math.floorMod(i - rotation, y.length)];
      squareOfX += x[i] * x[i];
      squareOfY += y[i] * y[i];
    }
    return product / Math.sqrt(squareOfX * squareOfY);
  }
}

package antiphon.live.follow;

import static antiphon.live.follow.Likelihood.bell;

/** How likely a tempo is before anything was heard: near the one before, or else a usual one. */
final class TempoPrior {
  static final double USUAL_TEMPO_BPM = 105;

  private static final double MS_PER_MINUTE = 60_000;
  private static final double USUAL_SPREAD = .4;
  private static final double KEPT_SPREAD = .06;
  private static final double KEPT_SHARE = .97;
  private static final double LEAST = 1e-9;

  private final double beatQuarters;

  /**
   * @param beatQuarters length of a beat in quarter notes
   */
  TempoPrior(double beatQuarters) {
    this.beatQuarters = beatQuarters;
  }

  /**
   * @param previousTempoBpm quarter notes a minute, or {@link PhraseTempo#UNKNOWN}
   */
  double log(double beatMs, double previousTempoBpm) {
    double tempoBpm = MS_PER_MINUTE * beatQuarters / beatMs;
    double usual = bell(Math.log(tempoBpm / USUAL_TEMPO_BPM), USUAL_SPREAD) + LEAST;
    if (!(previousTempoBpm > 0)) {
      return Math.log(usual);
    }
    double kept = bell(Math.log(tempoBpm / previousTempoBpm), KEPT_SPREAD);
    return Math.log((1 - KEPT_SHARE) * usual + KEPT_SHARE * kept);
  }
}

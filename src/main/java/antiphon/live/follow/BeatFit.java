package antiphon.live.follow;

/** Fits beats to onsets, each taken to be at the place that is nearest, by robust least squares. */
final class BeatFit {
  private static final int ROUNDS = 4;
  private static final double FIRST_JITTER_MS = 30;
  private static final double JITTER_MS = 22;
  // a line that has become another beat is none of this candidate's
  private static final double MOST_CHANGE = .03;
  private static final double LEAST_SPREAD = 1e-9;

  private final MetricProfile profile;

  BeatFit(MetricProfile profile) {
    this.profile = profile;
  }

  /** Gives a candidate the length and the phase that fit best. */
  void fit(Phrase phrase, BeatCandidates candidates, int candidate) {
    double beatMs = candidates.beatMs(candidate);
    double phaseMs = candidates.phaseMs(candidate);
    for (int round = 0; round < ROUNDS; round++) {
      double jitterMs = round == 0 ? FIRST_JITTER_MS : JITTER_MS;
      double sum = 0;
      double sumX = 0;
      double sumY = 0;
      double sumXx = 0;
      double sumXy = 0;
      for (int i = 0; i < phrase.count(); i++) {
        double ms = phrase.timeMs(i);
        double beat = Math.floor((ms - phaseMs) / beatMs);
        double inBeatMs = ms - phaseMs - beat * beatMs;
        int place = likelyPlace(inBeatMs, beatMs);
        double at = place == profile.placesInBeat() ? 1 : profile.at(place);
        double far = (inBeatMs - at * beatMs) / jitterMs;
        double weight = weight(place) / (1 + far * far * far * far / 16);
        double x = beat + at;
        sum += weight;
        sumX += weight * x;
        sumY += weight * ms;
        sumXx += weight * x * x;
        sumXy += weight * x * ms;
      }
      double spread = sum * sumXx - sumX * sumX;
      if (spread < LEAST_SPREAD) {
        return;
      }
      double fittedMs = (sum * sumXy - sumX * sumY) / spread;
      if (Math.abs(fittedMs / beatMs - 1) > MOST_CHANGE) {
        break;
      }
      phaseMs = (sumY - fittedMs * sumX) / sum;
      beatMs = fittedMs;
    }
    candidates.fit(candidate, beatMs, phaseMs);
  }

  /** The nearest place, unlikely ones seen as further away; one past the last is the next beat. */
  private int likelyPlace(double inBeatMs, double beatMs) {
    int best = 0;
    double bestMs = Double.MAX_VALUE;
    for (int place = 0; place <= profile.placesInBeat(); place++) {
      boolean next = place == profile.placesInBeat();
      double farMs = Math.abs(inBeatMs - (next ? 1 : profile.at(place)) * beatMs) + detourMs(place);
      if (farMs < bestMs) {
        bestMs = farMs;
        best = place;
      }
    }
    return best;
  }

  private double detourMs(int place) {
    return switch (kind(place)) {
      case 1 -> 0;
      case 2 -> 3;
      case 3, 4 -> 10;
      default -> 25;
    };
  }

  private double weight(int place) {
    return switch (kind(place)) {
      case 1 -> 1;
      case 2 -> .8;
      case 3, 4 -> .5;
      default -> .15;
    };
  }

  private int kind(int place) {
    return place == profile.placesInBeat() ? MetricProfile.BEAT : profile.kind(place);
  }
}

package antiphon.live.follow;

import static antiphon.live.follow.Likelihood.STRAY_ONSETS_PER_MS;
import static antiphon.live.follow.Likelihood.TRUST;
import static antiphon.live.follow.Likelihood.bell;
import static antiphon.live.follow.Likelihood.logOfSum;

import java.util.Arrays;

/**
 * Scores beat lengths on a fine logarithmic grid, each with all its phases, by the likelihood of
 * the onsets and by how near they come to the tempo before, in a few textures and with one width of
 * jitter. Allocates nothing after construction.
 */
final class BeatSearch {
  private static final double MS_PER_MINUTE = 60_000;
  private static final double PERIOD_STEP = .01;
  private static final int PERIODS =
      (int) (Math.log(PhraseTempo.MAX_TEMPO_BPM / PhraseTempo.MIN_TEMPO_BPM) / PERIOD_STEP) + 1;
  private static final double PHASE_STEP_MS = 25;
  private static final int FEWEST_PHASES = 24;
  private static final double JITTER_MS = 30;
  private static final int NEIGHBOURS = 3;
  private static final int BEFORE_UNDERFLOW = 16;

  private final MetricProfile profile;
  private final TempoPrior prior;
  private final double[][] scores = new double[PERIODS][];
  private final double[][] rates;
  private final double[][] density;
  private final int[] bins = new int[Phrase.MOST_INSTANTS];

  BeatSearch(MetricProfile profile, TempoPrior prior) {
    this.profile = profile;
    this.prior = prior;
    int mostPhases = 0;
    for (int period = 0; period < PERIODS; period++) {
      int phases = phases(beatMs(period));
      scores[period] = new double[phases];
      mostPhases = Math.max(mostPhases, phases);
    }
    rates = new double[Accents.KINDS][mostPhases];
    density = new double[MetricProfile.PLACES][mostPhases];
  }

  private double beatMs(int period) {
    return MS_PER_MINUTE
        / PhraseTempo.MAX_TEMPO_BPM
        * Math.exp(period * PERIOD_STEP)
        * profile.beatQuarters();
  }

  private static int phases(double beatMs) {
    return Math.max(FEWEST_PHASES, (int) Math.round(beatMs / PHASE_STEP_MS));
  }

  /**
   * Scores every beat length in every phase, and offers the local maxima.
   *
   * @param previousTempoBpm quarter notes a minute, or {@link PhraseTempo#UNKNOWN}
   */
  void search(Phrase phrase, double previousTempoBpm, BeatCandidates candidates) {
    for (int period = 0; period < PERIODS; period++) {
      scorePhases(phrase, period, previousTempoBpm);
    }
    candidates.clear();
    for (int period = 0; period < PERIODS; period++) {
      double beatMs = beatMs(period);
      int phases = scores[period].length;
      for (int phase = 0; phase < phases; phase++) {
        if (isLocalMaximum(phrase, period, phase)) {
          double phaseMs = phrase.firstMs() + phase * beatMs / phases;
          candidates.offer(beatMs, phaseMs, scores[period][phase]);
        }
      }
    }
  }

  private void scorePhases(Phrase phrase, int period, double previousTempoBpm) {
    double beatMs = beatMs(period);
    double[] score = scores[period];
    int phases = score.length;
    double beats = phrase.lengthMs() / beatMs;
    spread(beatMs, phases);
    for (int i = 0; i < phrase.count(); i++) {
      double inBeat = (phrase.timeMs(i) - phrase.firstMs()) / beatMs;
      bins[i] = (int) ((inBeat - Math.floor(inBeat)) * phases) % phases;
    }
    Arrays.fill(score, Double.NEGATIVE_INFINITY);
    for (int texture : profile.contrastingTextures()) {
      mixRates(texture, phases);
      double silence = profile.logShare(texture) + profile.logSilencePerBeat(texture) * beats;
      for (int phase = 0; phase < phases; phase++) {
        score[phase] = logOfSum(score[phase], silence + logOfOnsets(phrase, phase, phases));
      }
    }
    double logPrior = prior.log(beatMs, previousTempoBpm);
    for (int phase = 0; phase < phases; phase++) {
      score[phase] = TRUST * score[phase] + logPrior;
    }
  }

  private double logOfOnsets(Phrase phrase, int phase, int phases) {
    double log = 0;
    double product = 1;
    int count = phrase.count();
    for (int i = 0; i < count; i++) {
      int bin = bins[i] - phase;
      if (bin < 0) {
        bin += phases;
      }
      double[] kind = phrase.accent(i);
      product *=
          STRAY_ONSETS_PER_MS
              + rates[1][bin] * (.3 * kind[0] + .7 * kind[1])
              + rates[2][bin] * kind[2]
              + rates[3][bin] * kind[3];
      if (i % BEFORE_UNDERFLOW == 0) {
        log += Math.log(product);
        product = 1;
      }
    }
    return log + Math.log(product);
  }

  /** How densely onsets of each kind of place lie over the beat. */
  private void spread(double beatMs, int phases) {
    for (double[] kind : density) {
      Arrays.fill(kind, 0, phases, 0);
    }
    double binMs = beatMs / phases;
    int reach = (int) Math.ceil(4 * JITTER_MS / binMs);
    for (int place = 0; place < profile.placesInBeat(); place++) {
      double[] kind = density[profile.kind(place)];
      double atMs = profile.at(place) * beatMs;
      int middle = (int) Math.round(atMs / binMs);
      for (int bin = middle - reach; bin <= middle + reach; bin++) {
        // onsets of a bin lie in its middle
        kind[Math.floorMod(bin, phases)] += bell(bin * binMs - atMs, JITTER_MS);
      }
    }
  }

  private void mixRates(int texture, int phases) {
    double ofBeat = profile.oddsOfAnyBeat(texture);
    double ofDivision = profile.odds(texture, MetricProfile.DIVISION);
    for (int bin = 0; bin < phases; bin++) {
      rates[1][bin] = ofBeat * density[MetricProfile.BEAT][bin];
      rates[2][bin] = ofDivision * density[MetricProfile.DIVISION][bin];
      double weak = 0;
      for (int kind = MetricProfile.DIVISION + 1; kind < MetricProfile.PLACES; kind++) {
        weak += profile.odds(texture, kind) * density[kind][bin];
      }
      rates[3][bin] = weak;
    }
  }

  private boolean isLocalMaximum(Phrase phrase, int period, int phase) {
    double[] score = scores[period];
    int phases = score.length;
    double value = score[phase];
    if (value <= score[(phase + 1) % phases] || value < score[(phase + phases - 1) % phases]) {
      return false;
    }
    double beatMs = beatMs(period);
    double middleMs = phrase.lengthMs() / 2;
    double phaseMs = phase * beatMs / phases;
    double atMs = phaseMs + Math.rint((middleMs - phaseMs) / beatMs) * beatMs;
    int from = Math.max(0, period - NEIGHBOURS);
    int to = Math.min(PERIODS - 1, period + NEIGHBOURS);
    for (int other = from; other <= to; other++) {
      if (other != period && bestNear(other, atMs) > value) {
        return false;
      }
    }
    return true;
  }

  private double bestNear(int period, double atMs) {
    double[] score = scores[period];
    int phases = score.length;
    double inBeat = atMs / beatMs(period);
    int phase = (int) Math.round((inBeat - Math.floor(inBeat)) * phases) % phases;
    return Math.max(
        score[phase], Math.max(score[(phase + 1) % phases], score[(phase + phases - 1) % phases]));
  }
}

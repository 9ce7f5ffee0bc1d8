package antiphon.live.follow;

import antiphon.live.api.RealTimeSafe;
import antiphon.music.time.Meter;
import java.util.Arrays;

/**
 * Finds tempo, beat and bar line in what was just played, without a clock. Onsets are taken as a
 * point process whose rate depends on the place in the bar ({@link MetricProfile}) and on how the
 * notes of an instant look there ({@link Accents}); every onset may lie some 20 ms beside its
 * place, or anywhere at all with a small rate. Beat lengths on a fine logarithmic grid, each with
 * all its phases, are judged by likelihood and by how near they come to the tempo before; the best
 * are fitted by robust least squares, told apart in each bar phase with several widths of jitter,
 * and weighed against each other and against no beat at all. That weight is the confidence.
 *
 * <p>Hears with {@link #onset} on the mind's thread; {@link #estimate} takes some milliseconds and
 * makes one small object, once a phrase. Same onsets, same answer. Not thread-safe.
 */
public final class PhraseTempo {
  /** To be given as previous tempo where none is known. */
  public static final double UNKNOWN = 0;

  /** How many onsets are kept; the oldest give way. */
  public static final int CAPACITY = 512;

  /** Slowest and fastest quarter notes that are looked for. */
  public static final double MIN_TEMPO_BPM = 40;

  public static final double MAX_TEMPO_BPM = 220;

  /** With fewer instants nothing is said. */
  static final int FEWEST_INSTANTS = 5;

  private static final double NS_PER_MS = 1e6;
  private static final double MS_PER_MINUTE = 60_000;
  private static final long WINDOW_NS = 30_000_000_000L;
  private static final int MOST_INSTANTS = 160;

  // the search
  private static final double PERIOD_STEP = .01;
  private static final int PERIODS =
      (int) (Math.log(MAX_TEMPO_BPM / MIN_TEMPO_BPM) / PERIOD_STEP) + 1;
  private static final double PHASE_STEP_MS = 25;
  private static final int FEWEST_PHASES = 24;
  private static final double SEARCH_JITTER_MS = 30;
  private static final int CANDIDATES = 14;
  private static final int NEIGHBOURS = 3;

  // the model
  private static final double[] JITTERS_MS = {12, 22, 34};
  private static final double STRAY_ONSETS_PER_MS = .15 / 1000;
  // onsets are not independent of each other: their likelihood counts for less than it says
  private static final double TRUST = .2;
  private static final double USUAL_TEMPO_BPM = 105;
  private static final double USUAL_SPREAD = .4;
  private static final double KEPT_SPREAD = .06;
  private static final double KEPT_SHARE = .97;
  private static final double LEAST_PRIOR = 1e-9;

  private static final double ROOT_OF_TWO_PI = Math.sqrt(2 * Math.PI);
  private static final int BEFORE_UNDERFLOW = 16;
  // where a normal density is as good as nothing
  private static final double FAR = 6;

  private final MetricProfile profile;
  private final long[] onsetNs = new long[CAPACITY];
  private final byte[] pitches = new byte[CAPACITY];
  private final byte[] velocities = new byte[CAPACITY];
  private long heard;

  private final Instants instants = new Instants(CAPACITY);
  private final Accents accents = new Accents(CAPACITY);
  private final double[] timeMs = new double[MOST_INSTANTS];
  private final double[][] accent = new double[MOST_INSTANTS][];
  private int count;

  private final double[][] scores = new double[PERIODS][];
  private final double[][] rates;
  private final double[][] density;
  private final int[] bins = new int[MOST_INSTANTS];

  private final double[] candidateMs = new double[CANDIDATES];
  private final double[] candidatePhaseMs = new double[CANDIDATES];
  private final double[] candidateScore = new double[CANDIDATES];
  private final int[] candidateBar = new int[CANDIDATES];
  private final double[] candidateBarShare = new double[CANDIDATES];
  private int candidates;

  private final double[][] near = new double[MOST_INSTANTS][MetricProfile.PLACES];
  private final double[] nearNext = new double[MOST_INSTANTS];
  private final int[] beatOf = new int[MOST_INSTANTS];
  private final double[] barScore;
  private final double[] textureScore;
  private final double[] sumOfTextures;

  public PhraseTempo(Meter meter) {
    profile = new MetricProfile(meter);
    int mostPhases = 0;
    for (int period = 0; period < PERIODS; period++) {
      int phases = phases(beatMs(period));
      scores[period] = new double[phases];
      mostPhases = Math.max(mostPhases, phases);
    }
    rates = new double[Accents.KINDS][mostPhases];
    density = new double[MetricProfile.PLACES][mostPhases];
    for (int i = 0; i < MOST_INSTANTS; i++) {
      accent[i] = new double[Accents.KINDS];
    }
    barScore = new double[profile.beatsInBar()];
    textureScore = new double[profile.beatsInBar()];
    sumOfTextures = new double[profile.beatsInBar()];
  }

  /** Forgets the phrase. */
  @RealTimeSafe
  public void reset() {
    heard = 0;
  }

  /**
   * Hears an onset; one that steps back in time counts as at the time of the last.
   *
   * @param timeNs of the clock, any value
   * @param pitch 0 to 127
   * @param velocity 1 to 127
   */
  @RealTimeSafe
  public void onset(long timeNs, int pitch, int velocity) {
    int slot = (int) (heard % CAPACITY);
    long lastNs = heard > 0 ? onsetNs[(int) ((heard - 1) % CAPACITY)] : timeNs;
    onsetNs[slot] = timeNs - lastNs > 0 ? timeNs : lastNs;
    pitches[slot] = (byte) pitch;
    velocities[slot] = (byte) velocity;
    heard++;
  }

  /**
   * Judges the phrase since {@link #reset}: its last 30 seconds, or its last {@value
   * #MOST_INSTANTS} chords.
   *
   * @param previousTempoBpm quarter notes a minute, or {@link #UNKNOWN}
   * @return with confidence 0, and the previous tempo or a usual one, where too little was played
   */
  public TempoEstimate estimate(double previousTempoBpm) {
    long originNs = gather();
    if (count < FEWEST_INSTANTS) {
      return nothing(previousTempoBpm, originNs);
    }
    search(previousTempoBpm);
    int best = -1;
    for (int i = 0; i < candidates; i++) {
      refine(i);
      judge(i, previousTempoBpm);
      if (best < 0 || candidateScore[i] > candidateScore[best]) {
        best = i;
      }
    }
    if (best < 0) {
      return nothing(previousTempoBpm, originNs);
    }
    double all = logOfNoBeat();
    for (int i = 0; i < candidates; i++) {
      if (!isSameAsOneBefore(i)) {
        all = logOfSum(all, candidateScore[i]);
      }
    }
    double beatMs = candidateMs[best];
    double barMs = beatMs * profile.beatsInBar();
    double phaseMs = candidatePhaseMs[best];
    double barPhaseMs = phaseMs + candidateBar[best] * beatMs;
    double lastMs = timeMs[count - 1];
    return new TempoEstimate(
        Math.round(beatMs / profile.beatQuarters() * NS_PER_MS),
        Math.round(beatMs * NS_PER_MS),
        originNs + Math.round(lastAtOrBefore(lastMs, phaseMs, beatMs) * NS_PER_MS),
        originNs + Math.round(lastAtOrBefore(lastMs, barPhaseMs, barMs) * NS_PER_MS),
        Math.min(1, Math.exp(candidateScore[best] - all)),
        candidateBarShare[best]);
  }

  private TempoEstimate nothing(double previousTempoBpm, long originNs) {
    double tempoBpm = previousTempoBpm > 0 ? previousTempoBpm : USUAL_TEMPO_BPM;
    long quarterNs = Math.round(MS_PER_MINUTE / tempoBpm * NS_PER_MS);
    long beatNs = Math.round(quarterNs * profile.beatQuarters());
    return new TempoEstimate(quarterNs, beatNs, originNs, originNs, 0, 0);
  }

  /** Brings the onsets into chords; answers the instant of 0 ms. */
  private long gather() {
    instants.clear();
    count = 0;
    if (heard == 0) {
      return 0;
    }
    long endNs = onsetNs[(int) ((heard - 1) % CAPACITY)];
    long first = Math.max(0, heard - CAPACITY);
    while (endNs - onsetNs[(int) (first % CAPACITY)] > WINDOW_NS) {
      first++;
    }
    long originNs = onsetNs[(int) (first % CAPACITY)];
    for (long i = first; i < heard; i++) {
      int slot = (int) (i % CAPACITY);
      instants.add((onsetNs[slot] - originNs) / NS_PER_MS, pitches[slot], velocities[slot]);
    }
    if (instants.count() >= FEWEST_INSTANTS) {
      accents.hear(instants, first == 0);
      int skipped = Math.max(0, instants.count() - MOST_INSTANTS);
      count = instants.count() - skipped;
      for (int i = 0; i < count; i++) {
        timeMs[i] = instants.timeMs(skipped + i);
        for (int kind = 0; kind < Accents.KINDS; kind++) {
          accent[i][kind] = accents.of(skipped + i, kind);
        }
      }
    }
    return originNs;
  }

  private double beatMs(int period) {
    return MS_PER_MINUTE / MAX_TEMPO_BPM * Math.exp(period * PERIOD_STEP) * profile.beatQuarters();
  }

  private static int phases(double beatMs) {
    return Math.max(FEWEST_PHASES, (int) Math.round(beatMs / PHASE_STEP_MS));
  }

  /** Scores every beat length in every phase, and keeps the best of the local maxima. */
  private void search(double previousTempoBpm) {
    for (int period = 0; period < PERIODS; period++) {
      scorePhases(period, previousTempoBpm);
    }
    candidates = 0;
    for (int period = 0; period < PERIODS; period++) {
      int phases = scores[period].length;
      for (int phase = 0; phase < phases; phase++) {
        if (isLocalMaximum(period, phase)) {
          keep(period, phase);
        }
      }
    }
  }

  private void scorePhases(int period, double previousTempoBpm) {
    double beatMs = beatMs(period);
    double[] score = scores[period];
    int phases = score.length;
    double beats = (timeMs[count - 1] - timeMs[0]) / beatMs;
    spread(beatMs, phases);
    for (int i = 0; i < count; i++) {
      double inBeat = (timeMs[i] - timeMs[0]) / beatMs;
      bins[i] = (int) ((inBeat - Math.floor(inBeat)) * phases) % phases;
    }
    Arrays.fill(score, Double.NEGATIVE_INFINITY);
    for (int texture : profile.contrastingTextures()) {
      mixRates(texture, phases);
      double silence = profile.logShare(texture) + profile.logSilencePerBeat(texture) * beats;
      for (int phase = 0; phase < phases; phase++) {
        score[phase] = logOfSum(score[phase], silence + logOfOnsets(phase, phases));
      }
    }
    double prior = logPrior(beatMs, previousTempoBpm);
    for (int phase = 0; phase < phases; phase++) {
      score[phase] = TRUST * score[phase] + prior;
    }
  }

  private double logOfOnsets(int phase, int phases) {
    double log = 0;
    double product = 1;
    for (int i = 0; i < count; i++) {
      int bin = bins[i] - phase;
      if (bin < 0) {
        bin += phases;
      }
      double[] kind = accent[i];
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
    int reach = (int) Math.ceil(4 * SEARCH_JITTER_MS / binMs);
    for (int place = 0; place < profile.placesInBeat(); place++) {
      double[] kind = density[profile.kind(place)];
      double atMs = profile.at(place) * beatMs;
      int middle = (int) Math.round(atMs / binMs);
      for (int bin = middle - reach; bin <= middle + reach; bin++) {
        // onsets of a bin lie in its middle
        kind[Math.floorMod(bin, phases)] += bell(bin * binMs - atMs, SEARCH_JITTER_MS);
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

  private boolean isLocalMaximum(int period, int phase) {
    double[] score = scores[period];
    int phases = score.length;
    double value = score[phase];
    if (value <= score[(phase + 1) % phases] || value < score[(phase + phases - 1) % phases]) {
      return false;
    }
    double beatMs = beatMs(period);
    double middleMs = (timeMs[count - 1] - timeMs[0]) / 2;
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

  private void keep(int period, int phase) {
    double score = scores[period][phase];
    if (candidates == CANDIDATES && candidateScore[CANDIDATES - 1] >= score) {
      return;
    }
    int place = candidates < CANDIDATES ? candidates++ : CANDIDATES - 1;
    while (place > 0 && candidateScore[place - 1] < score) {
      candidateScore[place] = candidateScore[place - 1];
      candidateMs[place] = candidateMs[place - 1];
      candidatePhaseMs[place] = candidatePhaseMs[place - 1];
      place--;
    }
    double beatMs = beatMs(period);
    candidateScore[place] = score;
    candidateMs[place] = beatMs;
    candidatePhaseMs[place] = timeMs[0] + phase * beatMs / scores[period].length;
  }

  /** Fits a candidate's line to the onsets, each with the place that is nearest. */
  private void refine(int candidate) {
    double beatMs = candidateMs[candidate];
    double phaseMs = candidatePhaseMs[candidate];
    for (int round = 0; round < 4; round++) {
      double jitterMs = round == 0 ? 30 : 22;
      double sum = 0;
      double sumX = 0;
      double sumY = 0;
      double sumXx = 0;
      double sumXy = 0;
      for (int i = 0; i < count; i++) {
        double beat = Math.floor((timeMs[i] - phaseMs) / beatMs);
        double inBeatMs = timeMs[i] - phaseMs - beat * beatMs;
        int place = likelyPlace(inBeatMs, beatMs);
        double at = place == profile.placesInBeat() ? 1 : profile.at(place);
        double far = (inBeatMs - at * beatMs) / jitterMs;
        double weight = weight(place) / (1 + far * far * far * far / 16);
        double x = beat + at;
        sum += weight;
        sumX += weight * x;
        sumY += weight * timeMs[i];
        sumXx += weight * x * x;
        sumXy += weight * x * timeMs[i];
      }
      double spread = sum * sumXx - sumX * sumX;
      if (spread < 1e-9) {
        return;
      }
      double fittedMs = (sum * sumXy - sumX * sumY) / spread;
      if (Math.abs(fittedMs / beatMs - 1) > .03) {
        break;
      }
      phaseMs = (sumY - fittedMs * sumX) / sum;
      beatMs = fittedMs;
    }
    candidateMs[candidate] = beatMs;
    candidatePhaseMs[candidate] = phaseMs;
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

  /** Scores a candidate exactly, over all bar phases and widths of jitter. */
  private void judge(int candidate, double previousTempoBpm) {
    double beatMs = candidateMs[candidate];
    Arrays.fill(barScore, Double.NEGATIVE_INFINITY);
    for (double jitterMs : JITTERS_MS) {
      scoreBars(beatMs, candidatePhaseMs[candidate], jitterMs);
    }
    double all = Double.NEGATIVE_INFINITY;
    int best = 0;
    for (int bar = 0; bar < barScore.length; bar++) {
      all = logOfSum(all, barScore[bar]);
      if (barScore[bar] > barScore[best]) {
        best = bar;
      }
    }
    candidateBar[candidate] = best;
    candidateBarShare[candidate] = Math.exp(barScore[best] - all);
    candidateScore[candidate] =
        all - Math.log(JITTERS_MS.length * barScore.length) + logPrior(beatMs, previousTempoBpm);
  }

  private void scoreBars(double beatMs, double phaseMs, double jitterMs) {
    int bars = barScore.length;
    double beats = (timeMs[count - 1] - timeMs[0]) / beatMs;
    for (int i = 0; i < count; i++) {
      place(i, beatMs, phaseMs, jitterMs);
    }
    double[] any = textureScore;
    double[] sum = sumOfTextures;
    Arrays.fill(sum, Double.NEGATIVE_INFINITY);
    for (int texture = 0; texture < profile.textures(); texture++) {
      Arrays.fill(any, profile.logShare(texture) + profile.logSilencePerBeat(texture) * beats);
      double barOdds = profile.odds(texture, MetricProfile.BAR);
      double beatOdds = profile.odds(texture, MetricProfile.BEAT);
      for (int i = 0; i < count; i++) {
        double[] g = near[i];
        double[] kind = accent[i];
        double rest = STRAY_ONSETS_PER_MS;
        for (int k = MetricProfile.DIVISION; k < MetricProfile.PLACES; k++) {
          rest += profile.odds(texture, k) * g[k] * kind[Math.min(k, Accents.KINDS - 1)];
        }
        double asBar = barOdds * kind[0];
        double asBeat = beatOdds * kind[1];
        double here = g[MetricProfile.BEAT];
        double next = nearNext[i];
        double otherwise = Math.log(rest + asBeat * (here + next));
        int thisBeat = beatOf[i];
        int nextBeat = (thisBeat + 1) % bars;
        for (int bar = 0; bar < bars; bar++) {
          if (bars == 1) {
            any[bar] += Math.log(rest + asBar * (here + next));
          } else if (bar == thisBeat) {
            any[bar] += Math.log(rest + asBar * here + asBeat * next);
          } else if (bar == nextBeat) {
            any[bar] += Math.log(rest + asBeat * here + asBar * next);
          } else {
            any[bar] += otherwise;
          }
        }
      }
      for (int bar = 0; bar < bars; bar++) {
        sum[bar] = logOfSum(sum[bar], any[bar]);
      }
    }
    for (int bar = 0; bar < bars; bar++) {
      barScore[bar] = logOfSum(barScore[bar], TRUST * sum[bar]);
    }
  }

  private void place(int i, double beatMs, double phaseMs, double jitterMs) {
    double[] g = near[i];
    Arrays.fill(g, 0);
    double beat = Math.floor((timeMs[i] - phaseMs) / beatMs);
    double inBeatMs = timeMs[i] - phaseMs - beat * beatMs;
    for (int place = 0; place < profile.placesInBeat(); place++) {
      g[profile.kind(place)] += bell(inBeatMs - profile.at(place) * beatMs, jitterMs);
    }
    nearNext[i] = bell(inBeatMs - beatMs, jitterMs);
    beatOf[i] = (int) Math.floorMod((long) beat, (long) profile.beatsInBar());
  }

  /** The likelihood of the same onsets where nothing is where it is because of a beat. */
  private double logOfNoBeat() {
    double perMs = count / Math.max(1, timeMs[count - 1] - timeMs[0]);
    return TRUST * (count * Math.log(perMs) - count);
  }

  private boolean isSameAsOneBefore(int candidate) {
    double endMs = timeMs[count - 1];
    for (int other = 0; other < candidate; other++) {
      double beatMs = candidateMs[other];
      double atMs = lastAtOrBefore(endMs, candidatePhaseMs[candidate], candidateMs[candidate]);
      double off = (atMs - candidatePhaseMs[other]) / beatMs;
      if (Math.abs(candidateMs[candidate] / beatMs - 1) < .01
          && Math.abs(off - Math.rint(off)) < .08) {
        return true;
      }
    }
    return false;
  }

  private double logPrior(double beatMs, double previousTempoBpm) {
    double tempoBpm = MS_PER_MINUTE * profile.beatQuarters() / beatMs;
    double usual = bell(Math.log(tempoBpm / USUAL_TEMPO_BPM), USUAL_SPREAD) + LEAST_PRIOR;
    if (!(previousTempoBpm > 0)) {
      return Math.log(usual);
    }
    double kept = bell(Math.log(tempoBpm / previousTempoBpm), KEPT_SPREAD);
    return Math.log((1 - KEPT_SHARE) * usual + KEPT_SHARE * kept);
  }

  private static double lastAtOrBefore(double ms, double phaseMs, double periodMs) {
    return phaseMs + Math.floor((ms - phaseMs) / periodMs) * periodMs;
  }

  private static double bell(double far, double spread) {
    double x = far / spread;
    if (x > FAR || x < -FAR) {
      return 0;
    }
    return Math.exp(-x * x / 2) / (spread * ROOT_OF_TWO_PI);
  }

  private static double logOfSum(double a, double b) {
    double greater = Math.max(a, b);
    if (greater == Double.NEGATIVE_INFINITY) {
      return greater;
    }
    return greater + Math.log1p(Math.exp(Math.min(a, b) - greater));
  }
}

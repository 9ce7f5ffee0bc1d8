package antiphon.live.follow;

import static antiphon.live.follow.BeatCandidates.lastAtOrBefore;

import antiphon.live.api.RealTimeSafe;
import antiphon.music.time.Meter;

/**
 * Finds tempo, beat and bar line in what was just played, without a clock. Onsets are taken as a
 * point process whose rate depends on the place in the bar ({@link MetricProfile}) and on how the
 * notes of an instant look there ({@link Accents}); every onset may lie some 20 ms beside its
 * place, or anywhere at all with a small rate. Beat lengths on a fine logarithmic grid, each with
 * all its phases, are judged by likelihood and by how near they come to the tempo before ({@link
 * BeatSearch}); the best are fitted by robust least squares ({@link BeatFit}), told apart in each
 * bar phase with several widths of jitter ({@link BarPhases}), and weighed against each other and
 * against no beat at all. That weight is the confidence.
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
  private static final double NS_PER_MINUTE = 60e9;

  private final MetricProfile profile;
  private final Phrase phrase = new Phrase(CAPACITY);
  private final BeatCandidates candidates = new BeatCandidates();
  private final BeatSearch beats;
  private final BeatFit fit;
  private final BarPhases bars;

  public PhraseTempo(Meter meter) {
    profile = new MetricProfile(meter);
    TempoPrior prior = new TempoPrior(profile.beatQuarters());
    beats = new BeatSearch(profile, prior);
    fit = new BeatFit(profile);
    bars = new BarPhases(profile, prior);
  }

  /** Forgets the phrase. */
  @RealTimeSafe
  public void reset() {
    phrase.reset();
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
    phrase.onset(timeNs, pitch, velocity);
  }

  /**
   * Judges the phrase since {@link #reset}: its last 30 seconds, or its last {@value
   * Phrase#MOST_INSTANTS} chords.
   *
   * @param previousTempoBpm quarter notes a minute, or {@link #UNKNOWN}
   * @return with confidence 0, and the previous tempo or a usual one, where too little was played
   */
  public TempoEstimate estimate(double previousTempoBpm) {
    phrase.gather(FEWEST_INSTANTS);
    if (phrase.count() < FEWEST_INSTANTS) {
      return nothing(previousTempoBpm);
    }
    beats.search(phrase, previousTempoBpm, candidates);
    for (int i = 0; i < candidates.count(); i++) {
      fit.fit(phrase, candidates, i);
      bars.judge(phrase, previousTempoBpm, candidates, i);
    }
    int best = candidates.best();
    return best < 0 ? nothing(previousTempoBpm) : estimate(best);
  }

  private TempoEstimate estimate(int best) {
    double beatMs = candidates.beatMs(best);
    double barMs = beatMs * profile.beatsInBar();
    double phaseMs = candidates.phaseMs(best);
    double barPhaseMs = phaseMs + candidates.bar(best) * beatMs;
    double lastMs = phrase.lastMs();
    double all = candidates.logOfAll(logOfNoBeat(), lastMs);
    return new TempoEstimate(
        Math.round(beatMs / profile.beatQuarters() * NS_PER_MS),
        Math.round(beatMs * NS_PER_MS),
        phrase.clockNs(lastAtOrBefore(lastMs, phaseMs, beatMs)),
        phrase.clockNs(lastAtOrBefore(lastMs, barPhaseMs, barMs)),
        Math.min(1, Math.exp(candidates.logScore(best) - all)),
        candidates.barShare(best));
  }

  private TempoEstimate nothing(double previousTempoBpm) {
    double tempoBpm = previousTempoBpm > 0 ? previousTempoBpm : TempoPrior.USUAL_TEMPO_BPM;
    long quarterNs = Math.round(NS_PER_MINUTE / tempoBpm);
    long beatNs = Math.round(quarterNs * profile.beatQuarters());
    return new TempoEstimate(quarterNs, beatNs, phrase.originNs(), phrase.originNs(), 0, 0);
  }

  /** The likelihood of the same onsets where nothing is where it is because of a beat. */
  private double logOfNoBeat() {
    int count = phrase.count();
    double perMs = count / Math.max(1, phrase.lengthMs());
    return Likelihood.TRUST * (count * Math.log(perMs) - count);
  }
}

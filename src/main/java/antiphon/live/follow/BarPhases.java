package antiphon.live.follow;

import static antiphon.live.follow.Likelihood.STRAY_ONSETS_PER_MS;
import static antiphon.live.follow.Likelihood.TRUST;
import static antiphon.live.follow.Likelihood.bell;
import static antiphon.live.follow.Likelihood.logOfSum;

import java.util.Arrays;

/**
 * Scores a beat exactly, in all textures and with several widths of jitter, and tells where its
 * bars begin. Allocates nothing after construction.
 */
final class BarPhases {
  private static final double[] JITTERS_MS = {12, 22, 34};

  private final MetricProfile profile;
  private final TempoPrior prior;
  private final double[][] near = new double[Phrase.MOST_INSTANTS][MetricProfile.PLACES];
  private final double[] nearNext = new double[Phrase.MOST_INSTANTS];
  private final int[] beatOf = new int[Phrase.MOST_INSTANTS];
  private final double[] barScore;
  private final double[] textureScore;
  private final double[] sumOfTextures;

  BarPhases(MetricProfile profile, TempoPrior prior) {
    this.profile = profile;
    this.prior = prior;
    barScore = new double[profile.beatsInBar()];
    textureScore = new double[profile.beatsInBar()];
    sumOfTextures = new double[profile.beatsInBar()];
  }

  /**
   * Scores a candidate over all bar phases and widths of jitter.
   *
   * @param previousTempoBpm quarter notes a minute, or {@link PhraseTempo#UNKNOWN}
   */
  void judge(Phrase phrase, double previousTempoBpm, BeatCandidates candidates, int candidate) {
    double beatMs = candidates.beatMs(candidate);
    Arrays.fill(barScore, Double.NEGATIVE_INFINITY);
    for (double jitterMs : JITTERS_MS) {
      scoreBars(phrase, beatMs, candidates.phaseMs(candidate), jitterMs);
    }
    double all = Double.NEGATIVE_INFINITY;
    int best = 0;
    for (int bar = 0; bar < barScore.length; bar++) {
      all = logOfSum(all, barScore[bar]);
      if (barScore[bar] > barScore[best]) {
        best = bar;
      }
    }
    double score =
        all - Math.log(JITTERS_MS.length * barScore.length) + prior.log(beatMs, previousTempoBpm);
    candidates.judge(candidate, score, best, Math.exp(barScore[best] - all));
  }

  private void scoreBars(Phrase phrase, double beatMs, double phaseMs, double jitterMs) {
    int bars = barScore.length;
    double beats = phrase.lengthMs() / beatMs;
    for (int i = 0; i < phrase.count(); i++) {
      place(i, phrase.timeMs(i) - phaseMs, beatMs, jitterMs);
    }
    double[] any = textureScore;
    double[] sum = sumOfTextures;
    Arrays.fill(sum, Double.NEGATIVE_INFINITY);
    for (int texture = 0; texture < profile.textures(); texture++) {
      Arrays.fill(any, profile.logShare(texture) + profile.logSilencePerBeat(texture) * beats);
      for (int i = 0; i < phrase.count(); i++) {
        addOnset(any, texture, i, phrase.accent(i));
      }
      for (int bar = 0; bar < bars; bar++) {
        sum[bar] = logOfSum(sum[bar], any[bar]);
      }
    }
    for (int bar = 0; bar < bars; bar++) {
      barScore[bar] = logOfSum(barScore[bar], TRUST * sum[bar]);
    }
  }

  /** How near an onset is to each kind of place, of its own beat and of the next. */
  private void place(int i, double sincePhaseMs, double beatMs, double jitterMs) {
    double[] g = near[i];
    Arrays.fill(g, 0);
    double beat = Math.floor(sincePhaseMs / beatMs);
    double inBeatMs = sincePhaseMs - beat * beatMs;
    for (int place = 0; place < profile.placesInBeat(); place++) {
      g[profile.kind(place)] += bell(inBeatMs - profile.at(place) * beatMs, jitterMs);
    }
    nearNext[i] = bell(inBeatMs - beatMs, jitterMs);
    beatOf[i] = (int) Math.floorMod((long) beat, (long) profile.beatsInBar());
  }

  /** Adds what an onset says for each bar phase in a texture. */
  private void addOnset(double[] any, int texture, int i, double[] kind) {
    double[] g = near[i];
    double rest = STRAY_ONSETS_PER_MS;
    for (int k = MetricProfile.DIVISION; k < MetricProfile.PLACES; k++) {
      rest += profile.odds(texture, k) * g[k] * kind[Math.min(k, Accents.KINDS - 1)];
    }
    double asBar = profile.odds(texture, MetricProfile.BAR) * kind[0];
    double asBeat = profile.odds(texture, MetricProfile.BEAT) * kind[1];
    double here = g[MetricProfile.BEAT];
    double next = nearNext[i];
    double otherwise = Math.log(rest + asBeat * (here + next));
    int bars = any.length;
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
}

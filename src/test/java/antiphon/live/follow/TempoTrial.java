package antiphon.live.follow;

import antiphon.music.note.Note;
import antiphon.music.time.Meter;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Plays a phrase as a person would, asks for its time, and compares that with the truth. Every
 * instant is beside its place by a normal error of 20 ms, the notes of a chord apart by 5 ms.
 */
final class TempoTrial {
  static final double JITTER_MS = 20;
  static final double CHORD_JITTER_MS = 5;
  static final double TEMPO_TOLERANCE = .04;

  /**
   * @param tempoRight within 4 % of the true tempo, its half or its double
   * @param beatRight the beats at the end of the phrase are within a quarter of a beat of true
   *     ones; where the tempo is the double, within a quarter of its own beat of true beats and
   *     their halves
   * @param levelRight within 4 % of the true tempo itself
   * @param barRight with the true tempo, and bar lines less than an eighth note away
   */
  record Outcome(
      boolean tempoRight,
      boolean beatRight,
      boolean levelRight,
      boolean barRight,
      double confidence) {}

  private TempoTrial() {}

  /**
   * @param notes tick 0 is a bar line
   * @param endTick where the answer would begin
   */
  static Outcome play(
      List<Note> notes,
      Meter meter,
      long endTick,
      double tempoBpm,
      double previousTempoBpm,
      PhraseTempo follower,
      Random random) {
    double nsPerTick = 60e9 / tempoBpm / 960;
    long originNs = random.nextLong();
    Map<Long, Double> jitter = new HashMap<>();
    List<long[]> onsets =
        notes.stream()
            .map(
                note -> {
                  double ms =
                      jitter.computeIfAbsent(
                              note.onTick(), tick -> random.nextGaussian() * JITTER_MS)
                          + random.nextGaussian() * CHORD_JITTER_MS;
                  return new long[] {
                    Math.round(note.onTick() * nsPerTick + ms * 1e6), note.pitch(), note.velocity()
                  };
                })
            .sorted(Comparator.comparingLong(onset -> onset[0]))
            .toList();
    follower.reset();
    for (long[] onset : onsets) {
      follower.onset(originNs + onset[0], (int) onset[1], (int) onset[2]);
    }
    TempoEstimate estimate = follower.estimate(previousTempoBpm);
    return judge(estimate, originNs, meter, endTick * nsPerTick, tempoBpm);
  }

  private static Outcome judge(
      TempoEstimate estimate, long originNs, Meter meter, double endNs, double tempoBpm) {
    double beatNs = new MetricProfile(meter).beatQuarters() * 60e9 / tempoBpm;
    double ratio = estimate.beatNs() / beatNs;
    boolean tempoRight = false;
    boolean beatRight = false;
    for (double level : new double[] {.5, 1, 2}) {
      if (Math.abs(ratio / level - 1) < TEMPO_TOLERANCE) {
        tempoRight = true;
        double at = nearest(endNs, estimate.atBeatNs() - originNs, estimate.beatNs());
        beatRight = offGrid(at, beatNs * Math.min(1, level)) <= .25;
      }
    }
    boolean levelRight = Math.abs(ratio - 1) < TEMPO_TOLERANCE;
    double barNs = beatNs * new MetricProfile(meter).beatsInBar();
    double bars = estimate.beatNs() * (double) new MetricProfile(meter).beatsInBar();
    double bar = nearest(endNs, estimate.atBarNs() - originNs, bars);
    boolean barRight = levelRight && offGrid(bar, barNs) * barNs < 60e9 / tempoBpm / 2;
    return new Outcome(tempoRight, beatRight, levelRight, barRight, estimate.confidence());
  }

  private static double nearest(double ns, double anyNs, double periodNs) {
    return anyNs + Math.rint((ns - anyNs) / periodNs) * periodNs;
  }

  private static double offGrid(double ns, double periodNs) {
    double periods = ns / periodNs;
    return Math.abs(periods - Math.rint(periods));
  }
}

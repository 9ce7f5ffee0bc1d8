package antiphon.live.follow;

import antiphon.live.api.RealTimeSafe;
import antiphon.music.time.MusicalTime;
import antiphon.music.time.Timeline;

/**
 * Tempo and downbeat from taps, a quarter note each, the first of them on a downbeat. Known from
 * the fourth; each further one makes it better, over the last {@value #CAPACITY}.
 *
 * <p>One bad tap among the first four does no harm: it may be off, one too many, or left out. Later
 * ones that lie off the beat by more than {@value #OFF_BEATS} are left out; two of them in a row
 * begin a new tempo. A tap sooner after the last than a beat at {@value Timeline#MAX_TEMPO_BPM} bpm
 * is none; after {@value #TIMEOUT_NS} ns without one, the next is the first again.
 *
 * <p>Owned by one thread; given the time, it reads no clock. Times may wrap around. Allocates the
 * timelines it gives, nothing else.
 */
public final class TapTempo {
  private static final int FEWEST = 4;
  private static final int CAPACITY = 8;
  private static final long TIMEOUT_NS = 2_000_000_000L;
  private static final double BOUNCE_NS = 60e9 / Timeline.MAX_TEMPO_BPM;
  private static final double SLOWEST_NS = 60e9 / Timeline.MIN_TEMPO_BPM;
  private static final double OFF_BEATS = 0.25;
  private static final double GOOD_BEATS = 0.06; // rms, as people tap
  private static final double SUSPICION = 2; // a bad tap has to explain so many times more

  private final double[] timesNs = new double[CAPACITY]; // since the origin
  private final int[] beats = new int[CAPACITY];
  private final boolean[] kept = new boolean[CAPACITY];
  private final int[] trialBeats = new int[FEWEST];
  private final boolean[] trialKept = new boolean[FEWEST];
  private int size;
  private long originNs;
  private long newestNs;
  private boolean tapped;
  private int offBeat; // taps in a row that were
  private double phaseNs;
  private double periodNs;
  private Timeline timeline;

  /**
   * Takes a tap.
   *
   * @return whether it has made a new timeline
   */
  @RealTimeSafe
  public boolean tap(long timeNs) {
    if (tapped && timeNs - newestNs < BOUNCE_NS) {
      return false;
    }
    if (!tapped || timeNs - newestNs > TIMEOUT_NS) {
      begin(timeNs);
      return false;
    }
    long beforeNs = newestNs;
    newestNs = timeNs;
    if (size >= FEWEST) {
      return tapOn(timeNs, beforeNs);
    }
    put(timeNs, size);
    return size == FEWEST && settle();
  }

  /** The beat tapped last, tick 0 on the first tap; null until there have been four taps. */
  public Timeline timeline() {
    return timeline;
  }

  private void begin(long timeNs) {
    tapped = true;
    originNs = timeNs;
    newestNs = timeNs;
    size = 0;
    offBeat = 0;
    put(timeNs, 0);
  }

  private void put(long timeNs, int beat) {
    if (size == CAPACITY) {
      System.arraycopy(timesNs, 1, timesNs, 0, CAPACITY - 1);
      System.arraycopy(beats, 1, beats, 0, CAPACITY - 1);
      System.arraycopy(kept, 1, kept, 0, CAPACITY - 1);
      size--;
    }
    timesNs[size] = timeNs - originNs;
    beats[size] = beat;
    kept[size++] = true;
  }

  private boolean tapOn(long timeNs, long beforeNs) {
    double beat = (timeNs - originNs - phaseNs) / periodNs;
    int nearest = (int) Math.round(beat);
    if (Math.abs(beat - nearest) > OFF_BEATS || nearest <= beats[size - 1]) {
      if (++offBeat > 1) {
        begin(beforeNs);
        newestNs = timeNs;
        put(timeNs, 1);
      }
      return false;
    }
    offBeat = 0;
    put(timeNs, nearest);
    fit(beats, kept, size);
    return publish();
  }

  /** Finds out which of four taps was bad, if any. */
  private boolean settle() {
    double best = fit(beats, kept, FEWEST);
    if (best > GOOD_BEATS) {
      best /= SUSPICION;
      for (int bad = 0; bad < FEWEST; bad++) {
        for (int shift = -1; shift <= 1; shift++) {
          for (int i = 0; i < FEWEST; i++) {
            trialKept[i] = shift > 0 || i != bad; // off, or one too many; one left out after it
            trialBeats[i] = i + (i > bad ? shift : 0);
          }
          double off = fit(trialBeats, trialKept, FEWEST);
          if (off < best) {
            best = off;
            System.arraycopy(trialBeats, 0, beats, 0, FEWEST);
            System.arraycopy(trialKept, 0, kept, 0, FEWEST);
          }
        }
      }
    }
    fit(beats, kept, FEWEST);
    return publish();
  }

  /** Draws the line; how far off the taps are, rms, in beats. */
  private double fit(int[] beats, boolean[] kept, int taps) {
    double n = 0;
    double x = 0;
    double xx = 0;
    double y = 0;
    double xy = 0;
    for (int i = 0; i < taps; i++) {
      if (kept[i]) {
        n++;
        x += beats[i];
        xx += (double) beats[i] * beats[i];
        y += timesNs[i];
        xy += beats[i] * timesNs[i];
      }
    }
    periodNs = (n * xy - x * y) / (n * xx - x * x);
    phaseNs = (y - periodNs * x) / n;
    double squares = 0;
    for (int i = 0; i < taps; i++) {
      if (kept[i]) {
        double off = (timesNs[i] - phaseNs) / periodNs - beats[i];
        squares += off * off;
      }
    }
    return n > 2 ? Math.sqrt(squares / (n - 2)) : Double.MAX_VALUE;
  }

  private boolean publish() {
    if (!(periodNs >= BOUNCE_NS && periodNs <= SLOWEST_NS)) {
      return false;
    }
    long quarterNs = Math.round(periodNs);
    int beat = beats[size - 1];
    timeline =
        new Timeline(
            originNs + Math.round(phaseNs + beat * periodNs),
            (long) beat * MusicalTime.TICKS_PER_QUARTER,
            quarterNs);
    return true;
  }
}

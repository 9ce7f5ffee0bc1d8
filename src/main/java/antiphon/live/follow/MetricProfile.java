package antiphon.live.follow;

import static antiphon.music.time.MusicalTime.CLOCKS_PER_QUARTER;

import antiphon.music.time.Meter;

/**
 * How likely an onset is at each place of a beat, in several textures. The shares are those of an
 * expectation maximisation over windows of four bars of the training lists of public-domain scores
 * (Mutopia, OpenScore Lieder, Open Hymnal, OpenEWLD), rounded.
 */
final class MetricProfile {
  /** Kinds of places: see the constants. */
  static final int PLACES = 7;

  static final int BAR = 0;
  static final int BEAT = 1;
  static final int DIVISION = 2;

  private static final int PLACES_IN_BEAT = 12;
  private static final int SIMPLE_CLOCKS = 24;
  private static final int COMPOUND_CLOCKS = 36;

  // clocks in a beat of 24, and the kind of each place: halves 2, quarters 3, thirds 4, eighths 5,
  // sixths 6
  private static final int[] SIMPLE_AT = {0, 3, 4, 6, 8, 9, 12, 15, 16, 18, 20, 21};
  private static final int[] SIMPLE_KIND = {1, 5, 6, 3, 4, 5, 2, 5, 4, 3, 6, 5};
  // clocks in a beat of 36: thirds 2, sixths 3, twelfths 4
  private static final int[] COMPOUND_AT = {0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33};
  private static final int[] COMPOUND_KIND = {1, 4, 3, 4, 2, 4, 3, 4, 2, 4, 3, 4};

  // share of the texture, then of onsets at bar line, beat and the kinds 2 to 6
  private static final double[][] SIMPLE = {
    {.34, .943, .689, .095, .004, .002, .001, .001},
    {.23, .945, .776, .436, .056, .027, .002, .003},
    {.20, .965, .932, .947, .072, .003, .002, .019},
    {.11, .97, .97, .97, .902, .004, .006, .001},
    {.06, .97, .97, .385, .079, .8, .003, .145},
    {.06, .88, .796, .453, .493, .053, .131, .019}
  };
  private static final double[][] COMPOUND = {
    {.35, .91, .772, .43, .025, .01, 0, 0},
    {.23, .97, .97, .97, .95, .028, 0, 0},
    {.24, .97, .97, .958, .025, .002, 0, 0},
    {.18, .95, .897, .832, .486, .005, 0, 0}
  };

  private static final int[] SIMPLE_CONTRASTS = {1, 3, 4};
  private static final int[] COMPOUND_CONTRASTS = {0, 1, 3};

  private final int beatClocks;
  private final int beatsInBar;
  private final int[] contrasts;
  private final double[] places;
  private final int[] kinds;
  private final double[] logShare;
  private final double[][] odds;
  private final double[] logSilencePerBeat;

  MetricProfile(Meter meter) {
    boolean compound = meter.unit() >= 8 && meter.beats() % 3 == 0;
    if (compound) {
      beatClocks = 3 * meter.clocksPerBeat();
    } else {
      beatClocks = Math.min(CLOCKS_PER_QUARTER, meter.clocksPerBeat());
    }
    beatsInBar = meter.clocksPerBar() / beatClocks;
    double[][] textures = compound ? COMPOUND : SIMPLE;
    contrasts = compound ? COMPOUND_CONTRASTS : SIMPLE_CONTRASTS;
    int[] at = compound ? COMPOUND_AT : SIMPLE_AT;
    kinds = compound ? COMPOUND_KIND : SIMPLE_KIND;
    places = new double[PLACES_IN_BEAT];
    for (int place = 0; place < PLACES_IN_BEAT; place++) {
      places[place] = at[place] / (double) (compound ? COMPOUND_CLOCKS : SIMPLE_CLOCKS);
    }
    logShare = new double[textures.length];
    logSilencePerBeat = new double[textures.length];
    odds = new double[textures.length][PLACES];
    for (int texture = 0; texture < textures.length; texture++) {
      double[] shares = textures[texture];
      logShare[texture] = Math.log(shares[0]);
      for (int kind = 0; kind < PLACES; kind++) {
        odds[texture][kind] = shares[kind + 1] / (1 - shares[kind + 1]);
      }
      double silence = Math.log(1 - shares[1]) / beatsInBar;
      silence += Math.log(1 - shares[2]) * (beatsInBar - 1) / beatsInBar;
      for (int place = 1; place < PLACES_IN_BEAT; place++) {
        silence += Math.log(1 - shares[kinds[place] + 1]);
      }
      logSilencePerBeat[texture] = silence;
    }
  }

  /** Length of a beat in quarter notes. */
  double beatQuarters() {
    return beatClocks / (double) CLOCKS_PER_QUARTER;
  }

  int beatsInBar() {
    return beatsInBar;
  }

  int textures() {
    return logShare.length;
  }

  /** A few textures that between them come near enough to all: enough to search with. */
  int[] contrastingTextures() {
    return contrasts;
  }

  /** How many places of a beat are told apart; the first is the beat itself. */
  int placesInBeat() {
    return PLACES_IN_BEAT;
  }

  /** Where in its beat a place lies: 0 to less than 1. */
  double at(int place) {
    return places[place];
  }

  /** The kind of a place, {@link #BEAT} or above. */
  int kind(int place) {
    return kinds[place];
  }

  double logShare(int texture) {
    return logShare[texture];
  }

  /** Odds of an onset at a kind of place. */
  double odds(int texture, int kind) {
    return odds[texture][kind];
  }

  /** Odds of an onset on a beat of which it is not known whether it begins a bar. */
  double oddsOfAnyBeat(int texture) {
    return (odds[texture][BAR] + (beatsInBar - 1) * odds[texture][BEAT]) / beatsInBar;
  }

  /** Logarithm of the likelihood that a beat passes without any onset. */
  double logSilencePerBeat(int texture) {
    return logSilencePerBeat[texture];
  }
}

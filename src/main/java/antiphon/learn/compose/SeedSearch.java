package antiphon.learn.compose;

import antiphon.learn.compose.SeedWindow.Features;
import antiphon.music.note.Score;
import antiphon.music.token.TokenEncoder;
import antiphon.net.LstmStepper;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;

/**
 * Finds the bars of one piece that are best followed by bars of another, transposed: every pair of
 * windows in all twelve keys by what can be measured of the notes, then the best {@value #ASKED} of
 * these pairs by the surprise of the model as well. Not thread-safe.
 */
public final class SeedSearch {
  /** How many pairs the model is asked about. */
  public static final int ASKED = 40;

  private static final int PAST_BARS = 8;
  private static final int SURPRISE_BARS = 2;
  private static final double OCTAVE = 12;
  private static final int EASY_STEP = 5;
  private static final double BARS_FIT = 0.25;

  private final Surprise surprise;
  private final int bars;
  private DoubleConsumer progress = share -> {};

  /**
   * @param bars in a window, 1 or more
   */
  public SeedSearch(LstmStepper stepper, int bars) {
    if (bars < 1) {
      throw new IllegalArgumentException("a seed has 1 bar or more, not " + bars);
    }
    surprise = new Surprise(stepper);
    this.bars = bars;
  }

  /**
   * @param listener told how far the search has come, 0 to 1
   */
  public void onProgress(DoubleConsumer listener) {
    progress = listener;
  }

  /**
   * Joins pieces in their order: the best pair of windows of the first two, then to the last window
   * the best of the next piece.
   *
   * @param names of the pieces, for people
   * @param pieces at least two, each beginning on a bar line
   * @throws IllegalArgumentException with a sentence for the user when a piece has no such window
   */
  public HybridSeed join(List<String> names, List<Score> pieces) {
    List<List<SeedWindow>> all = new ArrayList<>();
    for (int i = 0; i < pieces.size(); i++) {
      all.add(windows(names.get(i), pieces.get(i)));
    }
    List<SeedWindow> before = all.get(0);
    List<SeedJoin> joins = new ArrayList<>();
    long pairs = 0;
    for (int i = 1; i < pieces.size(); i++) {
      List<SeedWindow> after = all.get(i);
      pairs += (long) before.size() * after.size();
      SeedJoin join = best(before, after, i - 1, pieces.size() - 1);
      joins.add(join);
      before = List.of(join.second());
    }
    return new HybridSeed(joins, pairs, all);
  }

  private List<SeedWindow> windows(String name, Score piece) {
    List<SeedWindow> windows = SeedWindow.of(name, TokenEncoder.quantise(piece), bars, PAST_BARS);
    if (windows.isEmpty()) {
      throw new IllegalArgumentException(
          name
              + " has no "
              + bars
              + " bars in a row of one meter with a note in each; give a longer piece or fewer --bars");
    }
    return windows;
  }

  private SeedJoin best(List<SeedWindow> before, List<SeedWindow> after, int done, int all) {
    List<Features> beforeFeatures = before.stream().map(SeedWindow::features).toList();
    List<Features> afterFeatures = after.stream().map(SeedWindow::features).toList();
    List<SeedJoin> candidates = new ArrayList<>();
    Comparator<SeedJoin> byCost = Comparator.comparingDouble(SeedJoin::cost);
    for (int a = 0; a < before.size(); a++) {
      for (int b = 0; b < after.size(); b++) {
        SeedJoin join =
            bestKey(before.get(a), beforeFeatures.get(a), after.get(b), afterFeatures.get(b));
        candidates.add(join);
      }
      if (candidates.size() > 100 * ASKED) {
        candidates.sort(byCost);
        candidates.subList(ASKED, candidates.size()).clear();
      }
    }
    candidates.sort(byCost);
    List<SeedJoin> asked = candidates.subList(0, Math.min(ASKED, candidates.size()));
    SeedJoin best = null;
    for (int i = 0; i < asked.size(); i++) {
      SeedJoin join = asked.get(i).with(JoinTerm.SURPRISE, surpriseAt(asked.get(i)));
      if (best == null || join.cost() < best.cost()) {
        best = join;
      }
      progress.accept((done + (i + 1.0) / asked.size()) / all);
    }
    return best;
  }

  /** In the key that costs least. */
  private static SeedJoin bestKey(SeedWindow a, Features ofA, SeedWindow b, Features ofB) {
    Map<JoinTerm, Double> same = termsOfAnyKey(a, ofA, b, ofB);
    SeedJoin best = null;
    int bestSemitones = 0;
    for (int t = JoinMeasures.LOWEST_TRANSPOSITION; t <= JoinMeasures.HIGHEST_TRANSPOSITION; t++) {
      if (b.canBeTransposed(t)) {
        Map<JoinTerm, Double> terms = new EnumMap<>(same);
        JoinMeasures.putPitchTerms(terms, ofA, ofB, t);
        int step = Math.abs(ofB.firstTopPitch() + t - ofA.lastTopPitch());
        terms.put(JoinTerm.LINE, Math.max(0, step - EASY_STEP) / OCTAVE);
        SeedJoin join = new SeedJoin(a, b, terms);
        if (best == null || join.cost() < best.cost()) {
          best = join;
          bestSemitones = t;
        }
      }
    }
    return new SeedJoin(a, b.transposed(bestSemitones), best.terms());
  }

  private static Map<JoinTerm, Double> termsOfAnyKey(
      SeedWindow a, Features ofA, SeedWindow b, Features ofB) {
    Map<JoinTerm, Double> terms = new EnumMap<>(JoinTerm.class);
    boolean sameBars = a.meter().clocksPerBar() == b.meter().clocksPerBar();
    terms.put(JoinTerm.TEMPO, JoinMeasures.octaves(a.score().tempoBpm(), b.score().tempoBpm()));
    terms.put(JoinTerm.METER, meterTerm(a.meter().clocksPerBar(), b.meter().clocksPerBar()));
    terms.put(JoinTerm.DENSITY, JoinMeasures.octaves(ofA.notesPerQuarter(), ofB.notesPerQuarter()));
    terms.put(JoinTerm.POLYPHONY, JoinMeasures.octaves(ofA.polyphony(), ofB.polyphony()));
    terms.put(
        JoinTerm.RHYTHM,
        1
            - (sameBars
                ? JoinMeasures.cosine(ofA.onsetsInBar(), ofB.onsetsInBar(), 0)
                : JoinMeasures.cosine(ofA.onsetsInQuarter(), ofB.onsetsInQuarter(), 0)));
    terms.put(JoinTerm.SEAM, (a.cutAtEnd() + b.cutAtStart()) / 2);
    return terms;
  }

  private double surpriseAt(SeedJoin join) {
    SeedWindow b = join.second();
    long length = (long) Math.min(SURPRISE_BARS, b.bars()) * b.meter().clocksPerBar();
    long start = join.first().clocks();
    double joined =
        surprise.natsPerNote(HybridSeed.follow(List.of(join.first(), b)), start, start + length);
    double own = surprise.natsPerNote(b.past(), b.pastClocks(), b.pastClocks() + length);
    return joined - own;
  }

  private static double meterTerm(int clocksPerBar, int otherClocksPerBar) {
    int longer = Math.max(clocksPerBar, otherClocksPerBar);
    int shorter = Math.min(clocksPerBar, otherClocksPerBar);
    if (longer == shorter) {
      return 0;
    }
    return longer % shorter == 0 ? BARS_FIT : 1;
  }
}

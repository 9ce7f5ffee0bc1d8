package antiphon.learn.compose;

import static antiphon.learn.compose.Tonality.PITCH_CLASSES;
import static antiphon.music.time.MusicalTime.CLOCKS_PER_QUARTER;
import static antiphon.music.time.MusicalTime.TICKS_PER_QUARTER;

import antiphon.music.note.Note;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.MusicalTime;
import antiphon.music.token.TokenEncoder;
import antiphon.net.LstmStepper;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;

/**
 * Finds the bars of one piece whose melody goes best with the accompaniment of bars of another,
 * transposed: as {@link SeedSearch} does for bars that follow one another. Not thread-safe.
 */
public final class OverlaySearch {
  private static final int MANY = 4000;

  /** How harsh each interval is, in semitones upwards or downwards within the octave. */
  private static final double[] HARSHNESS = {0, 1, 0.4, 0, 0, 0.1, 0.5, 0, 0, 0, 0.4, 1};

  private final Surprise surprise;
  private final int bars;
  private DoubleConsumer progress = share -> {};

  /**
   * @param bars in a window, 1 or more
   */
  public OverlaySearch(LstmStepper stepper, int bars) {
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
   * @param names of both pieces, for people
   * @param melodyFrom its melody the player's ({@link MelodySplit}); begins on a bar line
   * @param accompanimentFrom the same, for its accompaniment
   * @throws IllegalArgumentException with a sentence for the user when nothing fits
   */
  public OverlaySeed join(List<String> names, Score melodyFrom, Score accompanimentFrom) {
    List<SeedWindow> melodies = windows(names.get(0), melodyFrom, Part.PLAYER, "melody");
    List<SeedWindow> grounds =
        windows(names.get(1), accompanimentFrom, Part.PARTNER, "accompaniment");
    Comparator<SeedJoin> byCost = Comparator.comparingDouble(SeedJoin::cost);
    List<SeedWindow.Features> groundFeatures = grounds.stream().map(SeedWindow::features).toList();
    List<double[][]> groundHarmonies =
        grounds.stream().map(window -> byQuarter(window, Part.PARTNER)).toList();
    List<SeedJoin> candidates = new ArrayList<>();
    for (SeedWindow melody : melodies) {
      SeedWindow.Features features = melody.features();
      double[][] melodyHarmony = byQuarter(melody, Part.PLAYER);
      for (int i = 0; i < grounds.size(); i++) {
        SeedWindow ground = grounds.get(i);
        if (ground.meter().equals(melody.meter())) {
          double[] intervals = intervals(melodyHarmony, groundHarmonies.get(i));
          candidates.add(bestKey(melody, features, ground, groundFeatures.get(i), intervals));
        }
      }
      if (candidates.size() > MANY) {
        candidates.sort(byCost);
        candidates.subList(SeedSearch.ASKED, candidates.size()).clear();
      }
    }
    if (candidates.isEmpty()) {
      throw new IllegalArgumentException(
          names.get(0)
              + " and "
              + names.get(1)
              + " have no bars of the same meter to lay over one another; give pieces of one meter");
    }
    candidates.sort(byCost);
    int asked = Math.min(SeedSearch.ASKED, candidates.size());
    SeedJoin best = null;
    for (int i = 0; i < asked; i++) {
      SeedJoin join = candidates.get(i);
      join = join.with(JoinTerm.SURPRISE, surpriseAt(join));
      if (best == null || join.cost() < best.cost()) {
        best = join;
      }
      progress.accept((i + 1.0) / asked);
    }
    return new OverlaySeed(best, (long) melodies.size() * grounds.size());
  }

  private List<SeedWindow> windows(String name, Score piece, Part part, String what) {
    List<SeedWindow> windows =
        SeedWindow.of(name, TokenEncoder.quantise(piece), bars, 0).stream()
            .filter(window -> playsInEveryBar(window, part))
            .toList();
    if (windows.isEmpty()) {
      throw new IllegalArgumentException(
          name
              + " has no "
              + bars
              + " bars in a row of one meter with "
              + what
              + " in each"
              + "; give a longer piece or fewer --bars");
    }
    return windows;
  }

  private static boolean playsInEveryBar(SeedWindow window, Part part) {
    long barTicks = MusicalTime.ticksOfClocks(window.meter().clocksPerBar());
    long barsBegun =
        window.score().notesOf(part).stream()
            .map(note -> note.onTick() / barTicks)
            .distinct()
            .count();
    return barsBegun == window.bars();
  }

  private static SeedJoin bestKey(
      SeedWindow melody,
      SeedWindow.Features ofMelody,
      SeedWindow ground,
      SeedWindow.Features ofGround,
      double[] intervals) {
    double together = 0;
    for (double weight : intervals) {
      together += weight;
    }
    SeedJoin best = null;
    for (int t = JoinMeasures.LOWEST_TRANSPOSITION; t <= JoinMeasures.HIGHEST_TRANSPOSITION; t++) {
      if (ground.canBeTransposed(t)) {
        double harsh = 0;
        for (int interval = 0; interval < PITCH_CLASSES; interval++) {
          harsh += intervals[interval] * HARSHNESS[Math.floorMod(interval + t, PITCH_CLASSES)];
        }
        Map<JoinTerm, Double> terms = new EnumMap<>(JoinTerm.class);
        // where they never sound together, nothing speaks for it
        terms.put(JoinTerm.DISSONANCE, together > 0 ? harsh / together : 1);
        JoinMeasures.putPitchTerms(terms, ofMelody, ofGround, t);
        terms.put(
            JoinTerm.TEMPO,
            JoinMeasures.octaves(melody.score().tempoBpm(), ground.score().tempoBpm()));
        SeedJoin join = new SeedJoin(melody, ground.transposed(t), terms);
        if (best == null || join.cost() < best.cost()) {
          best = join;
        }
      }
    }
    return best;
  }

  /** How much more the model is surprised than by the melody over its own accompaniment. */
  private double surpriseAt(SeedJoin join) {
    long end = join.first().clocks();
    return surprise.natsPerNote(OverlaySeed.overlaid(join), 0, end)
        - surprise.natsPerNote(join.first().score(), 0, end);
  }

  /** [quarter][pitch class]: how long each sounds in each quarter note, in ticks. */
  private static double[][] byQuarter(SeedWindow window, Part part) {
    int quarters = (int) ((window.clocks() + CLOCKS_PER_QUARTER - 1) / CLOCKS_PER_QUARTER);
    double[][] ticks = new double[quarters][PITCH_CLASSES];
    for (Note note : window.score().notesOf(part)) {
      for (long tick = note.onTick(); tick < note.offTick(); ) {
        int quarter = (int) (tick / TICKS_PER_QUARTER);
        long end = Math.min(note.offTick(), (quarter + 1L) * TICKS_PER_QUARTER);
        ticks[quarter][note.pitch() % PITCH_CLASSES] += end - tick;
        tick = end;
      }
    }
    return ticks;
  }

  /** [semitones from the melody up to the accompaniment]: how much they sound together. */
  private static double[] intervals(double[][] melody, double[][] ground) {
    double[] together = new double[PITCH_CLASSES];
    for (int quarter = 0; quarter < melody.length; quarter++) {
      for (int i = 0; i < PITCH_CLASSES; i++) {
        if (melody[quarter][i] > 0) {
          for (int interval = 0; interval < PITCH_CLASSES; interval++) {
            together[interval] +=
                melody[quarter][i] * ground[quarter][(i + interval) % PITCH_CLASSES];
          }
        }
      }
    }
    return together;
  }
}

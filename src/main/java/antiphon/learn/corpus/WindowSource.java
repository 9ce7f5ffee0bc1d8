package antiphon.learn.corpus;

import antiphon.midi.file.MidiTrack;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.MeterMap;
import antiphon.music.time.MusicalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Draws windows from corpora: a corpus by the square root of its number of notes, so that small
 * ones are heard, a piece by its number of notes, a bar in it, an arrangement, a variation.
 */
public final class WindowSource {
  private static final int MIN_STEPS = 16;
  private static final long MAX_WINDOW_CLOCKS = 64 * 96;
  private static final double ROLL_FROM_START_SHARE = 0.5;

  private final List<CorpusPiece> pieces = new ArrayList<>();
  private final double[] weightUpTo; // [pieces]
  private final Augmentation augmentation;
  private final long notes;

  /**
   * @param corpora with at least one piece of the split among them
   */
  public WindowSource(List<Corpus> corpora, Split split, Augmentation augmentation) {
    this.augmentation = augmentation;
    List<Double> weights = new ArrayList<>();
    long sum = 0;
    for (Corpus corpus : corpora) {
      List<CorpusPiece> ofSplit = corpus.of(split);
      long notesOfCorpus = ofSplit.stream().mapToLong(WindowSource::notesOf).sum();
      for (CorpusPiece piece : ofSplit) {
        pieces.add(piece);
        weights.add(notesOf(piece) / Math.sqrt(notesOfCorpus));
      }
      sum += notesOfCorpus;
    }
    if (pieces.isEmpty()) {
      throw new IllegalArgumentException("there is no piece to draw from");
    }
    notes = sum;
    weightUpTo = new double[pieces.size()];
    double upTo = 0;
    for (int i = 0; i < weightUpTo.length; i++) {
      upTo += weights.get(i);
      weightUpTo[i] = upTo;
    }
  }

  /** Notes in all pieces. */
  public long notes() {
    return notes;
  }

  public TokenWindow draw(Random random, int maxSteps) {
    while (true) {
      CorpusPiece piece = drawPiece(random);
      boolean roll = piece.kind() == CorpusPiece.Kind.ROLL;
      Score score =
          roll ? piece.piece().asPart(Part.PLAYER) : Arranger.arrange(piece.piece(), random);
      boolean fromStart = roll && random.nextDouble() < ROLL_FROM_START_SHARE;
      long barLine = fromStart ? 0 : drawBarLine(score, random);
      Score excerpt = score.excerpt(barLine, barLine + MAX_WINDOW_CLOCKS);
      Score varied =
          roll ? augmentation.transpose(excerpt, random) : augmentation.vary(excerpt, random);
      TokenWindow window = TokenWindow.of(varied, maxSteps);
      if (window.steps() >= MIN_STEPS || barLine == 0) {
        return window;
      }
    }
  }

  private static long notesOf(CorpusPiece piece) {
    long sum = 0;
    for (MidiTrack track : piece.piece().tracks()) {
      sum += track.notes().size();
    }
    return sum;
  }

  private CorpusPiece drawPiece(Random random) {
    double weight = random.nextDouble() * weightUpTo[weightUpTo.length - 1];
    int index = 0;
    while (index < weightUpTo.length - 1 && weightUpTo[index] <= weight) {
      index++;
    }
    return pieces.get(index);
  }

  private static long drawBarLine(Score score, Random random) {
    MeterMap meters = score.meters();
    long lastClock = score.endTick() / MusicalTime.TICKS_PER_CLOCK;
    long clock = random.nextLong(lastClock + 1);
    return clock - meters.clockInBar(clock);
  }
}

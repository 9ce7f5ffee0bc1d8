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
      if (piece.kind() == CorpusPiece.Kind.ROLL) {
        return drawOfRoll(piece, random, maxSteps);
      }
      Score score = Arranger.arrange(piece.piece(), random);
      long barLine = drawBarLine(score, random);
      Score excerpt = score.excerpt(barLine, barLine + MAX_WINDOW_CLOCKS);
      TokenWindow window = TokenWindow.of(augmentation.vary(excerpt, random), maxSteps);
      if (window.steps() >= MIN_STEPS || barLine == 0) {
        return window;
      }
    }
  }

  /** From the first frame as often as from elsewhere: it is where a benchmark begins to score. */
  private TokenWindow drawOfRoll(CorpusPiece piece, Random random, int maxSteps) {
    Score score = piece.piece().asPart(Part.PLAYER);
    while (true) {
      long barLine = random.nextBoolean() ? 0 : drawBarLine(score, random);
      Score excerpt = score.soundingFrom(barLine, barLine + MAX_WINDOW_CLOCKS);
      Score transposed = augmentation.transpose(excerpt, random);
      TokenWindow window = TokenWindow.of(transposed, maxSteps).withoutLastEnds();
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

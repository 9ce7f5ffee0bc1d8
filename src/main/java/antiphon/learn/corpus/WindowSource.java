package antiphon.learn.corpus;

import antiphon.midi.file.MidiTrack;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.MeterMap;
import antiphon.music.time.MusicalTime;
import java.util.List;
import java.util.Random;

/**
 * Draws windows from pieces: a piece by its number of notes, a bar in it, an arrangement, a
 * variation.
 */
public final class WindowSource {
  private static final int MIN_STEPS = 16;
  private static final long MAX_WINDOW_CLOCKS = 64 * 96;

  private final List<CorpusPiece> pieces;
  private final long[] notesUpTo;
  private final Augmentation augmentation;

  /**
   * @param pieces at least one
   */
  public WindowSource(List<CorpusPiece> pieces, Augmentation augmentation) {
    if (pieces.isEmpty()) {
      throw new IllegalArgumentException("there is no piece to draw from");
    }
    this.pieces = List.copyOf(pieces);
    this.augmentation = augmentation;
    notesUpTo = new long[pieces.size()];
    long sum = 0;
    for (int i = 0; i < notesUpTo.length; i++) {
      for (MidiTrack track : pieces.get(i).piece().tracks()) {
        sum += track.notes().size();
      }
      notesUpTo[i] = sum;
    }
  }

  /** Notes in all pieces. */
  public long notes() {
    return notesUpTo[notesUpTo.length - 1];
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

  private CorpusPiece drawPiece(Random random) {
    long note = random.nextLong(notes());
    int index = 0;
    while (notesUpTo[index] <= note) {
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

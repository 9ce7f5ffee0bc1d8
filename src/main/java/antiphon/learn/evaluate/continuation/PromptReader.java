package antiphon.learn.evaluate.continuation;

import antiphon.learn.corpus.Corpus;
import antiphon.learn.corpus.CorpusPiece;
import antiphon.learn.corpus.CorpusReader;
import antiphon.learn.corpus.Split;
import antiphon.music.note.Part;
import antiphon.music.note.Score;
import antiphon.music.time.MusicalTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads the fixed prompts of a corpus: {@value #FILE} in its folder, tab-separated, with a heading
 * and the columns file, split, start tick (480 a quarter note, on a bar line), quarter notes of
 * prompt, quarter notes of continuation. All tracks of a piece are heard as one part.
 */
public final class PromptReader {
  /** The name of the list. */
  public static final String FILE = "prompts.tsv";

  private static final int COLUMNS = 5;
  private static final int FILE_TICKS_PER_QUARTER = 480;

  private PromptReader() {}

  /**
   * The prompts of one corpus.
   *
   * @param corpus name of the corpus
   */
  public record Prompts(String corpus, List<ContinuationPrompt> prompts) {}

  /**
   * Reads the prompts of a split, and gathers the melodies of the corpus's training pieces.
   *
   * @param folder of a corpus
   * @throws IOException with a sentence for the user when there are no prompts, or one that cannot
   *     be used
   */
  public static Prompts read(Path folder, Split split, TopLines.Builder training)
      throws IOException {
    Path list = folder.resolve(FILE);
    if (!Files.isRegularFile(list)) {
      throw new IOException(
          "no prompts at " + list + "; give the folder of a corpus with a " + FILE);
    }
    Corpus corpus = CorpusReader.readWhole(folder);
    Map<String, Score> scores = new HashMap<>();
    for (CorpusPiece piece : corpus.pieces()) {
      if (piece.split() == Split.TRAIN) {
        training.add(piece.piece().asPart(Part.PARTNER).notes());
      } else if (piece.split() == split) {
        scores.put(piece.name(), piece.piece().asPart(Part.PARTNER));
      }
    }
    List<ContinuationPrompt> prompts = new ArrayList<>();
    List<String> lines = Files.readAllLines(list);
    for (int i = 1; i < lines.size(); i++) {
      String[] columns = lines.get(i).split("\t", -1);
      String place = list + " line " + (i + 1) + ": ";
      if (columns.length != COLUMNS) {
        throw new IOException(place + "there must be " + COLUMNS + " columns");
      }
      if (!columns[1].equals(split.name().toLowerCase(Locale.ROOT))) {
        continue;
      }
      Score score = scores.get(columns[0]);
      if (score == null) {
        throw new IOException(place + columns[0] + " is no readable piece of this split");
      }
      try {
        prompts.add(
            prompt(
                columns[0],
                score,
                Long.parseLong(columns[2]),
                Integer.parseInt(columns[3]),
                Integer.parseInt(columns[4])));
      } catch (IllegalArgumentException e) {
        throw new IOException(place + e.getMessage(), e);
      }
    }
    if (prompts.stream().map(ContinuationPrompt::file).distinct().count() < 2) {
      throw new IOException(
          list + " has no prompts of two pieces for " + split.name().toLowerCase(Locale.ROOT));
    }
    return new Prompts(corpus.name(), prompts);
  }

  private static ContinuationPrompt prompt(
      String file, Score score, long fileTick, int promptQuarters, int continuationQuarters) {
    long startTick = MusicalTime.ticksOfFile(fileTick, FILE_TICKS_PER_QUARTER);
    // in files with rounded positions a bar line may lie between two clocks
    long startClock = startTick / MusicalTime.TICKS_PER_CLOCK;
    if (score.meters().clockInBar(startClock) != 0) {
      startClock++;
    }
    if (score.meters().clockInBar(startClock) != 0
        || MusicalTime.ticksOfClocks(startClock) - startTick >= MusicalTime.TICKS_PER_CLOCK) {
      throw new IllegalArgumentException("tick " + fileTick + " of " + file + " is no bar line");
    }
    long cutClock = startClock + (long) promptQuarters * MusicalTime.CLOCKS_PER_QUARTER;
    long endClock = cutClock + (long) continuationQuarters * MusicalTime.CLOCKS_PER_QUARTER;
    return new ContinuationPrompt(
        file,
        startTick,
        score.excerpt(startClock, cutClock),
        promptQuarters,
        Score.between(score.notes(), cutClock, endClock),
        continuationQuarters);
  }
}

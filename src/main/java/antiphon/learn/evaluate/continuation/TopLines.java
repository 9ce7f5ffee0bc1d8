package antiphon.learn.evaluate.continuation;

import antiphon.music.note.Note;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Finds melodies of training pieces again, in whatever key: by the runs of {@value #INTERVALS}
 * intervals in their top lines. The top line is the highest note of every onset, where no higher
 * note still sounds.
 *
 * <p>Immutable.
 */
public final class TopLines {
  /** Intervals in a run. */
  public static final int INTERVALS = 12;

  /** A run with fewer different pitches is no melody. */
  static final int LEAST_PITCHES = 4;

  private static final int PIECE_BITS = 20;
  private static final int HASH_BITS = 63 - PIECE_BITS;
  private static final long HASH_MULTIPLIER = 0x9E3779B97F4A7C15L;

  private final int pieces;
  private final long[] entries; // [runs of all pieces]: hash, then piece; sorted

  private TopLines(int pieces, long[] entries) {
    this.pieces = pieces;
    this.entries = entries;
  }

  /** Gathers pieces. */
  public static final class Builder {
    private final List<long[]> entriesOfPieces = new ArrayList<>();

    /**
     * @param notes of one piece, in {@link Note#ORDER}
     */
    public void add(List<Note> notes) {
      int piece = entriesOfPieces.size();
      if (piece >> PIECE_BITS != 0) {
        throw new IllegalStateException("more than 2^" + PIECE_BITS + " pieces");
      }
      long[] runs = runs(notes, 1);
      entriesOfPieces.add(Arrays.stream(runs).map(run -> run << PIECE_BITS | piece).toArray());
    }

    public TopLines build() {
      long[] entries = entriesOfPieces.stream().flatMapToLong(Arrays::stream).sorted().toArray();
      return new TopLines(entriesOfPieces.size(), entries);
    }
  }

  /** How many pieces there are. */
  public int pieces() {
    return pieces;
  }

  /**
   * The greatest share of the different runs of some music that is found in any one piece; 0 for
   * music too short for a run.
   *
   * @param notes in {@link Note#ORDER}
   * @param melodiesOnly whether only runs of at least {@value #LEAST_PITCHES} pitches can be found;
   *     the share is of all runs in any case
   */
  public double greatestShare(List<Note> notes, boolean melodiesOnly) {
    long[] runs = runs(notes, 1);
    Map<Integer, Integer> found = new HashMap<>();
    for (long run : melodiesOnly ? runs(notes, LEAST_PITCHES) : runs) {
      int i = Arrays.binarySearch(entries, run << PIECE_BITS);
      for (i = i < 0 ? -i - 1 : i; i < entries.length && entries[i] >> PIECE_BITS == run; i++) {
        found.merge((int) (entries[i] & ((1 << PIECE_BITS) - 1)), 1, Integer::sum);
      }
    }
    int most = found.values().stream().mapToInt(Integer::intValue).max().orElse(0);
    return runs.length == 0 ? 0 : (double) most / runs.length;
  }

  /** The pitches of the top line. */
  static int[] topLine(List<Note> notes) {
    List<Integer> line = new ArrayList<>();
    List<Note> sounding = new ArrayList<>();
    for (int i = 0; i < notes.size(); ) {
      long tick = notes.get(i).onTick();
      sounding.removeIf(note -> note.offTick() <= tick);
      int held = sounding.stream().mapToInt(Note::pitch).max().orElse(-1);
      int highest = -1;
      for (; i < notes.size() && notes.get(i).onTick() == tick; i++) {
        highest = Math.max(highest, notes.get(i).pitch());
        sounding.add(notes.get(i));
      }
      if (highest >= held) {
        line.add(highest);
      }
    }
    return line.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The different runs with so many pitches at least, as hashes of {@value #HASH_BITS} bits. */
  private static long[] runs(List<Note> notes, int leastPitches) {
    int[] line = topLine(notes);
    return IntStream.range(0, Math.max(0, line.length - INTERVALS))
        .filter(start -> pitches(line, start) >= leastPitches)
        .mapToLong(start -> hash(line, start))
        .sorted()
        .distinct()
        .toArray();
  }

  private static long pitches(int[] line, int start) {
    return Arrays.stream(line, start, start + INTERVALS + 1).distinct().count();
  }

  private static long hash(int[] line, int start) {
    long hash = 0;
    for (int i = start; i < start + INTERVALS; i++) {
      hash = (hash ^ (line[i + 1] - line[i] + 128)) * HASH_MULTIPLIER;
      hash ^= hash >>> 32;
    }
    return hash >>> (Long.SIZE - HASH_BITS);
  }
}

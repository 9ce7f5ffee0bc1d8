package antiphon;

import antiphon.learn.corpus.Roll;
import antiphon.learn.corpus.Split;
import java.util.Arrays;
import java.util.Random;

/** Random piano rolls with held pitches, long rests and frames that repeat. */
public final class RandomRolls {
  private RandomRolls() {}

  public static Roll roll(Random random, int frames, int frameClocks) {
    int[][] list = new int[frames][];
    for (int t = 0; t < frames; t++) {
      list[t] = t > 0 && random.nextInt(3) > 0 ? list[t - 1] : frame(random);
    }
    return new Roll("random", Split.TEST, frameClocks, list);
  }

  /** A roll as a line of a benchmark's file. */
  public static String line(Roll roll) {
    StringBuilder line = new StringBuilder();
    for (int[] frame : roll.frames()) {
      line.append(line.isEmpty() ? "" : " ")
          .append(frame.length == 0 ? "-" : Arrays.toString(frame).replaceAll("[\\[\\] ]", ""));
    }
    return line.toString();
  }

  private static int[] frame(Random random) {
    return random.nextInt(4) == 0
        ? new int[0]
        : random.ints(1 + random.nextInt(4), 60, 68).sorted().distinct().toArray();
  }
}

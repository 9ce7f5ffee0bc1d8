package antiphon.learn.corpus;

import antiphon.music.note.Note;
import antiphon.music.time.MusicalTime;
import java.util.Arrays;
import java.util.List;

/**
 * Shares the notes of one keyboard part between two hands. Between them runs a line that may move:
 * at each onset it should lie in a wide gap between what was struck shortly before and after, leave
 * neither hand more than it can span, and move little. The cheapest line is found over the whole
 * part (Viterbi 1967). The figures below were chosen by the two staves of the mutopia-keyboard
 * training pieces; of its validation notes 94 in 100 come to the hand of their staff, by middle C
 * alone 86.
 */
final class HandSplit {
  private static final int PITCHES = 128;

  /** Where the line may run: notes from its pitch on are the upper hand's. */
  private static final int LOWEST_LINE = 36;

  private static final int HIGHEST_LINE = 86;
  private static final int LINES = HIGHEST_LINE - LOWEST_LINE + 1;

  /** Notes as close as this are struck together. */
  private static final long TOGETHER_TICKS = MusicalTime.TICKS_PER_QUARTER / 32;

  /** What is near an onset, in ticks. */
  private static final long BEFORE_TICKS = 600;

  private static final long AFTER_TICKS = 540;

  /** A wider gap between the hands counts no more. */
  private static final int WIDEST_GAP = 3;

  /** What a line is worth that leaves one hand without notes, as a gap. */
  private static final double GAP_OF_ONE_HAND = 3;

  /** What a hand spans with ease in so short a time, in semitones. */
  private static final int SPAN = 10;

  private static final double COST_OF_SPAN = 0.6;
  private static final double COST_OF_MOVE = 0.95;
  private static final double COST_OF_DISTANCE_FROM_MIDDLE = 0.03;
  private static final int MIDDLE_LINE = 64;

  private HandSplit() {}

  /**
   * @param notes in {@link Note#ORDER}
   * @return [notes], whether it is the upper hand's
   */
  static boolean[] upperHand(List<Note> notes) {
    boolean[] upper = new boolean[notes.size()];
    int[] groupEnds = groupEnds(notes);
    int[] line = cheapestLine(notes, groupEnds);
    int note = 0;
    for (int group = 0; group < groupEnds.length; group++) {
      for (; note < groupEnds[group]; note++) {
        upper[note] = notes.get(note).pitch() >= line[group];
      }
    }
    return upper;
  }

  /** Of each group of notes struck together, the index after its last. */
  private static int[] groupEnds(List<Note> notes) {
    int[] ends = new int[notes.size()];
    int groups = 0;
    for (int i = 0; i < notes.size(); groups++) {
      long lastTick = notes.get(i).onTick() + TOGETHER_TICKS;
      while (i < notes.size() && notes.get(i).onTick() <= lastTick) {
        i++;
      }
      ends[groups] = i;
    }
    return Arrays.copyOf(ends, groups);
  }

  private static int[] cheapestLine(List<Note> notes, int[] groupEnds) {
    byte[][] from = new byte[groupEnds.length][LINES];
    double[] cost = new double[LINES];
    int[] near = new int[PITCHES]; // how often each pitch is struck about the time of the group
    int first = 0;
    int end = 0;
    for (int group = 0; group < groupEnds.length; group++) {
      int begin = group == 0 ? 0 : groupEnds[group - 1];
      long tick = notes.get(begin).onTick();
      for (; end < notes.size() && notes.get(end).onTick() <= tick + AFTER_TICKS; end++) {
        near[notes.get(end).pitch()]++;
      }
      for (; notes.get(first).onTick() < tick - BEFORE_TICKS; first++) {
        near[notes.get(first).pitch()]--;
      }
      if (group > 0) {
        move(cost, from[group]);
      }
      addCosts(near, cost);
    }
    int[] line = new int[groupEnds.length];
    int cheapest = 0;
    for (int i = 1; i < LINES; i++) {
      cheapest = cost[i] < cost[cheapest] ? i : cheapest;
    }
    for (int group = groupEnds.length - 1; group >= 0; group--) {
      line[group] = LOWEST_LINE + cheapest;
      cheapest = from[group][cheapest];
    }
    return line;
  }

  /** From each line to each: since the cost is linear in the way, two sweeps find the cheapest. */
  private static void move(double[] cost, byte[] from) {
    for (int i = 0; i < LINES; i++) {
      from[i] = (byte) i;
    }
    for (int i = 1; i < LINES; i++) {
      step(cost, from, i - 1, i);
    }
    for (int i = LINES - 2; i >= 0; i--) {
      step(cost, from, i + 1, i);
    }
  }

  private static void step(double[] cost, byte[] from, int there, int here) {
    if (cost[there] + COST_OF_MOVE < cost[here]) {
      cost[here] = cost[there] + COST_OF_MOVE;
      from[here] = from[there];
    }
  }

  private static void addCosts(int[] near, double[] cost) {
    int lowest = 0;
    while (near[lowest] == 0) {
      lowest++;
    }
    int highest = PITCHES - 1;
    while (near[highest] == 0) {
      highest--;
    }
    int below = -1; // the upper end of the lower hand
    for (int pitch = lowest; pitch < LOWEST_LINE; pitch++) {
      below = near[pitch] > 0 ? pitch : below;
    }
    int above = -1; // the lower end of the upper hand
    for (int i = 0; i < LINES; i++) {
      int line = LOWEST_LINE + i;
      if (line > 0 && near[line - 1] > 0) {
        below = line - 1;
      }
      if (above < line) {
        above = line;
        while (above < PITCHES && near[above] == 0) {
          above++;
        }
      }
      boolean hasLower = below >= 0;
      boolean hasUpper = above < PITCHES;
      double gap = hasLower && hasUpper ? Math.min(WIDEST_GAP, above - below) : GAP_OF_ONE_HAND;
      int lowerSpan = hasLower ? below - lowest : 0;
      int upperSpan = hasUpper ? highest - above : 0;
      cost[i] +=
          COST_OF_SPAN * (Math.max(0, lowerSpan - SPAN) + Math.max(0, upperSpan - SPAN))
              - gap
              + COST_OF_DISTANCE_FROM_MIDDLE * Math.abs(line - MIDDLE_LINE);
    }
  }
}

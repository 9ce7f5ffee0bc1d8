package antiphon.learn.evaluate;

import antiphon.learn.corpus.Roll;
import antiphon.music.time.Meter;
import antiphon.music.token.Grammar;
import antiphon.music.token.MetricPosition;
import antiphon.music.token.Vocabulary;
import antiphon.net.LstmStepper;
import java.util.Arrays;

/**
 * The exact likelihood of a piano roll, comparable with that of models of frames. A roll is said in
 * one way only: wherever it changes, the ends of pitches rising, then the onsets rising, then how
 * many frames it stays so, a stretch longer than the longest {@code DUR} (K frames) as {@code DUR
 * K}s and a rest. So of what the grammar allows, only this may come:
 *
 * <ul>
 *   <li>{@code NOTE_OFF p}: p sounds, is above the last end here, and no onset has come here;
 *   <li>{@code NOTE_ON p}: p is silent, has not just been ended, and is above the last onset here;
 *   <li>{@code DUR} of whole frames: something has changed since the last one, or that was the
 *       longest, or it is the first token;
 *   <li>no {@code VELOCITY} and no {@code PART}: the player has all, in the velocity there is
 *       before the first word of it.
 * </ul>
 *
 * The softmax over what may come makes tokens and rolls one to one, and so the likelihoods of all
 * rolls of a length add up to 1. A roll is cut, not ended, after its last frame: there the last
 * {@code DUR} counts as that long or longer, and no end follows. State, and the metric position in
 * 4/4, begin anew with each roll. Not thread-safe.
 */
public final class RollScorer {
  private final Expectation expectation;
  private final int lowestPitch;
  private final int highestPitch;
  private final Grammar grammar = new Grammar();
  private final boolean[] endedHere = new boolean[Vocabulary.PITCHES];
  private final int clocksPerBar = Meter.COMMON.clocksPerBar();
  private int frameClocks;
  private double nats;

  public RollScorer(LstmStepper stepper) {
    this(stepper, 0, Vocabulary.PITCHES - 1);
  }

  /** For rolls of some pitches only: the others may not come. */
  RollScorer(LstmStepper stepper, int lowestPitch, int highestPitch) {
    expectation = new Expectation(stepper);
    this.lowestPitch = lowestPitch;
    this.highestPitch = highestPitch;
  }

  /**
   * @param frames 1 or more
   * @param nats surprise at all frames, as Boulanger-Lewandowski, Bengio and Vincent (ICML 2012)
   *     count it
   * @param natsGivenFirst surprise at all frames but the first, that one being known, as Bai,
   *     Kolter and Koltun (2018) count it
   */
  public record Likelihood(int frames, double nats, double natsGivenFirst) {}

  /**
   * @param roll of one frame or more
   */
  public Likelihood score(Roll roll) {
    int[][] frames = roll.frames();
    frameClocks = roll.frameClocks();
    grammar.reset(0);
    nats = 0;
    expectation.begin(MetricPosition.of(0));
    double natsOfFirst = 0;
    for (int t = 0; t < frames.length; ) {
      change(roll, t);
      int next = t + 1;
      while (next < frames.length && Arrays.equals(frames[next], frames[t])) {
        next++;
      }
      if (t == 0) {
        // the first frame is what its onsets say, and that no other follows
        weigh();
        natsOfFirst = nats + expectation.natsOfAny(RollScorer::isDur);
      }
      stay(next - t, next == frames.length, roll.longestDurFrames());
      t = next;
    }
    return new Likelihood(frames.length, nats, nats - natsOfFirst);
  }

  private void change(Roll roll, int t) {
    Arrays.fill(endedHere, false);
    for (int pitch = 0; pitch < Vocabulary.PITCHES; pitch++) {
      if (roll.sounds(t - 1, pitch) && !roll.sounds(t, pitch)) {
        say(Vocabulary.noteOff(pitch));
        endedHere[pitch] = true;
      }
    }
    for (int pitch : roll.frames()[t]) {
      if (!roll.sounds(t - 1, pitch)) {
        say(Vocabulary.noteOn(pitch));
      }
    }
  }

  private void stay(int frames, boolean toTheEnd, int longest) {
    int left = frames;
    while (left > longest || left > 0 && !toTheEnd) {
      int dur = Math.min(left, longest);
      say(Vocabulary.dur(dur * frameClocks));
      Arrays.fill(endedHere, false);
      left -= dur;
    }
    if (left > 0) {
      int shortest = left * frameClocks;
      weigh();
      nats += expectation.natsOfAny(id -> isDur(id) && Vocabulary.value(id) >= shortest);
    }
  }

  private void say(int token) {
    weigh();
    nats += expectation.nats(token);
    grammar.apply(token);
    int clockInBar = (int) (grammar.positionClock() % clocksPerBar);
    expectation.hear(token, MetricPosition.of(clockInBar));
  }

  private void weigh() {
    expectation.weigh(this::mayCome);
  }

  private boolean mayCome(int id) {
    int value = Vocabulary.value(id);
    return switch (Vocabulary.kind(id)) {
          case NOTE_ON -> value >= lowestPitch && value <= highestPitch && !endedHere[value];
          case NOTE_OFF -> true;
          case DUR -> value % frameClocks == 0;
          case VELOCITY, PART, START -> false;
        }
        && grammar.legal(id);
  }

  private static boolean isDur(int id) {
    return Vocabulary.kind(id) == Vocabulary.Kind.DUR;
  }
}

package antiphon.learn.evaluate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import antiphon.RandomRolls;
import antiphon.Seeded;
import antiphon.learn.corpus.Roll;
import antiphon.learn.corpus.Split;
import antiphon.learn.corpus.TokenWindow;
import antiphon.music.note.Part;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RollScorerTest {
  private static final int LOWEST = 60;

  @Test
  void shouldGiveAllRollsOfALengthTogetherTheProbabilityOne() {
    for (int frames = 1; frames <= 4; frames++) {
      assertEquals(1, sumOverRolls(3, frames, 24, frames), 1e-9, frames + " frames");
    }
  }

  @Test
  void shouldGiveAllThatMayFollowAFirstFrameTogetherTheProbabilityOne() {
    for (int frames = 2; frames <= 4; frames++) {
      double[] sums = sumsOverContinuations(3, frames, 24, frames);
      for (int first = 0; first < sums.length; first++) {
        assertEquals(1, sums[first], 1e-9, frames + " frames after " + first);
      }
    }
  }

  @Test
  void shouldSumToOneWhereStretchesAreLongerThanTheLongestDurToo() {
    assertEquals(1, sumOverRolls(1, 11, 12, 5), 1e-9, "K = 4");
    assertEquals(1, sumOverRolls(2, 6, 24, 6), 1e-9, "K = 2");
    assertEquals(1, sumOverRolls(1, 9, 48, 7), 1e-9, "K = 1");
    for (double sum : sumsOverContinuations(1, 11, 12, 8)) {
      assertEquals(1, sum, 1e-9, "K = 4");
    }
  }

  @Test
  void shouldHearARollAsTrainingDoes() {
    Seeded.forSeeds(
        100,
        random -> {
          Roll roll = RandomRolls.roll(random, 2 + random.nextInt(60), 12);
          Listener listener = Listener.random(1);
          new RollScorer(listener).score(roll);
          TokenWindow window =
              TokenWindow.of(roll.piece().asPart(Part.PLAYER), Integer.MAX_VALUE).withoutLastEnds();
          // the last DUR is weighed, not heard; silence at the end is in no window
          int heard = Math.min(listener.tokens().length, window.steps());
          assertArrayEquals(
              Arrays.copyOf(window.inputs(), heard), Arrays.copyOf(listener.tokens(), heard));
          assertArrayEquals(
              Arrays.copyOf(window.positions(), heard), Arrays.copyOf(listener.positions(), heard));
          assertTrue(heard >= window.steps() || roll.frames()[roll.frames().length - 1].length > 0);
        });
  }

  @Test
  void shouldCountChoicesWhereAllAreAlike() {
    // ON 60 or 61 or 62, or DUR 1 or 2; ON 61, 62 or DUR; DUR 2 of DUR 1, 2 and ONs;
    // then OFF 60, ON 61, 62, DUR 1, 2; then ON 61, 62 or DUR: one frame or more
    Roll roll = new Roll("", Split.TEST, 24, new int[][] {{60}, {60}, {}});
    RollScorer.Likelihood found =
        new RollScorer(Listener.withoutOpinion(), LOWEST, LOWEST + 2).score(roll);
    double expected = Math.log(5) + Math.log(4) + Math.log(5) + Math.log(4) - Math.log(2);
    assertEquals(expected, found.nats(), 1e-6);
    // known are ON 60 and that no other ON follows; of the DURs it was the longer
    assertEquals(
        Math.log(2) + Math.log(5) + Math.log(4) - Math.log(2), found.natsGivenFirst(), 1e-6);
    assertEquals(3, found.frames());
  }

  @Test
  void shouldKnowAllOfASingleFrameOnceThatIsKnown() {
    Roll roll = new Roll("", Split.TEST, 24, new int[][] {{60, 64, 67}});
    RollScorer.Likelihood found = new RollScorer(Listener.random(3)).score(roll);
    assertEquals(0, found.natsGivenFirst(), 1e-12);
    assertTrue(found.nats() > 0);
    RollFigures figures = new RollFigures();
    figures.add(found);
    figures.add(new RollScorer.Likelihood(3, 9, 4));
    figures.add(new RollScorer.Likelihood(5, 10, 10));
    assertEquals(14.0 / 6, figures.natsPerFrame().ratio(), 1e-12);
    assertEquals((2 + 2.5) / 2, figures.natsPerFrameOfSequences().ratio(), 1e-12);
    assertEquals(9, figures.natsPerFrameBoulangerLewandowski().weight());
    assertEquals(
        (found.nats() + 3 + 2) / 3,
        figures.natsPerFrameBoulangerLewandowskiOfSequences().ratio(),
        1e-12);
  }

  private static double sumOverRolls(int pitches, int frames, int frameClocks, long seed) {
    RollScorer scorer = new RollScorer(Listener.random(seed), LOWEST, LOWEST + pitches - 1);
    double sum = 0;
    for (int code = 0; code < 1 << pitches * frames; code++) {
      sum += Math.exp(-scorer.score(roll(code, pitches, frames, frameClocks)).nats());
    }
    return sum;
  }

  private static double[] sumsOverContinuations(
      int pitches, int frames, int frameClocks, long seed) {
    RollScorer scorer = new RollScorer(Listener.random(seed), LOWEST, LOWEST + pitches - 1);
    Map<Integer, Double> sums = new HashMap<>();
    int firstFrames = 1 << pitches;
    for (int code = 0; code < 1 << pitches * frames; code++) {
      double natsGivenFirst =
          scorer.score(roll(code, pitches, frames, frameClocks)).natsGivenFirst();
      sums.merge(code % firstFrames, Math.exp(-natsGivenFirst), Double::sum);
    }
    return IntStream.range(0, firstFrames).mapToDouble(sums::get).toArray();
  }

  /** The roll of a number: a bit a pitch, the first frame lowest. */
  private static Roll roll(int code, int pitches, int frames, int frameClocks) {
    int[][] list = new int[frames][];
    for (int t = 0; t < frames; t++) {
      int bits = code >> t * pitches;
      list[t] =
          IntStream.range(0, pitches)
              .filter(pitch -> (bits >> pitch & 1) == 1)
              .map(pitch -> LOWEST + pitch)
              .toArray();
    }
    return new Roll("", Split.TEST, frameClocks, list);
  }
}

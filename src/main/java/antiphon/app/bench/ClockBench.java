package antiphon.app.bench;

import antiphon.live.follow.ClockFollower;
import antiphon.music.time.MusicalTime;
import antiphon.music.time.Timeline;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Random;

/**
 * How well a MIDI clock is followed that comes with jitter, lost and doubled clocks: simulated, so
 * that the true beat is known.
 */
public final class ClockBench {
  private static final double[] TEMPI_BPM = {40, 60, 97, 120, 180, 250};
  private static final double JITTER_NS = 3e6;
  private static final double LOST = 0.01;
  private static final double DOUBLED = 0.01;
  private static final int SETTLING_CLOCKS = 24 * 32;
  private static final int CLOCKS = 24 * 1_000;

  private final long seed;

  public ClockBench(long seed) {
    this.seed = seed;
  }

  /** Writes what is measured into a document. */
  public void run(ObjectNode node) {
    node.put("jitterMs", JITTER_NS / 1e6)
        .put("lost", LOST)
        .put("doubled", DOUBLED)
        .put("seed", seed);
    ArrayNode tempi = node.putArray("tempi");
    for (double tempoBpm : TEMPI_BPM) {
      follow(tempoBpm, tempi.addObject().put("tempoBpm", tempoBpm));
    }
  }

  private void follow(double tempoBpm, ObjectNode node) {
    Random random = new Random(seed);
    double periodNs = 60e9 / tempoBpm / MusicalTime.CLOCKS_PER_QUARTER;
    ClockFollower follower = new ClockFollower(Timeline.of(0, 0, 120));
    follower.start(0);
    double squares = 0;
    double worstNs = 0;
    double worstBpm = 0;
    int counted = 0;
    for (int clock = 0; clock < CLOCKS; clock++) {
      double exactNs = JITTER_NS + clock * periodNs;
      int times =
          random.nextDouble() < LOST && clock > 0 ? 0 : random.nextDouble() < DOUBLED ? 2 : 1;
      long first = Math.round(exactNs + jitter(random));
      long second = times == 2 ? Math.round(exactNs + jitter(random)) : first;
      if (times > 0) {
        follower.clock(Math.min(first, second));
      }
      if (times == 2) {
        follower.clock(Math.max(first, second));
      }
      if (clock >= SETTLING_CLOCKS) {
        double errorNs = follower.timeline().nsAt(MusicalTime.ticksOfClocks(clock)) - exactNs;
        squares += errorNs * errorNs;
        worstNs = Math.max(worstNs, Math.abs(errorNs));
        worstBpm = Math.max(worstBpm, Math.abs(follower.timeline().tempoBpm() - tempoBpm));
        counted++;
      }
    }
    node.put("clocks", counted)
        .put("phaseRmsMs", Figures.rounded(Math.sqrt(squares / counted) / 1e6))
        .put("phaseWorstMs", Figures.rounded(worstNs / 1e6))
        .put("tempoWorstBpm", Figures.rounded(worstBpm));
  }

  private static double jitter(Random random) {
    return (2 * random.nextDouble() - 1) * JITTER_NS;
  }
}

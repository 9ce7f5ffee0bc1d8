package antiphon.midi.port.jack;

/**
 * Where a frame of the audio clock lies on the process's clock, and the other way round. What is
 * stamped and what is placed go by one mapping, which is continuous and bends so little that for
 * seconds an interval of whole frames stays one to the frame.
 *
 * <p>A callback runs some time after its period began, never before: so of the delays seen in a
 * {@value #BLOCKS_PER_SECOND}th of a second the smallest tells where the period began. A line is
 * laid through these by least squares over all that were seen, later with a fading memory
 * (alpha-beta filter), and the mapping is led to it over the next block instead of being moved.
 * Single-threaded.
 */
final class FrameClock {
  private static final int BLOCKS_PER_SECOND = 4;

  /** Blocks that the fading memory is long: 16 seconds. */
  private static final int LONGEST_MEMORY = 64;

  /** Blocks after which a great error is no longer news of the clocks, but of a busy machine. */
  private static final int SETTLED = 8;

  private static final double GREATEST_ERROR_NS = 100_000;

  /**
   * More than this, by a whole block or by one callback that is too early: the server has slept.
   */
  private static final double RESTART_NS = 1_000_000;

  private static final double RESTART_AT_ONCE_NS = 50_000_000;

  /** Periods at the start in which the mapping is moved at once. */
  private static final int FIRST_PERIODS = 32;

  private int framesPerSecond;
  private double frameNs;

  /** The present period's start. */
  private long startNs;

  /** What that start has of a nanosecond. */
  private double startFractionNs;

  /** What the mapping gains with each frame until the end of the block, to come to the line. */
  private double leadNs;

  private int lastFrame;
  private int periods;
  private int blocks;
  private int blockFrames;
  private double smallestErrorNs;

  /** Starts anew; before the first period. */
  void sampleRate(int perSecond) {
    framesPerSecond = perSecond;
    restart();
  }

  /**
   * A period begins.
   *
   * @param frame number of its first frame; wraps around
   * @param nowNs the instant of the callback
   */
  void beginPeriod(int frame, long nowNs) {
    int passed = frame - lastFrame;
    lastFrame = frame;
    if (periods++ == 0) {
      startAt(nowNs);
      return;
    }
    advance(passed * (frameNs + leadNs));
    double errorNs = nowNs - startNs - startFractionNs;
    if (passed <= 0 || errorNs < -RESTART_NS || errorNs > RESTART_AT_ONCE_NS) {
      restart();
      periods = 1;
      startAt(nowNs);
    } else if (periods <= FIRST_PERIODS) {
      if (errorNs < 0) {
        startAt(nowNs);
      }
    } else {
      smallestErrorNs = Math.min(smallestErrorNs, errorNs);
      blockFrames += passed;
      if (blockFrames >= framesPerSecond / BLOCKS_PER_SECOND) {
        endBlock();
      }
    }
  }

  /** How many a second the server says there are. */
  int framesPerSecond() {
    return framesPerSecond;
  }

  /** Length of a frame, as the process's clock measures it. */
  double frameNs() {
    return frameNs;
  }

  /**
   * Instant of a place in the present period.
   *
   * @param offset frames from its first
   */
  long timeNs(double offset) {
    return startNs + Math.round(startFractionNs + offset * (frameNs + leadNs));
  }

  /** Frame that is nearest to an instant, counted from the present period's first. */
  long offset(long timeNs) {
    return Math.round((timeNs - startNs - startFractionNs) / (frameNs + leadNs));
  }

  private void endBlock() {
    if (smallestErrorNs > RESTART_NS) {
      advance(smallestErrorNs);
      blocks = 0;
      leadNs = 0;
    } else {
      int seen = Math.min(++blocks, LONGEST_MEMORY);
      double errorNs = smallestErrorNs;
      if (blocks > SETTLED) {
        errorNs = Math.max(-GREATEST_ERROR_NS, Math.min(errorNs, GREATEST_ERROR_NS));
      }
      double share = 2.0 * (2 * seen - 1) / (seen * (seen + 1.0));
      double bend = blocks == 1 ? 0 : 6.0 / (seen * (seen + 1.0));
      leadNs = Math.min(1, share) * errorNs / blockFrames;
      frameNs += bend * errorNs / blockFrames;
    }
    blockFrames = 0;
    smallestErrorNs = Double.POSITIVE_INFINITY;
  }

  /** Forgets what was learnt: the next period is as the first. */
  void restart() {
    frameNs = 1e9 / framesPerSecond;
    leadNs = 0;
    periods = 0;
    blocks = 0;
    blockFrames = 0;
    smallestErrorNs = Double.POSITIVE_INFINITY;
  }

  private void startAt(long timeNs) {
    startNs = timeNs;
    startFractionNs = 0;
  }

  private void advance(double byNs) {
    double sumNs = startFractionNs + byNs;
    long whole = (long) Math.floor(sumNs);
    startNs += whole;
    startFractionNs = sumNs - whole;
  }
}

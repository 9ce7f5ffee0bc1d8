package antiphon.midi.port.jack;

/**
 * Where a frame of the audio clock lies on the process's clock. A callback runs some time after its
 * cycle began, never before: so the smallest delay seen is the best estimate, and it is let go
 * slowly because the two clocks drift. Single-threaded.
 */
final class FrameClock {
  /** How fast the estimate gives way, more than any two quartz clocks drift apart. */
  private static final double DRIFT = 200e-6;

  private static final long RESTART_NS = 50_000_000;

  private double frameNs;
  private double offsetNs = Double.NaN;
  private long originNs;
  private long lastNs;

  void sampleRate(int framesPerSecond) {
    frameNs = 1e9 / framesPerSecond;
    offsetNs = Double.NaN;
  }

  double frameNs() {
    return frameNs;
  }

  /**
   * When a cycle began.
   *
   * @param frame number of its first frame
   * @param nowNs the instant of the callback
   */
  long cycleStartNs(long frame, long nowNs) {
    if (Double.isNaN(offsetNs)) {
      originNs = nowNs;
      offsetNs = -frame * frameNs;
    } else {
      double observedNs = (nowNs - originNs) - frame * frameNs;
      double leakedNs = offsetNs + (nowNs - lastNs) * DRIFT;
      offsetNs = observedNs - leakedNs > RESTART_NS ? observedNs : Math.min(leakedNs, observedNs);
    }
    lastNs = nowNs;
    return originNs + Math.round(frame * frameNs + offsetNs);
  }
}

package antiphon.live.api;

import java.util.BitSet;

/** Keys that ask for something when they are struck, and are not heard as music. Immutable. */
public final class TriggerKeys {
  public static final TriggerKeys NONE = new TriggerKeys(new BitSet());

  private static final int PITCHES = 128;

  private final boolean[] keys = new boolean[16 * PITCHES];

  /**
   * @param keys a bit each, channel (from 0) times 128 and pitch
   */
  public TriggerKeys(BitSet keys) {
    keys.stream().forEach(key -> this.keys[key] = true);
  }

  /**
   * @param channel 0 to 15
   */
  @RealTimeSafe
  public boolean contains(int channel, int pitch) {
    return keys[channel * PITCHES + pitch];
  }
}

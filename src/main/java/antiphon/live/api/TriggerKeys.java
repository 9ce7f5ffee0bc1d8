package antiphon.live.api;

import java.util.BitSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

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

  /** As {@link #toString} has it. */
  public static TriggerKeys parse(String keys) {
    BitSet bits = new BitSet();
    if (!keys.isEmpty()) {
      Stream.of(keys.split(",")).map(Integer::valueOf).forEach(bits::set);
    }
    return new TriggerKeys(bits);
  }

  /** The numbers of the keys, channel (from 0) times 128 and pitch, with commas. */
  @Override
  public String toString() {
    return IntStream.range(0, keys.length)
        .filter(key -> keys[key])
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(","));
  }

  /**
   * @param channel 0 to 15
   */
  @RealTimeSafe
  public boolean contains(int channel, int pitch) {
    return keys[channel * PITCHES + pitch];
  }
}

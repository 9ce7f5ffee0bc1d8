package antiphon.app.config;

import antiphon.live.api.LiveSettings;
import java.util.List;

/**
 * Some of the sixteen MIDI channels.
 *
 * @param bits channel 1 is the lowest
 */
public record ChannelSet(int bits) {
  public static final ChannelSet ALL = new ChannelSet(LiveSettings.ALL_CHANNELS);

  private static final int CHANNELS = 16;

  /**
   * @param ranges such as {@code 3} or {@code 1-4}
   * @throws IllegalArgumentException saying what is allowed
   */
  static ChannelSet parse(List<String> ranges) {
    int bits = 0;
    for (String range : ranges) {
      String[] ends = range.trim().split("-", 2);
      int first = channel(ends[0], range);
      int last = channel(ends[ends.length - 1], range);
      for (int channel = first; channel <= last; channel++) {
        bits |= 1 << channel - 1;
      }
    }
    return new ChannelSet(bits);
  }

  private static int channel(String text, String range) {
    if (text.matches("\\d{1,2}")) {
      int channel = Integer.parseInt(text);
      if (channel >= 1 && channel <= CHANNELS) {
        return channel;
      }
    }
    throw new IllegalArgumentException(
        "must be channels from 1 to 16 or ranges of them such as 1-4, not '" + range + "'");
  }
}

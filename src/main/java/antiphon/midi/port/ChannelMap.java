package antiphon.midi.port;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Which MIDI channels pass a port, and as which. System messages, which have none, pass. Immutable.
 */
public final class ChannelMap {
  /** Every channel passes as it is. */
  public static final ChannelMap ALL = new ChannelMap(identity());

  private static final int CHANNELS = 16;
  private static final int NONE = -1;

  /** As people write it, channels from 1: {@code 3}, {@code 1-4}, or {@code 2>10}. */
  private static final Pattern WORD = Pattern.compile("(\\d+)(?:-(\\d+)|>(\\d+))?");

  private final int[] to; // [channel]: the channel it passes as, or NONE

  private ChannelMap(int[] to) {
    this.to = to;
  }

  /**
   * Reads what passes: a channel, a range of them, or {@code from>to}. Channels that are not named
   * do not pass; of two words for one channel the later holds.
   *
   * @param words channels counted from 1; none for all
   * @throws IllegalArgumentException saying what is allowed
   */
  public static ChannelMap parse(List<?> words) {
    if (words.isEmpty()) {
      return ALL;
    }
    int[] to = new int[CHANNELS];
    Arrays.fill(to, NONE);
    for (Object word : words) {
      Matcher matcher = WORD.matcher(String.valueOf(word));
      if (!matcher.matches()) {
        throw refusal(word);
      }
      int first = channel(matcher.group(1), word);
      int last = matcher.group(2) == null ? first : channel(matcher.group(2), word);
      if (last < first) {
        throw refusal(word);
      }
      for (int channel = first; channel <= last; channel++) {
        to[channel] = matcher.group(3) == null ? channel : channel(matcher.group(3), word);
      }
    }
    return new ChannelMap(to);
  }

  /**
   * A message as it passes, its port kept; 0 when its channel does not pass. Allocates nothing.
   *
   * @param message packed as in {@link MidiMessages}
   */
  public int apply(int message) {
    if (MidiMessages.command(message) == MidiMessages.SYSTEM) {
      return message;
    }
    int channel = to[MidiMessages.channel(message)];
    return channel == NONE ? 0 : message & ~0x0f | channel;
  }

  /** Sixteen signs, one for each channel: that as which it passes, in hexadecimal, or a dash. */
  @Override
  public String toString() {
    return Arrays.stream(to)
        .mapToObj(channel -> channel == NONE ? "-" : Integer.toHexString(channel))
        .collect(Collectors.joining());
  }

  /**
   * Reads what {@link #toString} has written.
   *
   * @throws IllegalArgumentException when it is no such text
   */
  public static ChannelMap ofSigns(String signs) {
    if (!signs.matches("[0-9a-f-]{16}")) {
      throw new IllegalArgumentException("no map of channels: " + signs);
    }
    return new ChannelMap(
        signs.chars().map(sign -> sign == '-' ? NONE : Character.digit(sign, 16)).toArray());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChannelMap map && Arrays.equals(to, map.to);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(to);
  }

  private static int channel(String number, Object word) {
    int channel = number.length() > 2 ? 0 : Integer.parseInt(number);
    if (channel < 1 || channel > CHANNELS) {
      throw refusal(word);
    }
    return channel - 1;
  }

  private static IllegalArgumentException refusal(Object word) {
    return new IllegalArgumentException(
        "must be channels from 1 to 16, such as 3, \"1-4\" or \"2>10\", not '" + word + "'");
  }

  private static int[] identity() {
    int[] to = new int[CHANNELS];
    Arrays.setAll(to, channel -> channel);
    return to;
  }
}

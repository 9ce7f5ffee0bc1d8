package antiphon.app.config;

import antiphon.midi.port.ChannelMap;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/** The keys of a table {@code [midi.ports.NAME]}, one of Antiphon's own ports. */
public enum PortKey {
  IN("in", ValueType.patterns()),
  OUT("out", ValueType.patterns()),
  CHANNELS("channels", raw -> ChannelMap.parse(ValueType.list(raw))),
  LATENCY_MS("latency_ms", ValueType.number(0, 1000)),
  THRU("thru", ValueType.texts()),
  PLAYS("plays", ValueType.flag()),
  CLOCK("clock", ValueType.flag()),
  LIGHTS("lights", ValueType.flag());

  private final String word;
  private final ValueType type;

  PortKey(String word, ValueType type) {
    this.word = word;
    this.type = type;
  }

  /** As in the file. */
  public String word() {
    return word;
  }

  /**
   * @throws IllegalArgumentException saying what is allowed
   */
  Object check(Object raw) {
    return type.check(raw);
  }

  /**
   * @throws IllegalArgumentException when there is none
   */
  static PortKey of(String word) {
    for (PortKey key : values()) {
      if (key.word.equals(word)) {
        return key;
      }
    }
    List<String> words = Arrays.stream(values()).map(PortKey::word).toList();
    throw new IllegalArgumentException(
        "unknown key; a port has: " + words.stream().collect(Collectors.joining(", ")));
  }
}

package antiphon.app.config;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a configuration says of one of Antiphon's own ports. */
public final class PortTable {
  /** Where the tables are. */
  public static final String PREFIX = "midi.ports.";

  private final String name;
  private final Map<PortKey, Object> values = new EnumMap<>(PortKey.class);

  PortTable(String name) {
    this.name = name;
  }

  public String name() {
    return name;
  }

  /** Full name of a key, as in {@code midi.ports.keys.thru}. */
  public String fullName(PortKey key) {
    return PREFIX + name + "." + key.word();
  }

  void put(PortKey key, Object value) {
    values.put(key, value);
  }

  /** All it says: the same words, the same table. */
  String words() {
    return values.toString();
  }

  public boolean has(PortKey key) {
    return values.containsKey(key);
  }

  public <T> T value(PortKey key, Class<T> type, T otherwise) {
    return type.cast(values.getOrDefault(key, otherwise));
  }

  /** The elements of a list; none when it is not given. */
  public <T> List<T> list(PortKey key, Class<T> type) {
    List<?> list = value(key, List.class, List.of());
    return list.stream().<T>map(type::cast).toList();
  }
}

package antiphon.app.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;

/** The values in force: defaults, over them a file, over that the command line. */
public final class Configuration {
  private final Map<Key, Object> values = new EnumMap<>(Key.class);

  public Configuration() {
    for (Key key : Key.values()) {
      if (key.defaultValue() != null) {
        values.put(key, key.defaultValue());
      }
    }
  }

  /**
   * Lays a file over what is there.
   *
   * @throws UsageException naming file, line, key and what is allowed
   */
  public void read(Path file) {
    TomlParseResult toml;
    try {
      if (!Files.isRegularFile(file)) {
        throw new UsageException("no configuration at " + file + "; check --config");
      }
      toml = Toml.parse(file);
    } catch (IOException e) {
      throw new UsageException("configuration " + file + " cannot be read: " + e.getMessage(), e);
    }
    for (TomlParseError error : toml.errors()) {
      throw new UsageException(
          file + " line " + error.position().line() + ": " + error.getMessage(), error);
    }
    for (String name : toml.dottedKeySet()) {
      String place = file + " line " + toml.inputPositionOf(name).line() + ": ";
      Key key =
          Key.named(name)
              .orElseThrow(
                  () ->
                      new UsageException(
                          place + "unknown key '" + name + "'; there are: " + names()));
      Object raw = toml.get(name);
      put(key, raw instanceof TomlArray array ? array.toList() : raw, place + name);
    }
  }

  /**
   * Lays one value of the command line over what is there; null leaves it.
   *
   * @param option how the user called it
   */
  public void override(Key key, String option, Object raw) {
    if (raw != null) {
      put(key, raw, option);
    }
  }

  public boolean has(Key key) {
    return values.containsKey(key);
  }

  public String text(Key key) {
    return (String) values.get(key);
  }

  public double number(Key key) {
    return (Double) values.get(key);
  }

  public long integer(Key key) {
    return (Long) values.get(key);
  }

  public boolean flag(Key key) {
    return (Boolean) values.get(key);
  }

  public <T> T value(Key key, Class<T> type) {
    return type.cast(values.get(key));
  }

  /** The elements of a list, each of a type. */
  public <T> List<T> list(Key key, Class<T> type) {
    return ((List<?>) values.get(key)).stream().map(type::cast).toList();
  }

  private void put(Key key, Object raw, String place) {
    try {
      values.put(key, key.check(raw));
    } catch (IllegalArgumentException e) {
      String between = e.getMessage().startsWith("must ") ? " " : ": ";
      throw new UsageException(place + between + e.getMessage(), e);
    }
  }

  private static String names() {
    return Arrays.stream(Key.values()).map(Key::fullName).collect(Collectors.joining(", "));
  }
}

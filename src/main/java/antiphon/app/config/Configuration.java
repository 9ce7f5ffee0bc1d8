package antiphon.app.config;

import antiphon.live.api.Parameter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.tomlj.Toml;
import org.tomlj.TomlArray;
import org.tomlj.TomlParseError;
import org.tomlj.TomlParseResult;
import org.tomlj.TomlTable;

/** The values in force: defaults, over them a file, over that the command line. */
public final class Configuration {
  /** Of systemd.exec(5): one folder, or several with colons. */
  private static final String STATE_DIRECTORY = "STATE_DIRECTORY";

  private static final Pattern PORT_NAME = Pattern.compile("[a-z][a-z0-9_-]{0,23}");

  private final Map<Key, Object> values = new EnumMap<>(Key.class);
  private final Map<Parameter, Double> parameters = new EnumMap<>(Parameter.class);

  /** In the order of the file, by name. */
  private final Map<String, PortTable> ports = new LinkedHashMap<>();

  /** What the command line has laid over the file, to be laid over it again. */
  private final List<Consumer<Configuration>> overrides = new ArrayList<>();

  private final Set<Key> given = EnumSet.noneOf(Key.class);

  private Path file = Home.configuration();

  public Configuration() {
    for (Key key : Key.values()) {
      if (key.defaultValue() != null) {
        values.put(key, key.defaultValue());
      }
    }
    for (Parameter parameter : Parameter.values()) {
      parameters.put(parameter, parameter.defaultValue());
    }
  }

  /**
   * Lays a file over what is there.
   *
   * @throws UsageException naming file, line, key and what is allowed
   */
  public void read(Path file) {
    this.file = file;
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
    TomlTable tables = toml.getTable("midi") == null ? null : portTables(toml);
    if (tables != null) {
      tables.keySet().stream()
          .filter(name -> tables.isTable(List.of(name)) && PORT_NAME.matcher(name).matches())
          .sorted(Comparator.comparingInt(name -> tables.inputPositionOf(List.of(name)).line()))
          .forEach(name -> ports.computeIfAbsent(name, PortTable::new));
    }
    List<String> names =
        toml.dottedKeySet().stream()
            .sorted(Comparator.comparingInt(name -> toml.inputPositionOf(name).line()))
            .toList();
    for (String name : names) {
      String place = file + " line " + toml.inputPositionOf(name).line() + ": ";
      put(name, raw(toml, name), place);
    }
  }

  /**
   * Lays any value over what is there, as on the command line.
   *
   * @param assignment {@code KEY=VALUE}, the key with its table; a value that begins with a bracket
   *     or a quote is one as in a file, any other is taken as by the options that have one
   * @param option how the user called it
   * @throws UsageException saying what is wrong with it
   */
  public void set(String assignment, String option) {
    int equals = assignment.indexOf('=');
    if (equals < 1) {
      throw new UsageException(
          option + ": a key, = and its value, such as rtp.port=5006, not '" + assignment + "'");
    }
    String name = assignment.substring(0, equals).strip();
    Key.named(name).ifPresent(given::add);
    Object raw = value(assignment.substring(equals + 1).strip(), option + " " + name);
    put(name, raw, option + " ");
    overrides.add(other -> other.put(name, raw, option + " "));
  }

  private static Object value(String text, String place) {
    if (text.isEmpty()) {
      throw new UsageException(place + ": there is no value");
    }
    if ("[\"'".indexOf(text.charAt(0)) < 0) {
      return text;
    }
    TomlParseResult toml = Toml.parse("value = " + text);
    if (toml.hasErrors() || toml.size() != 1) {
      throw new UsageException(
          place
              + " must be a list such as [\"a\", \"b\"] or a text in quotes, as what begins with a"
              + " bracket or a quote has to be, not '"
              + text
              + "'");
    }
    return raw(toml, "value");
  }

  private static Object raw(TomlTable toml, String name) {
    return toml.get(name) instanceof TomlArray array ? array.toList() : toml.get(name);
  }

  /**
   * @param name full, of a key, a parameter or a port's key
   * @param place where it was found, before the name
   */
  private void put(String name, Object raw, String place) {
    if (name.startsWith(PortTable.PREFIX)) {
      putPort(name, raw, place + name);
      return;
    }
    Optional<Parameter> parameter = Parameter.ofKey(name);
    if (parameter.isPresent()) {
      put(parameter.get(), raw, place + name);
      return;
    }
    Key key =
        Key.named(name)
            .orElseThrow(
                () -> new UsageException(place + "unknown key '" + name + "'; " + remedy(name)));
    put(key, raw, place + name);
  }

  /**
   * Lays one value of the command line over what is there; null leaves it.
   *
   * @param option how the user called it
   */
  public void override(Key key, String option, Object raw) {
    if (raw != null) {
      given.add(key);
      put(key, raw, option);
      overrides.add(other -> other.put(key, raw, option));
    }
  }

  /** The same for a parameter. */
  public void override(Parameter parameter, String option, Object raw) {
    if (raw != null) {
      put(parameter, raw, option);
      overrides.add(other -> other.put(parameter, raw, option));
    }
  }

  /**
   * The same file as it is now, and the same command line over it.
   *
   * @throws UsageException as {@link #read}; this one stays as it is
   */
  public Configuration readAgain() {
    Configuration again = new Configuration();
    again.read(file);
    overrides.forEach(override -> override.accept(again));
    again.overrides.addAll(overrides);
    again.given.addAll(given);
    return again;
  }

  /** Full names of the keys that are not the same in another; of a port's table the table's. */
  public Set<String> differences(Configuration other) {
    Set<String> names = new TreeSet<>();
    for (Key key : Key.values()) {
      if (!same(values.get(key), other.values.get(key))) {
        names.add(key.fullName());
      }
    }
    for (Parameter parameter : Parameter.values()) {
      if (!parameters.get(parameter).equals(other.parameters.get(parameter))) {
        names.add(parameter.key());
      }
    }
    Set<String> tables = new TreeSet<>(ports.keySet());
    tables.addAll(other.ports.keySet());
    for (String table : tables) {
      if (!Objects.equals(words(ports.get(table)), words(other.ports.get(table)))) {
        names.add(PortTable.PREFIX + table);
      }
    }
    return names;
  }

  /** Patterns are the same when they are written the same. */
  private static boolean same(Object one, Object other) {
    return String.valueOf(one).equals(String.valueOf(other));
  }

  private static String words(PortTable table) {
    return table == null ? null : table.words();
  }

  /** The file that was read last, or the one that would have been. */
  public Path file() {
    return file;
  }

  /** Where the file that was read last lies, or the one that would have been. */
  public Path folder() {
    return file.toAbsolutePath().getParent();
  }

  /**
   * Where Antiphon keeps what is its own: the folder that systemd gives a service for that, else
   * beside the configuration, or where this user may not write there, in the user's own folder.
   *
   * @param environment the variables of the process
   */
  public Path keptFolder(Map<String, String> environment) {
    return keptFolder(
        environment, folder -> !Files.isDirectory(folder) || Files.isWritable(folder));
  }

  /** The same, told where this user may write. */
  Path keptFolder(Map<String, String> environment, Predicate<Path> mayWrite) {
    String given = environment.getOrDefault(STATE_DIRECTORY, "").split(":", 2)[0];
    if (!given.isEmpty()) {
      return Path.of(given);
    }
    return mayWrite.test(folder()) ? folder() : DataFolder.ofUser(environment).orElse(folder());
  }

  /** What a parameter is at the start. */
  public double number(Parameter parameter) {
    return parameters.get(parameter);
  }

  /** All parameters at the start. */
  public Map<Parameter, Double> parameters() {
    return Map.copyOf(parameters);
  }

  /** Whether the command line says what a key is. */
  public boolean isGiven(Key key) {
    return given.contains(key);
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

  private static TomlTable portTables(TomlTable toml) {
    List<String> path = List.of("midi", "ports");
    return toml.isTable(path) ? toml.getTable(path) : null;
  }

  /** Antiphon's own ports that the file names, in its order. */
  public List<PortTable> ports() {
    return List.copyOf(ports.values());
  }

  private void put(Key key, Object raw, String place) {
    try {
      values.put(key, key.check(raw));
    } catch (IllegalArgumentException e) {
      throw refusal(place, e);
    }
  }

  private void put(Parameter parameter, Object raw, String place) {
    try {
      parameters.put(parameter, parameter.parse(String.valueOf(raw)));
    } catch (IllegalArgumentException e) {
      throw new UsageException(place + e.getMessage().substring(parameter.word().length()), e);
    }
  }

  /**
   * @param fullName such as {@code midi.ports.keys.thru}
   */
  private void putPort(String fullName, Object raw, String place) {
    String[] path = fullName.substring(PortTable.PREFIX.length()).split("\\.", 2);
    if (path.length != 2 || !PORT_NAME.matcher(path[0]).matches()) {
      throw new UsageException(
          place
              + ": a port is a table [midi.ports.NAME], its name a small letter and then small"
              + " letters, digits, - or _, 24 at most");
    }
    try {
      PortKey key = PortKey.of(path[1]);
      ports.computeIfAbsent(path[0], PortTable::new).put(key, key.check(raw));
    } catch (IllegalArgumentException e) {
      throw refusal(place, e);
    }
  }

  private static UsageException refusal(String place, IllegalArgumentException reason) {
    String between = reason.getMessage().startsWith("must ") ? " " : ": ";
    return new UsageException(place + between + reason.getMessage(), reason);
  }

  /** What to write in place of a key that is unknown: where it belongs, or what its table holds. */
  private static String remedy(String unknown) {
    String last = unknown.substring(unknown.lastIndexOf('.') + 1);
    String wanted =
        Parameter.ofWord(last).map(Parameter::key).map(Configuration::last).orElse(last);
    List<String> homes = names().filter(name -> last(name).equals(wanted)).toList();
    if (!homes.isEmpty()) {
      return "it is '" + String.join("' or '", homes) + "'";
    }
    String table = unknown.substring(0, Math.max(0, unknown.indexOf('.')));
    List<String> siblings =
        names().filter(name -> name.startsWith(table + ".")).map(Configuration::last).toList();
    if (!siblings.isEmpty()) {
      return "in [" + table + "] there are: " + String.join(", ", siblings);
    }
    return "there are: " + names().collect(Collectors.joining(", ")) + ", and midi.ports.NAME.…";
  }

  private static String last(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static Stream<String> names() {
    return Stream.concat(
        Arrays.stream(Key.values()).map(Key::fullName),
        Arrays.stream(Parameter.values()).map(Parameter::key));
  }
}

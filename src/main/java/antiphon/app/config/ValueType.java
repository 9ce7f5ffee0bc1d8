package antiphon.app.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What values a key takes. */
interface ValueType {
  /** A name of a machine, or an address. */
  Pattern HOST =
      Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?|[0-9a-fA-F:]*:[0-9a-fA-F:.]*");

  /**
   * Checks a value and gives it in its final type.
   *
   * @param raw as TOML gives it (Long, Double, Boolean, String, List), or a String from the command
   *     line
   * @throws IllegalArgumentException saying what is allowed
   */
  Object check(Object raw);

  static ValueType text() {
    return raw -> {
      if (raw instanceof String text && !text.isBlank()) {
        return text;
      }
      throw new IllegalArgumentException("must be a text, not " + raw);
    };
  }

  static ValueType flag() {
    return raw -> {
      if (raw instanceof Boolean flag) {
        return flag;
      }
      if ("true".equals(raw) || "false".equals(raw)) {
        return Boolean.valueOf((String) raw);
      }
      throw new IllegalArgumentException("must be true or false, not " + raw);
    };
  }

  static ValueType number(double min, double max) {
    return raw -> {
      double value = toNumber(raw).doubleValue();
      if (!(value >= min && value <= max)) {
        throw new IllegalArgumentException(
            "must be " + plain(min) + " to " + plain(max) + ", not " + raw);
      }
      return value;
    };
  }

  static ValueType integer(long min, long max) {
    return raw -> {
      Number number = toNumber(raw);
      if (number.doubleValue() != Math.rint(number.doubleValue())
          || number.longValue() < min
          || number.longValue() > max) {
        throw new IllegalArgumentException(
            "must be a whole number from " + min + " to " + max + ", not " + raw);
      }
      return number.longValue();
    };
  }

  /**
   * A whole number, or a word that stands for another.
   *
   * @param meaning what the word is given as
   */
  static ValueType integerOr(String word, long meaning, long min, long max) {
    return raw -> {
      if (word.equals(raw)) {
        return meaning;
      }
      try {
        return integer(min, max).check(raw);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "must be a whole number from "
                + min
                + " to "
                + max
                + ", or "
                + word
                + ", not '"
                + raw
                + "'",
            e);
      }
    };
  }

  static ValueType words(String... words) {
    return raw -> {
      if (Arrays.asList(words).contains(raw)) {
        return raw;
      }
      throw new IllegalArgumentException(
          "must be one of " + String.join(", ", words) + ", not '" + raw + "'");
    };
  }

  /** A text that another type can read. */
  static ValueType parsed(Function<String, Object> parser) {
    return raw -> {
      if (raw instanceof String text) {
        return parser.apply(text);
      }
      throw new IllegalArgumentException("must be a text, not " + raw);
    };
  }

  /** Texts or numbers of a list, or one, that another type can read together. */
  static ValueType parsedLists(Function<List<String>, Object> parser) {
    return raw -> parser.apply(list(raw).stream().map(String::valueOf).toList());
  }

  /** Words of a list, or one text with commas between them. */
  static ValueType wordLists(String... words) {
    return raw -> {
      List<?> chosen = raw instanceof String text ? List.of(text.split("\\s*,\\s*")) : list(raw);
      if (chosen.isEmpty() || !Arrays.asList(words).containsAll(chosen)) {
        throw new IllegalArgumentException(
            "must be one of " + String.join(", ", words) + ", or several, not '" + raw + "'");
      }
      return chosen;
    };
  }

  /** A list of regular expressions, or one. */
  static ValueType patterns() {
    return raw -> list(raw).stream().map(ValueType::pattern).toList();
  }

  /** A list of texts, or one. */
  static ValueType texts() {
    return raw -> list(raw).stream().map(element -> (String) text().check(element)).toList();
  }

  /** A list of machines' names or addresses, or one. */
  static ValueType hosts() {
    return raw -> list(raw).stream().map(element -> host((String) text().check(element))).toList();
  }

  private static String host(String name) {
    if (!HOST.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "must be names as in an address bar, such as rig.local, without http:// and port, not '"
              + name
              + "'");
    }
    return name;
  }

  /** A list as it is; anything else as the one element of a list. */
  static List<?> list(Object raw) {
    return raw instanceof List<?> list ? list : List.of(raw);
  }

  /** A port, or {@code off}, given as -1. */
  static ValueType portOrOff(int lowest) {
    return raw -> "off".equals(raw) ? Long.valueOf(-1) : portNumber(raw, lowest);
  }

  private static Object portNumber(Object raw, int lowest) {
    try {
      return integer(lowest, 65_535).check(raw);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "must be a port from " + lowest + " to 65535 or off, not '" + raw + "'", e);
    }
  }

  private static Pattern pattern(Object text) {
    try {
      return Pattern.compile(String.valueOf(text), Pattern.CASE_INSENSITIVE);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "must be a regular expression; '"
              + text
              + "' is not: "
              + e.getDescription().toLowerCase(Locale.ROOT),
          e);
    }
  }

  private static Number toNumber(Object raw) {
    if (raw instanceof Number number) {
      return number;
    }
    try {
      String text = String.valueOf(raw);
      if (text.matches("[+-]?\\d+")) {
        return Long.valueOf(text);
      }
      return Double.valueOf(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("must be a number, not '" + raw + "'", e);
    }
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}

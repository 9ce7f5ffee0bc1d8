package antiphon.control.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads Prometheus' text format 0.0.4, and takes nothing that is not by its rules. */
final class PrometheusText {
  private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
  private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\n]|\\\\[\\\\\"n])*\"";
  private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") (.+)");
  private static final Pattern TYPE =
      Pattern.compile("# TYPE (" + NAME + ") (counter|gauge|histogram|summary|untyped)");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "(" + NAME + ")(?:\\{(" + LABEL + "(?:," + LABEL + ")*),?\\})? ([^ ]+)( -?[0-9]+)?");

  /** Type of each family by its name. */
  final Map<String, String> types = new LinkedHashMap<>();

  final Map<String, String> help = new LinkedHashMap<>();

  /** Value of each sample by its name and labels as written. */
  final Map<String, Double> samples = new LinkedHashMap<>();

  private String family = "";

  PrometheusText(String text) {
    require(text.endsWith("\n"), "ends with a line");
    text.lines().forEach(this::read);
    types.forEach(
        (name, type) -> {
          if (type.equals("histogram")) {
            requireHistogram(name);
          }
        });
  }

  double sample(String nameAndLabels) {
    require(samples.containsKey(nameAndLabels), "there is " + nameAndLabels);
    return samples.get(nameAndLabels);
  }

  /** Names of samples, without labels. */
  List<String> names() {
    return samples.keySet().stream().map(key -> key.replaceAll("\\{.*", "")).distinct().toList();
  }

  private void read(String line) {
    Matcher help = HELP.matcher(line);
    Matcher type = TYPE.matcher(line);
    Matcher sample = SAMPLE.matcher(line);
    if (help.matches()) {
      require(this.help.put(help.group(1), help.group(2)) == null, "one HELP: " + line);
      family = help.group(1);
    } else if (type.matches()) {
      require(types.put(type.group(1), type.group(2)) == null, "one TYPE: " + line);
      require(type.group(1).equals(family), "TYPE after its HELP: " + line);
    } else if (sample.matches()) {
      require(belongs(sample.group(1)), "is of the family before it: " + line);
      String key =
          sample.group(2) == null ? sample.group(1) : sample.group(1) + "{" + sample.group(2) + "}";
      require(samples.put(key, number(sample.group(3))) == null, "comes once: " + line);
    } else {
      require(false, "is by the rules: " + line);
    }
  }

  private boolean belongs(String name) {
    String type = types.getOrDefault(family, "none");
    return switch (type) {
      case "histogram" -> name.matches(family + "_(bucket|sum|count)");
      case "summary" -> name.matches(family + "(_sum|_count)?");
      case "counter" -> name.equals(family) && name.endsWith("_total");
      default -> name.equals(family);
    };
  }

  private void requireHistogram(String name) {
    List<Double> cumulative = new ArrayList<>();
    samples.forEach(
        (key, value) -> {
          if (key.startsWith(name + "_bucket{le=")) {
            require(cumulative.isEmpty() || value >= cumulative.get(cumulative.size() - 1), key);
            cumulative.add(value);
          }
        });
    require(cumulative.size() > 1, name + " has buckets");
    double all = sample(name + "_bucket{le=\"+Inf\"}");
    require(all == cumulative.get(cumulative.size() - 1), name + ": the last has no bound");
    require(all == sample(name + "_count"), name + ": the last bucket holds all");
    require(sample(name + "_sum") >= 0, name);
  }

  private static double number(String text) {
    return switch (text) {
      case "+Inf" -> Double.POSITIVE_INFINITY;
      case "-Inf" -> Double.NEGATIVE_INFINITY;
      default -> Double.parseDouble(text);
    };
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(what);
    }
  }
}

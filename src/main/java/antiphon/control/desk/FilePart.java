package antiphon.control.desk;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A part of a file, which knows its line. Every refusal is an {@link IllegalArgumentException} that
 * names file and line.
 *
 * @param pointer where in the file it is, a JSON pointer
 * @param lines by such pointers
 */
record FilePart(String file, JsonNode node, String pointer, Map<String, Integer> lines) {
  /** Refuses keys that are not known. */
  FilePart requireKeys(Set<String> keys) {
    if (!node.isObject()) {
      throw refusal("must be an object with " + sorted(keys));
    }
    for (String name : names()) {
      if (!keys.contains(name)) {
        throw part(name)
            .refusal(
                "'" + Scene.shortened(name) + "' is not known here; allowed is " + sorted(keys));
      }
    }
    return this;
  }

  boolean has(String name) {
    return node.hasNonNull(name);
  }

  FilePart part(String name) {
    String escaped = name.replace("~", "~0").replace("/", "~1");
    return new FilePart(file, node.path(name), pointer + "/" + escaped, lines);
  }

  /** The elements of a list; none when it is missing. */
  List<FilePart> elements(String name) {
    FilePart list = part(name);
    if (!has(name)) {
      return List.of();
    }
    if (!list.node.isArray()) {
      throw list.refusal(name + " must be a list");
    }
    List<FilePart> elements = new ArrayList<>();
    for (int i = 0; i < list.node.size(); i++) {
      elements.add(new FilePart(file, list.node.get(i), list.pointer + "/" + i, lines));
    }
    return elements;
  }

  /** The values of an object, by name; none when it is missing. */
  Map<String, FilePart> parts(String name) {
    FilePart object = part(name);
    Map<String, FilePart> parts = new LinkedHashMap<>();
    if (has(name)) {
      if (!object.node.isObject()) {
        throw object.refusal(name + " must be an object");
      }
      object.names().forEach(key -> parts.put(key, object.part(key)));
    }
    return parts;
  }

  String text(String name) {
    JsonNode value = node.path(name);
    if (!value.isTextual()) {
      throw part(name).refusal(name + " must be a text");
    }
    return value.textValue();
  }

  int whole(String name) {
    JsonNode value = node.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw part(name).refusal(name + " must be a whole number");
    }
    return value.intValue();
  }

  LocatedRefusal refusal(String sentence) {
    return new LocatedRefusal(file + " line " + line() + ": " + sentence);
  }

  /** Where it begins; of what is missing, where that begins in which it should be. */
  private int line() {
    String place = pointer;
    while (!lines.containsKey(place) && !place.isEmpty()) {
      place = place.substring(0, place.lastIndexOf('/'));
    }
    return lines.getOrDefault(place, 1);
  }

  private List<String> names() {
    List<String> names = new ArrayList<>();
    node.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static String sorted(Set<String> keys) {
    return keys.stream().sorted().collect(Collectors.joining(", "));
  }
}

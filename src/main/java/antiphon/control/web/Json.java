package antiphon.control.web;

import antiphon.live.api.LiveStatus;
import antiphon.live.api.NoteEvent;
import antiphon.music.time.MusicalTime;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.Set;

/** The words of the API as JSON, and back. */
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  /** Modes and floors are words, as on the command line. */
  static ObjectNode status(LiveStatus status) {
    ObjectNode node =
        object()
            .put("mode", status.mode().word())
            .put("floor", status.floor().name().toLowerCase(Locale.ROOT))
            .put("tempoBpm", status.tempoBpm())
            .put("meter", status.meter())
            .put("positionTicks", status.positionTicks())
            .put("ticksPerQuarter", MusicalTime.TICKS_PER_QUARTER)
            .put("sounding", status.sounding())
            .put("model", status.model());
    status.parameters().forEach((parameter, value) -> node.put(parameter.word(), value));
    ObjectNode counts = node.putObject("counts");
    status.counts().forEach(counts::put);
    return node;
  }

  static ObjectNode note(NoteEvent event) {
    return object()
        .put("part", event.part().name().toLowerCase(Locale.ROOT))
        .put("pitch", event.pitch())
        .put("velocity", event.velocity())
        .put("tick", event.tick())
        .put("on", event.velocity() > 0);
  }

  /**
   * Reads an object that may have these keys and no others.
   *
   * @throws IllegalArgumentException with a sentence that says what is allowed
   */
  static JsonNode parse(String text, Set<String> keys) {
    JsonNode node;
    try {
      node = MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the body is not well-formed JSON", e);
    }
    if (node == null || !node.isObject()) {
      throw new IllegalArgumentException("the body must be a JSON object with " + list(keys));
    }
    node.fieldNames()
        .forEachRemaining(
            key -> {
              if (!keys.contains(key)) {
                throw new IllegalArgumentException(
                    "'" + shortened(key) + "' is not known here; allowed is " + list(keys));
              }
            });
    return node;
  }

  /**
   * @throws IllegalArgumentException when it is missing or not a whole number of int range
   */
  static int whole(JsonNode object, String key) {
    JsonNode value = object.path(key);
    if (!value.isIntegralNumber() || !value.canConvertToInt()) {
      throw new IllegalArgumentException(key + " must be a whole number");
    }
    return value.intValue();
  }

  /**
   * @throws IllegalArgumentException when it is missing or not a number
   */
  static double number(JsonNode object, String key) {
    JsonNode value = object.path(key);
    if (!value.isNumber()) {
      throw new IllegalArgumentException(key + " must be a number");
    }
    return value.doubleValue();
  }

  private static String list(Set<String> keys) {
    return String.join(", ", keys.stream().sorted().toList());
  }

  private static String shortened(String text) {
    return text.length() > 40 ? text.substring(0, 40) + "…" : text;
  }
}

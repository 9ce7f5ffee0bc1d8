package antiphon.control.web;

import antiphon.control.desk.Binding;
import antiphon.control.desk.Scene;
import antiphon.live.api.Action;
import antiphon.live.api.DraftedNote;
import antiphon.live.api.LiveStatus;
import antiphon.live.api.ModelCard;
import antiphon.live.api.NoteEvent;
import antiphon.live.api.Parameter;
import antiphon.music.time.MusicalTime;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

  /** For what is too large to be built first. */
  static JsonGenerator generator(OutputStream out) throws IOException {
    return MAPPER.createGenerator(out);
  }

  /** Reads an object of the program's own. */
  static ObjectNode read(InputStream json) throws IOException {
    return (ObjectNode) MAPPER.readTree(json);
  }

  /** Modes and floors are words, as on the command line. */
  static ObjectNode status(LiveStatus status) {
    ObjectNode node =
        object()
            .put("mode", status.mode().word())
            .put("floor", status.floor().name().toLowerCase(Locale.ROOT))
            .put("tempoBpm", status.tempoBpm())
            .put("meter", status.meter())
            .put("timeTicks", status.timeTicks())
            .put("positionTicks", status.positionTicks())
            .put("ticksPerQuarter", MusicalTime.TICKS_PER_QUARTER)
            .put("sounding", status.sounding())
            .put("model", status.model())
            .put("keyConfidence", status.keyConfidence());
    ArrayNode key = node.putArray("key");
    for (int pitchClass = 0; pitchClass < Parameter.TONIC.choices().size(); pitchClass++) {
      if ((status.key() >> pitchClass & 1) != 0) {
        key.add(Parameter.TONIC.choices().get(pitchClass));
      }
    }
    node.putObject("clock")
        .put("source", status.clock().source().word())
        .put("state", status.clock().state().word())
        .put("detail", status.clock().detail());
    node.setAll(parameters(status.parameters()));
    ObjectNode counts = node.putObject("counts");
    status.counts().forEach(counts::put);
    return node;
  }

  /** Values of parameters by name: numbers, the words of choices, true and false. */
  static ObjectNode parameters(Map<Parameter, Double> values) {
    ObjectNode node = object();
    values.forEach((parameter, value) -> node.set(parameter.word(), value(parameter, value)));
    return node;
  }

  /** What can be turned and asked for, as the page's controls are made from it. */
  static ObjectNode registry() {
    ObjectNode node = object();
    ArrayNode parameters = node.putArray("parameters");
    for (Parameter parameter : Parameter.values()) {
      parameters.add(
          object()
              .put("name", parameter.word())
              .put("group", parameter.group().word())
              .put("kind", parameter.kind().name().toLowerCase(Locale.ROOT))
              .put("unit", parameter.unit())
              .put("min", parameter.min())
              .put("max", parameter.max())
              .<ObjectNode>set("default", value(parameter, parameter.defaultValue()))
              .<ObjectNode>set("choices", texts(parameter.choices()))
              .put("doc", parameter.doc())
              .put("range", parameter.range()));
    }
    ArrayNode actions = node.putArray("actions");
    for (Action action : Action.values()) {
      ObjectNode told = object().put("name", action.word()).put("doc", action.doc());
      if (action.mode() != null) {
        told.put("mode", action.mode().word());
      }
      actions.add(told);
    }
    return node;
  }

  /**
   * A scene as {@code scenes.json} has it, but with the parameters that it does not name left out.
   */
  static ObjectNode scene(Scene scene) {
    return object()
        .put("name", scene.name())
        .put("program", scene.program())
        .put("mode", scene.mode() == null ? null : scene.mode().word())
        .put("model", scene.model())
        .set("parameters", parameters(scene.parameters()));
  }

  static ObjectNode binding(Binding binding) {
    return object()
        .put("target", binding.target())
        .put("kind", binding.kind().word())
        .put("channel", binding.channel())
        .put("number", binding.number());
  }

  static ObjectNode card(ModelCard card) {
    ObjectNode node =
        object()
            .put("name", card.name())
            .put("layers", card.layers())
            .put("hidden", card.hidden())
            .put("parameters", card.parameters())
            .put("bytes", card.bytes())
            .put("formatVersion", card.formatVersion());
    ArrayNode corpora = node.putArray("corpora");
    for (ModelCard.Corpus corpus : card.corpora()) {
      corpora.add(
          object()
              .put("name", corpus.name())
              .put("pieces", corpus.pieces())
              .put("licence", corpus.licence()));
    }
    ArrayNode figures = node.putArray("figures");
    card.figures()
        .forEach((name, value) -> figures.add(object().put("name", name).put("value", value)));
    return node.put("about", card.about().orElse(null));
  }

  static ArrayNode texts(List<String> texts) {
    ArrayNode array = MAPPER.createArrayNode();
    texts.forEach(array::add);
    return array;
  }

  static ObjectNode note(NoteEvent event) {
    return object()
        .put("part", event.part().name().toLowerCase(Locale.ROOT))
        .put("pitch", event.pitch())
        .put("velocity", event.velocity())
        .put("tick", event.tick())
        .put("on", event.velocity() > 0);
  }

  static ObjectNode drafted(DraftedNote note) {
    return object()
        .put("pitch", note.pitch())
        .put("velocity", note.velocity())
        .put("tick", note.tick())
        .put("endTick", note.endTick() == DraftedNote.NOT_YET ? null : (Long) note.endTick())
        .put("committed", note.committed());
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
   * @throws IllegalArgumentException when it is missing or not a text
   */
  static String text(JsonNode object, String key) {
    JsonNode value = object.path(key);
    if (!value.isTextual()) {
      throw new IllegalArgumentException(key + " must be a text");
    }
    return value.textValue();
  }

  /**
   * The value of a parameter that an object has: a number, of choices also the word, of flags true
   * or false.
   *
   * @throws IllegalArgumentException naming the parameter and what is allowed
   */
  static double value(JsonNode object, Parameter parameter) {
    JsonNode given = object.path(parameter.word());
    if (given.isTextual() && parameter.kind() == Parameter.Kind.CHOICE
        || given.isBoolean() && parameter.kind() == Parameter.Kind.FLAG) {
      return parameter.parse(given.asText());
    }
    if (!given.isNumber()) {
      throw new IllegalArgumentException(
          parameter.word()
              + " must be "
              + switch (parameter.kind()) {
                case NUMBER -> "a number, ";
                case WHOLE -> "a whole number, ";
                case FLAG, CHOICE -> "";
              }
              + parameter.range());
    }
    double value = given.doubleValue();
    parameter.require(value);
    return value;
  }

  /** A value as it is told: a number, the word of a choice, true or false. */
  static JsonNode value(Parameter parameter, double value) {
    return switch (parameter.kind()) {
      case NUMBER -> DoubleNode.valueOf(value);
      case WHOLE -> LongNode.valueOf((long) value);
      case FLAG -> BooleanNode.valueOf(value != 0);
      case CHOICE -> TextNode.valueOf(parameter.text(value));
    };
  }

  private static String list(Set<String> keys) {
    return String.join(", ", keys.stream().sorted().toList());
  }

  private static String shortened(String text) {
    return text.length() > 40 ? text.substring(0, 40) + "…" : text;
  }
}

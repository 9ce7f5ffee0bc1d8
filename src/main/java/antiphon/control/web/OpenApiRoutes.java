package antiphon.control.web;

import antiphon.live.api.Parameter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * {@code /api/openapi.json}: what can be asked for, for programs (OpenAPI 3.1). The document is a
 * resource; the parameters are added from the registry.
 */
final class OpenApiRoutes {
  private static final String RESOURCE = "/openapi.json";

  private final ObjectNode document = document();

  void addTo(RoutesConfig routes) {
    routes.get("/api/openapi.json", context -> Answers.answer(context, document));
  }

  private static ObjectNode document() {
    try (InputStream resource = OpenApiRoutes.class.getResourceAsStream(RESOURCE)) {
      ObjectNode document = Json.read(resource);
      addParameters(document.withObject("/components/schemas/Parameters/properties"));
      return document;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void addParameters(ObjectNode properties) {
    for (Parameter parameter : Parameter.values()) {
      ObjectNode schema = properties.putObject(parameter.word());
      schema.put("description", parameter.doc());
      JsonNode usual = Json.value(parameter, parameter.defaultValue());
      schema.set("default", usual);
      switch (parameter.kind()) {
        case FLAG -> schema.put("type", "boolean");
        case CHOICE -> schema.put("type", "string").set("enum", Json.texts(parameter.choices()));
        case NUMBER, WHOLE -> {
          boolean whole = parameter.kind() == Parameter.Kind.WHOLE;
          schema
              .put("type", whole ? "integer" : "number")
              .put("minimum", parameter.min())
              .put("maximum", parameter.max());
        }
      }
    }
  }
}

package antiphon.control.web;

import antiphon.live.api.Action;
import antiphon.live.api.EngineControl;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * {@code /api/…}: commands to the engine, and its status. A refusal is {@code
 * {"title":…,"detail":"one sentence"}} (RFC 9457).
 */
final class ControlRoutes {
  private static final String JSON = "application/json";
  private static final String PROBLEM = "application/problem+json";

  private final EngineControl engine;
  private final Supplier<ObjectNode> status;

  /**
   * @param status what {@code GET /api/status} says
   */
  ControlRoutes(EngineControl engine, Supplier<ObjectNode> status) {
    this.engine = engine;
    this.status = status;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/api/status", context -> answer(context, status.get()));
    routes.get("/api/params", context -> answer(context, params(engine.status().parameters())));
    routes.put("/api/params", this::setParams);
    routes.post("/api/panic", this::panic);
    routes.post("/api/mode", this::setMode);
    routes.post("/api/tap", this::tap);
    routes.exception(HttpResponseException.class, ControlRoutes::refuse);
    routes.exception(
        IllegalArgumentException.class,
        (e, context) -> refuse(new BadRequestResponse(e.getMessage()), context));
    routes.exception(
        IOException.class,
        (e, context) -> {
          // the client went away in the middle of a request: there is nobody to tell
        });
    routes.error(
        404,
        context -> {
          if (context.resultInputStream() == null
              || !PROBLEM.equals(context.res().getContentType())) {
            problem(context, "Not Found", "there is nothing at " + context.path());
          }
        });
  }

  /** Sets all that are given or, when one is out of range, none. */
  private void setParams(Context context) {
    JsonNode body = Json.parse(context.body(), Set.copyOf(Parameter.words()));
    Map<Parameter, Double> parameters = new EnumMap<>(engine.status().parameters());
    List<Parameter> given =
        parameters.keySet().stream().filter(parameter -> body.has(parameter.word())).toList();
    for (Parameter parameter : given) {
      double value = Json.number(body, parameter.word());
      parameter.require(value);
      parameters.put(parameter, value);
    }
    given.forEach(parameter -> engine.set(parameter, parameters.get(parameter)));
    answer(context, params(parameters));
  }

  private void tap(Context context) {
    engine.perform(Action.TAP);
    context.status(204);
  }

  private void setMode(Context context) {
    JsonNode word = Json.parse(context.body(), Set.of("mode")).path("mode");
    if (!word.isTextual()) {
      throw new IllegalArgumentException("mode must be one of " + Mode.words());
    }
    Mode mode = Mode.parse(word.textValue());
    engine.perform(Action.of(mode));
    answer(context, Json.object().put("mode", mode.word()));
  }

  private void panic(Context context) {
    engine.panic();
    answer(context, Json.object().put("panic", true));
  }

  private static ObjectNode params(Map<Parameter, Double> parameters) {
    ObjectNode node = Json.object();
    parameters.forEach((parameter, value) -> node.put(parameter.word(), value));
    return node;
  }

  private static void answer(Context context, ObjectNode body) {
    context.header("Cache-Control", "no-store").contentType(JSON).result(body.toString());
  }

  private static void refuse(HttpResponseException refusal, Context context) {
    context.status(refusal.getStatus());
    problem(context, context.status().getMessage(), refusal.getMessage());
  }

  private static void problem(Context context, String title, String detail) {
    ObjectNode body = Json.object().put("title", title).put("detail", detail);
    context.header("Cache-Control", "no-store").contentType(PROBLEM).result(body.toString());
  }
}

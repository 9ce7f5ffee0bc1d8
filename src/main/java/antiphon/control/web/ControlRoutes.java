package antiphon.control.web;

import antiphon.live.api.EngineControl;
import antiphon.live.api.LiveSettings;
import antiphon.live.api.LiveStatus;
import antiphon.live.api.Mode;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.io.IOException;
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
    routes.get("/api/params", context -> answer(context, params(engine.status())));
    routes.put("/api/params", this::setParams);
    routes.post("/api/panic", this::panic);
    routes.post("/api/mode", this::setMode);
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

  /** Sets both values or, when one is out of range, none. */
  private void setParams(Context context) {
    JsonNode body = Json.parse(context.body(), Set.of("temperature", "topP"));
    LiveStatus now = engine.status();
    double temperature = Json.number(body, "temperature", now.temperature());
    double topP = Json.number(body, "topP", now.topP());
    LiveSettings.require("temperature", temperature, 0, LiveSettings.MAX_TEMPERATURE);
    LiveSettings.require("topP", topP, LiveSettings.MIN_TOP_P, 1);
    if (body.has("temperature")) {
      engine.setTemperature(temperature);
    }
    if (body.has("topP")) {
      engine.setTopP(topP);
    }
    answer(context, params(temperature, topP));
  }

  private void setMode(Context context) {
    JsonNode word = Json.parse(context.body(), Set.of("mode")).path("mode");
    if (!word.isTextual()) {
      throw new IllegalArgumentException("mode must be one of " + Mode.words());
    }
    Mode mode = Mode.parse(word.textValue());
    engine.setMode(mode);
    answer(context, Json.object().put("mode", mode.word()));
  }

  private void panic(Context context) {
    engine.panic();
    answer(context, Json.object().put("panic", true));
  }

  private static ObjectNode params(LiveStatus status) {
    return params(status.temperature(), status.topP());
  }

  private static ObjectNode params(double temperature, double topP) {
    return Json.object().put("temperature", temperature).put("topP", topP);
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

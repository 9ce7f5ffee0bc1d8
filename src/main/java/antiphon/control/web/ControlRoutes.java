package antiphon.control.web;

import antiphon.control.desk.Desk;
import antiphon.control.desk.NotKeptException;
import antiphon.live.api.Action;
import antiphon.live.api.EngineControl;
import antiphon.live.api.Mode;
import antiphon.live.api.Parameter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * {@code /api/…}: what can be turned and done, and the status. A refusal is {@code
 * {"title":…,"detail":"one sentence"}} (RFC 9457).
 */
final class ControlRoutes {
  private final EngineControl engine;
  private final Desk desk;
  private final Supplier<ObjectNode> status;

  /**
   * @param status what {@code GET /api/status} says
   */
  ControlRoutes(Backstage backstage, Supplier<ObjectNode> status) {
    engine = backstage.engine();
    desk = backstage.desk();
    this.status = status;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/api/status", context -> Answers.answer(context, status.get()));
    routes.get("/api/registry", context -> Answers.answer(context, Json.registry()));
    routes.get("/api/params", this::tellParams);
    routes.put("/api/params", this::setParams);
    routes.post("/api/action", this::act);
    routes.post("/api/panic", this::panic);
    routes.post("/api/mode", this::setMode);
    routes.post("/api/tap", this::tap);
    routes.exception(
        HttpResponseException.class,
        (e, context) -> Answers.refuse(context, e.getStatus(), e.getMessage()));
    routes.exception(
        IllegalArgumentException.class,
        (e, context) -> Answers.refuse(context, 400, e.getMessage()));
    routes.exception(
        NotKeptException.class, (e, context) -> Answers.refuse(context, 500, e.getMessage()));
    routes.exception(
        IOException.class,
        (e, context) -> {
          // the client went away in the middle of a request: there is nobody to tell
        });
    routes.exception(
        NotFoundResponse.class,
        (e, context) -> Answers.refuse(context, 404, "there is nothing at " + context.path()));
  }

  private void tellParams(Context context) {
    Answers.answer(context, Json.parameters(params()));
  }

  /** Sets all that are given or, when one is out of range, none. */
  private void setParams(Context context) {
    JsonNode body = Json.parse(context.body(), Set.copyOf(Parameter.words()));
    Map<Parameter, Double> given = new EnumMap<>(Parameter.class);
    for (Parameter parameter : Parameter.values()) {
      if (body.has(parameter.word())) {
        given.put(parameter, Json.value(body, parameter));
      }
    }
    given.forEach(desk::set);
    tellParams(context);
  }

  /** As they are or, where a change is on its way, will be. */
  private Map<Parameter, Double> params() {
    Map<Parameter, Double> params = new EnumMap<>(Parameter.class);
    for (Parameter parameter : Parameter.values()) {
      params.put(parameter, desk.value(parameter));
    }
    return params;
  }

  private void act(Context context) {
    Action action = Action.parse(Json.text(Json.parse(context.body(), Set.of("action")), "action"));
    desk.perform(action);
    Answers.answer(context, Json.object().put("action", action.word()));
  }

  private void tap(Context context) {
    desk.perform(Action.TAP);
    context.status(204);
  }

  private void setMode(Context context) {
    JsonNode word = Json.parse(context.body(), Set.of("mode")).path("mode");
    if (!word.isTextual()) {
      throw new IllegalArgumentException("mode must be one of " + Mode.words());
    }
    Mode mode = Mode.parse(word.textValue());
    desk.perform(Action.of(mode));
    Answers.answer(context, Json.object().put("mode", mode.word()));
  }

  private void panic(Context context) {
    engine.panic();
    Answers.answer(context, Json.object().put("panic", true));
  }
}

package antiphon.control.web;

import antiphon.control.desk.Binding;
import antiphon.control.desk.Desk;
import antiphon.live.api.EngineControl;
import antiphon.live.api.ModelCard;
import antiphon.live.api.Models;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Set;

/** {@code /api/…}: models, scenes, and which control does what. */
final class DeskRoutes {
  private static final int ACCEPTED = 202;
  private static final int NO_CONTENT = 204;
  private static final int NOT_FOUND = 404;

  private final EngineControl engine;
  private final Desk desk;
  private final Models models;

  DeskRoutes(Backstage backstage) {
    engine = backstage.engine();
    desk = backstage.desk();
    models = backstage.models();
  }

  void addTo(RoutesConfig routes) {
    routes.get("/api/models", this::tellModels);
    routes.get("/api/models/{name}", this::tellCard);
    routes.post("/api/model", this::chooseModel);
    routes.get("/api/scenes", this::tellScenes);
    routes.post("/api/scene", this::recall);
    routes.put("/api/scenes/{name}", this::save);
    routes.delete("/api/scenes/{name}", this::remove);
    routes.get("/api/controls", this::tellControls);
    routes.post("/api/learn", this::learn);
    routes.delete("/api/controls/{target}", this::unbind);
  }

  private void tellModels(Context context) {
    ObjectNode body = Json.object().put("playing", engine.status().model());
    body.set("models", Json.texts(models.names()));
    Answers.answer(context, body);
  }

  private void tellCard(Context context) {
    String name = context.pathParam("name");
    ModelCard card;
    try {
      card = models.card(name);
    } catch (IllegalArgumentException e) {
      Answers.refuse(context, NOT_FOUND, e.getMessage());
      return;
    }
    boolean playing = card.name().equals(engine.status().model());
    Answers.answer(context, Json.card(card).put("playing", playing));
  }

  /** Accepted and not done: it plays from a bar line to come. */
  private void chooseModel(Context context) {
    String name = Json.text(Json.parse(context.body(), Set.of("model")), "model");
    desk.choose(name);
    context.status(ACCEPTED);
    Answers.answer(context, Json.object().put("model", name));
  }

  private void tellScenes(Context context) {
    ObjectNode body = Json.object().put("recalled", desk.recalled().orElse(null));
    ArrayNode scenes = body.putArray("scenes");
    desk.scenes().forEach(scene -> scenes.add(Json.scene(scene)));
    Answers.answer(context, body);
  }

  private void recall(Context context) {
    String name = Json.text(Json.parse(context.body(), Set.of("scene")), "scene");
    desk.recall(name);
    Answers.answer(context, Json.object().put("scene", name));
  }

  /** As Antiphon is now; the body may be left out. */
  private void save(Context context) {
    String name = context.pathParam("name");
    Integer program = null;
    if (!context.body().isBlank()) {
      JsonNode body = Json.parse(context.body(), Set.of("program"));
      program = body.hasNonNull("program") ? Json.whole(body, "program") : null;
    }
    desk.saveScene(name, program);
    Answers.answer(context, Json.scene(desk.scene(name)));
  }

  private void remove(Context context) {
    desk.removeScene(context.pathParam("name"));
    context.status(NO_CONTENT);
  }

  private void tellControls(Context context) {
    ObjectNode body = Json.object().put("learning", desk.learning().orElse(null));
    ArrayNode controls = body.putArray("controls");
    desk.bindings().forEach(binding -> controls.add(Json.binding(binding)));
    Answers.answer(context, body);
  }

  private void learn(Context context) {
    JsonNode body = Json.parse(context.body(), Set.of("target"));
    if (body.path("target").isNull()) {
      desk.stopLearning();
    } else {
      desk.learn(Json.text(body, "target"));
    }
    Answers.answer(context, Json.object().put("learning", desk.learning().orElse(null)));
  }

  /** All that is bound to a target, or the one control that the query names. */
  private void unbind(Context context) {
    String target = context.pathParam("target");
    String kind = context.queryParam("kind");
    if (kind == null) {
      desk.unbind(target);
    } else {
      Binding.Kind known = Binding.Kind.parse(kind);
      desk.unbind(
          new Binding(known, number(context, "channel"), number(context, "number"), target));
    }
    context.status(NO_CONTENT);
  }

  private static int number(Context context, String name) {
    try {
      return Integer.parseInt(String.valueOf(context.queryParam(name)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(name + " must be a whole number", e);
    }
  }
}

package antiphon.control.osc;

import antiphon.control.desk.Desk;
import antiphon.live.api.EngineControl;
import antiphon.live.api.LiveStatus;
import antiphon.live.api.Models;
import antiphon.live.api.Parameter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** All that can be told, as addresses with one value each. Belongs to one thread. */
final class OscState {
  static final String STATUS = OscCommands.ROOT + "status/";

  private final EngineControl engine;
  private final Desk desk;
  private final Models models;

  OscState(EngineControl engine, Desk desk, Models models) {
    this.engine = engine;
    this.desk = desk;
    this.models = models;
  }

  /** As it is now: numbers and texts. */
  Map<String, Object> read() {
    LiveStatus status = engine.status();
    Map<String, Object> state = new LinkedHashMap<>();
    state.put(STATUS + "mode", status.mode().word());
    state.put(STATUS + "floor", status.floor().name().toLowerCase(Locale.ROOT));
    state.put(STATUS + "tempo", (float) status.tempoBpm());
    state.put(STATUS + "meter", status.meter());
    state.put(STATUS + "model", status.model());
    state.put(STATUS + "modelFailure", models.failure().orElse(""));
    state.put(STATUS + "scene", desk.recalled().orElse(""));
    state.put(STATUS + "learning", desk.learning().orElse(""));
    for (Parameter parameter : Parameter.values()) {
      state.put(OscCommands.PARAMETER + parameter.word(), value(parameter));
    }
    return state;
  }

  /** As it is told: a parameter's value or, where a change is on its way, what it will be. */
  Object value(Parameter parameter) {
    double value = desk.value(parameter);
    return switch (parameter.kind()) {
      case NUMBER -> (Object) (float) value;
      case WHOLE, FLAG -> (int) value;
      case CHOICE -> parameter.text(value);
    };
  }
}

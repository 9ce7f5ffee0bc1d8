package antiphon.control.web;

import antiphon.live.api.PortState;
import antiphon.live.api.Ports;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;

/** {@code /api/ports}: which MIDI ports there are, and which are missed. */
final class PortRoutes {
  private final Ports ports;

  PortRoutes(Backstage backstage) {
    ports = backstage.ports();
  }

  void addTo(RoutesConfig routes) {
    routes.get("/api/ports", this::tellPorts);
  }

  private void tellPorts(Context context) {
    ObjectNode body = Json.object();
    ArrayNode told = body.putArray("ports");
    for (PortState port : ports.states()) {
      told.addObject()
          .put("name", port.name())
          .put("direction", port.direction() == null ? null : port.direction().word())
          .put("transport", port.transport())
          .put("state", port.state().word())
          .put("detail", port.detail());
    }
    Answers.answer(context, body);
  }
}

package antiphon.app.command;

import antiphon.app.config.Configuration;
import antiphon.app.session.Transports;
import antiphon.midi.port.Availability;
import antiphon.midi.port.MidiTransport;
import antiphon.midi.port.PortInfo;
import antiphon.music.time.SystemClock;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ports}: what MIDI there is on this machine. */
@Command(
    name = "ports",
    description = "Lists MIDI transports and ports, and why a transport is not available.",
    footer = {"", "Example:", "  antiphon ports --json"})
public final class PortsCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Print one JSON document.")
  private boolean json;

  @Override
  public Integer call() {
    List<MidiTransport> transports = Transports.all(new Configuration(), new SystemClock());
    if (json) {
      System.out.println(document(transports).toPrettyString());
    } else {
      for (MidiTransport transport : transports) {
        Availability availability = transport.availability();
        System.out.printf(
            "%-9s %s: %s%n",
            transport.name(),
            availability.available() ? "available" : "not available",
            availability.detail());
        for (PortInfo port : transport.ports()) {
          System.out.printf("  %-3s %s%n", word(port), port.name());
        }
      }
    }
    return 0;
  }

  private static ObjectNode document(List<MidiTransport> transports) {
    ObjectNode document = new ObjectMapper().createObjectNode();
    ArrayNode transportNodes = document.putArray("transports");
    ArrayNode portNodes = document.putArray("ports");
    for (MidiTransport transport : transports) {
      Availability availability = transport.availability();
      transportNodes
          .addObject()
          .put("name", transport.name())
          .put("available", availability.available())
          .put("detail", availability.detail());
      for (PortInfo port : transport.ports()) {
        portNodes
            .addObject()
            .put("id", port.id())
            .put("name", port.name())
            .put("transport", port.transport())
            .put("direction", word(port))
            .put("virtual", port.virtual());
      }
    }
    return document;
  }

  private static String word(PortInfo port) {
    return port.direction().name().toLowerCase(Locale.ROOT);
  }
}

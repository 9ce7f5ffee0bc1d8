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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ports}: what MIDI there is on this machine. */
@Command(
    name = "ports",
    description = "Lists MIDI transports and ports, and why a transport is not available.",
    footer = {
      "",
      "Examples:",
      "  antiphon ports --json",
      "  antiphon ports --watch",
      "Lines of --watch: '+ in NAME (transport)' is a port that is there,",
      "'- in NAME (transport)' one that has gone. With --json each is a document:",
      "{\"change\":\"added|removed\",\"port\":{...}}, the port as without --watch."
    })
public final class PortsCommand implements Callable<Integer> {
  private static final long LOOK_MS = 500;
  private static final int INTERRUPTED = 130;

  private final Supplier<List<MidiTransport>> transports;

  @Option(
      names = "--json",
      description = "Print one JSON document; with --watch, one for each change, a line each.")
  private boolean json;

  @Option(
      names = "--watch",
      description = "Print the ports that are there, then each that comes or goes, until Ctrl-C.")
  private boolean watch;

  public PortsCommand() {
    this(() -> Transports.all(new Configuration(), new SystemClock()));
  }

  PortsCommand(Supplier<List<MidiTransport>> transports) {
    this.transports = transports;
  }

  @Override
  public Integer call() {
    if (watch) {
      return follow();
    }
    if (json) {
      System.out.println(document(transports.get()).toPrettyString());
    } else {
      for (MidiTransport transport : transports.get()) {
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

  /** Looks again and again; Ctrl-C ends the process, a reader that has gone ends this. */
  private int follow() {
    CountDownLatch never = new CountDownLatch(1);
    try (PortWatch changes = new PortWatch(transports.get(), this::print)) {
      do {
        changes.look();
        if (System.out.checkError()) {
          return 0;
        }
      } while (!never.await(LOOK_MS, TimeUnit.MILLISECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return INTERRUPTED;
  }

  private void print(PortWatch.Change change) {
    PortInfo port = change.port();
    if (json) {
      ObjectNode node = new ObjectMapper().createObjectNode();
      node.put("change", change.added() ? "added" : "removed");
      describe(port, node.putObject("port"));
      System.out.println(node);
    } else {
      System.out.printf(
          "%s %s %s (%s)%n", change.added() ? "+" : "-", word(port), port.name(), port.transport());
    }
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
        describe(port, portNodes.addObject());
      }
    }
    return document;
  }

  private static void describe(PortInfo port, ObjectNode node) {
    node.put("id", port.id())
        .put("name", port.name())
        .put("transport", port.transport())
        .put("direction", word(port))
        .put("virtual", port.virtual());
  }

  private static String word(PortInfo port) {
    return port.direction().name().toLowerCase(Locale.ROOT);
  }
}

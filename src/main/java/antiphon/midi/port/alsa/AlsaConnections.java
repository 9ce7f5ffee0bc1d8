package antiphon.midi.port.alsa;

import antiphon.midi.port.PortInfo;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.PortPlan;
import antiphon.midi.port.Wiring;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Connects the own ports with those of others as {@link Wiring} decides, from what the kernel
 * announces. The port thread's, once that has begun.
 */
final class AlsaConnections {
  /**
   * How long a program is given to make its connections itself: it would be refused, or would be
   * connected twice, if they were made for it first.
   */
  private static final long SELF_SERVICE_NS = 300_000_000;

  private static final String GONE = "unplugged, or its program has ended";

  private final SequencerClient client;
  private final Inlet inlet;
  private final int[] inputPorts; // [place]: port within the client
  private final AlsaOutputs outputs;
  private final Wiring wiring;

  /** Addresses of others' ports, and since when they are known. */
  private final Map<Integer, Long> knownSinceNs = new HashMap<>();

  /** Connections that we have made, and those of them that we have taken away as doubles. */
  private final Set<Wiring.Link> made = new HashSet<>();

  private final Set<Wiring.Link> doubles = new HashSet<>();

  /**
   * @param inputPorts of the client, by their places in the plan
   */
  AlsaConnections(
      SequencerClient client,
      PortPlan plan,
      PortListener listener,
      Inlet inlet,
      int[] inputPorts,
      AlsaOutputs outputs) {
    this.client = client;
    this.inlet = inlet;
    this.inputPorts = inputPorts;
    this.outputs = outputs;
    wiring = new Wiring(plan, listener);
  }

  /** Takes the ports there are as known for long, and makes what is to be made. */
  void begin(long nowNs) {
    lookAround(nowNs - SELF_SERVICE_NS);
    connectMissing(nowNs);
  }

  void follow(Announcement announcement, long nowNs) {
    int address = announcement.port();
    int number = Sequencer.client(address);
    switch (announcement.type()) {
      case Sequencer.PORT_START, Sequencer.PORT_CHANGE, Sequencer.CLIENT_CHANGE ->
          appeared(client.portsOf(number), nowNs);
      case Sequencer.PORT_EXIT -> gone(address, nowNs);
      case Sequencer.CLIENT_EXIT ->
          List.copyOf(knownSinceNs.keySet()).stream()
              .filter(port -> Sequencer.client(port) == number)
              .forEach(port -> gone(port, nowNs));
      case Sequencer.PORT_SUBSCRIBED -> {
        for (Wiring.Link link : links(announcement)) {
          connected(link);
          if (announcement.byOthers() && made.remove(link)) {
            takeAwayDouble(link);
          }
        }
      }
      case Sequencer.PORT_UNSUBSCRIBED -> {
        for (Wiring.Link link : links(announcement)) {
          if (!doubles.remove(link)) {
            made.remove(link);
            outputLost(link);
            wiring.disconnected(link, nowNs);
          }
        }
      }
      default -> {
        // tells nothing of ports
      }
    }
  }

  /** What a subscription means to us: nothing, if both its ends are others' or both are our own. */
  private List<Wiring.Link> links(Announcement announcement) {
    int input = inlet.place(announcement.target());
    int output = outputs.place(announcement.port());
    boolean fromUs = Sequencer.client(announcement.port()) == client.number();
    boolean toUs = Sequencer.client(announcement.target()) == client.number();
    if (fromUs == toUs) {
      return List.of();
    }
    if (toUs && input >= 0) {
      return List.of(
          new Wiring.Link(PortInfo.Direction.IN, input, Sequencer.id(announcement.port())));
    }
    if (fromUs && output >= 0) {
      return List.of(
          new Wiring.Link(PortInfo.Direction.OUT, output, Sequencer.id(announcement.target())));
    }
    return List.of();
  }

  /** Looks at all ports there are, and finds out which have gone. */
  void lookAround(long nowNs) {
    List<PortInfo> ports = client.ports(ProcessHandle.current().pid());
    Set<Integer> missing = new HashSet<>(knownSinceNs.keySet());
    ports.forEach(port -> missing.remove(Sequencer.address(port.id())));
    missing.forEach(address -> gone(address, nowNs));
    appeared(ports, nowNs);
  }

  private void appeared(List<PortInfo> ports, long nowNs) {
    for (PortInfo port : ports) {
      knownSinceNs.putIfAbsent(Sequencer.address(port.id()), nowNs);
      wiring.appeared(port);
    }
  }

  private void gone(int address, long nowNs) {
    knownSinceNs.remove(address);
    String id = Sequencer.id(address);
    made.removeIf(link -> link.other().equals(id));
    doubles.removeIf(link -> link.other().equals(id));
    for (int output = 0; output < outputs.count(); output++) {
      Wiring.Link link = new Wiring.Link(PortInfo.Direction.OUT, output, id);
      if (wiring.isConnected(link)) {
        outputLost(link);
      }
    }
    wiring.gone(id, GONE, nowNs);
  }

  /** Makes what is to be made; of programs that have just come, at the next time. */
  void connectMissing(long nowNs) {
    for (Wiring.Link link : wiring.missing()) {
      int address = Sequencer.address(link.other());
      if (wiring.other(link).virtual() && nowNs - knownSinceNs.get(address) < SELF_SERVICE_NS) {
        continue;
      }
      boolean isNew =
          link.direction() == PortInfo.Direction.IN
              ? client.connectFrom(inputPorts[link.own()], address)
              : client.connectTo(outputs.port(link.own()), address);
      if (isNew) {
        made.add(link);
        connected(link);
      }
    }
  }

  /**
   * A program has connected itself where we had connected it, in a manner of its own, so that the
   * kernel took it for something else: every note would be heard twice. Ours is the older one.
   */
  private void takeAwayDouble(Wiring.Link link) {
    int address = Sequencer.address(link.other());
    boolean taken =
        link.direction() == PortInfo.Direction.IN
            ? client.disconnectFrom(inputPorts[link.own()], address)
            : client.disconnectTo(outputs.port(link.own()), address);
    if (taken) {
      doubles.add(link);
    }
  }

  private void connected(Wiring.Link link) {
    wiring.connected(link);
    PortInfo other = wiring.other(link);
    if (other != null && link.direction() == PortInfo.Direction.OUT) {
      outputs.connected(link, other.name());
    }
  }

  private void outputLost(Wiring.Link link) {
    PortInfo other = wiring.other(link);
    if (other != null && link.direction() == PortInfo.Direction.OUT) {
      outputs.disconnected(link, other.name());
    }
  }
}

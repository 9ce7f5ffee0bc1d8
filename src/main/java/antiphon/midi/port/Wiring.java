package antiphon.midi.port;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides which connections a transport with ports of its own makes, from what it is told of the
 * ports of others: those that a pattern asks for, and those that there were when the other end
 * went, also if they had been made by hand. Ports keep their place by name, whatever their number.
 *
 * <p>A transport tells of every port but its own as it appears and goes, and of every connection as
 * it comes and goes; then, and again some tenths of a second later, it makes what {@link #missing}
 * says. One log line is asked for when a connected port goes, and one when it is connected again.
 *
 * <p>Pure; used by one thread.
 */
public final class Wiring {
  /**
   * A connection of one of Antiphon's own ports.
   *
   * @param direction which way music flows, seen from Antiphon
   * @param own place of the own port in the plan's list of that direction
   * @param other the {@link PortInfo#id} of the port at the other end
   */
  public record Link(PortInfo.Direction direction, int own, String other) {}

  /**
   * Programs that end in order take their connections away before their ports: what was cut so
   * shortly before was not cut by hand.
   */
  static final long GRACE_NS = 1_000_000_000;

  private record Place(PortInfo.Direction direction, String id) {}

  private record Memory(PortInfo.Direction direction, int own, String name) {}

  private final PortPlan plan;
  private final PortListener listener;
  private final Map<Place, PortInfo> seen = new LinkedHashMap<>();
  private final Set<Link> wanted = new LinkedHashSet<>();
  private final Set<Link> present = new HashSet<>();
  private final Map<Link, Long> cutNs = new HashMap<>();
  private final Set<Memory> remembered = new HashSet<>();
  private final Set<String> lost = new HashSet<>();

  public Wiring(PortPlan plan, PortListener listener) {
    this.plan = plan;
    this.listener = listener;
  }

  /**
   * A port is there, or has another name now. To say so again changes nothing.
   *
   * @param port not one of the own
   */
  public void appeared(PortInfo port) {
    PortInfo before = seen.put(new Place(port.direction(), port.id()), port);
    if (before != null && before.name().equals(port.name())) {
      return;
    }
    List<PortRule> rules = plan.of(port.direction());
    for (int own = 0; own < rules.size(); own++) {
      if (rules.get(own).asks(port.name())
          || remembered.contains(new Memory(port.direction(), own, port.name()))) {
        wanted.add(new Link(port.direction(), own, port.id()));
      }
    }
  }

  /**
   * A port has gone, and its connections with it. Of a port that was never seen, nothing follows.
   *
   * @param id in whichever directions it worked
   * @param reason for the log line
   */
  public void gone(String id, String reason, long nowNs) {
    Set<String> lostNames = new LinkedHashSet<>();
    for (PortInfo.Direction direction : PortInfo.Direction.values()) {
      PortInfo port = seen.remove(new Place(direction, id));
      if (port == null) {
        continue;
      }
      for (int own = 0; own < plan.of(direction).size(); own++) {
        if (forgetLink(new Link(direction, own, id), port.name(), nowNs)) {
          lostNames.add(port.name());
        }
      }
    }
    for (String name : lostNames) {
      if (lost.add(name)) {
        listener.lost(name, reason);
      }
    }
  }

  /**
   * All ports have gone, because the server has: what was connected is remembered, and no port is
   * announced for itself.
   */
  public void allGone(long nowNs) {
    for (PortInfo port : List.copyOf(seen.values())) {
      for (int own = 0; own < plan.of(port.direction()).size(); own++) {
        forgetLink(new Link(port.direction(), own, port.id()), port.name(), nowNs);
      }
    }
    seen.clear();
  }

  /** A connection is there, whoever made it. To say so again changes nothing. */
  public void connected(Link link) {
    PortInfo port = seen.get(new Place(link.direction(), link.other()));
    if (port == null) {
      return; // not a port that is offered to others
    }
    present.add(link);
    wanted.add(link);
    cutNs.remove(link);
    remembered.remove(new Memory(link.direction(), link.own(), port.name()));
    if (lost.remove(port.name())) {
      listener.found(port.name());
    }
  }

  /**
   * A connection is no longer there. If its other end stays, it was cut by hand, and is forgotten
   * until a pattern asks for the port when it appears anew.
   */
  public void disconnected(Link link, long nowNs) {
    if (present.remove(link)) {
      wanted.remove(link);
      cutNs.put(link, nowNs);
    }
  }

  /** The connections to be made now; empty when all is as it should be. */
  public List<Link> missing() {
    List<Link> missing = new ArrayList<>();
    for (Link link : wanted) {
      if (!present.contains(link)) {
        missing.add(link);
      }
    }
    return missing;
  }

  /** Whether a connection is there. */
  public boolean isConnected(Link link) {
    return present.contains(link);
  }

  /** Whether a port's name is waited for, because it was connected when it went. */
  public boolean awaits(String name) {
    return remembered.stream().anyMatch(memory -> memory.name().equals(name));
  }

  /** The port of a {@link Link}, or null when it is not there. */
  public PortInfo other(Link link) {
    return seen.get(new Place(link.direction(), link.other()));
  }

  /** Remembers a link by name if it is to come back; true when there was a connection. */
  private boolean forgetLink(Link link, String name, long nowNs) {
    Long cut = cutNs.remove(link);
    boolean was = present.remove(link) || cut != null && nowNs - cut < GRACE_NS;
    if (wanted.remove(link) || was) {
      remembered.add(new Memory(link.direction(), link.own(), name));
    }
    return was;
  }
}

package antiphon.midi.port.jack;

import antiphon.midi.port.HeldKeys;
import antiphon.midi.port.PortInfo;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.PortPlan;
import antiphon.midi.port.Wiring;
import antiphon.midi.port.Wiring.Link;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Looks at the graph again and again: makes the connections that are missing, has the keys ended
 * that a source held when it went, and gives a destination that is back the ends of what sounded
 * there. Outlives the server. Used by the keeper's thread.
 */
final class PatchBay {
  private final Period period;
  private final int outputs;
  private final Wiring wiring;
  private final Set<String> ports = new HashSet<>();
  private final Set<Link> links = new HashSet<>();

  /** [connection to an output]: what sounded at its other end when it was cut. */
  private final Map<Link, HeldKeys> owed = new HashMap<>();

  PatchBay(PortPlan plan, Period period, PortListener listener) {
    this.period = period;
    outputs = plan.outputs().size();
    wiring = new Wiring(plan, listener);
  }

  void look(Graph graph, long nowNs) {
    for (int output = 0; output < outputs; output++) {
      period.sounding(output).turnPage();
    }
    List<PortInfo> there = graph.others();
    Set<Link> made = graph.links();
    Set<String> ids = there.stream().map(PortInfo::id).collect(Collectors.toSet());
    links.removeIf(link -> !made.contains(link) && cut(link, ids.contains(link.other()), nowNs));
    ports.removeIf(id -> !ids.contains(id) && gone(id, nowNs));
    there.forEach(wiring::appeared);
    ports.addAll(ids);
    made.forEach(this::connected);
    for (Link link : wiring.missing()) {
      if (graph.connect(link)) {
        connected(link);
      }
    }
  }

  /** While no callback runs: remembers all connections, and what sounded at their ends. */
  void serverGone(long nowNs) {
    links.forEach(this::owe);
    wiring.allGone(nowNs);
    links.clear();
    ports.clear();
    period.serverGone(nowNs);
  }

  private boolean gone(String id, long nowNs) {
    wiring.gone(id, "it is no longer there", nowNs);
    return true;
  }

  private boolean cut(Link link, boolean otherStays, long nowNs) {
    owe(link);
    if (link.direction() == PortInfo.Direction.IN) {
      period.sourceGone(link.own());
    }
    if (otherStays) {
      wiring.disconnected(link, nowNs);
    }
    return true;
  }

  private void owe(Link link) {
    if (link.direction() == PortInfo.Direction.OUT) {
      HeldKeys keys = period.sounding(link.own()).lately();
      if (keys.any()) {
        owed.computeIfAbsent(link, newly -> new HeldKeys()).add(keys);
      }
    }
  }

  private void connected(Link link) {
    wiring.connected(link);
    if (links.add(link)) {
      HeldKeys keys = owed.remove(link);
      if (keys != null) {
        period.sounding(link.own()).owe(keys);
      }
    }
  }
}

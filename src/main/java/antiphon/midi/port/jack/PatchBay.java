package antiphon.midi.port.jack;

import antiphon.midi.port.HeldKeys;
import antiphon.midi.port.PortInfo;
import antiphon.midi.port.PortListener;
import antiphon.midi.port.PortPlan;
import antiphon.midi.port.Wiring;
import antiphon.midi.port.Wiring.Link;
import java.util.Arrays;
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
  private static final String GONE = "it is no longer there";

  private final Period period;
  private final int outputs;
  private final Wiring wiring;
  private final Set<String> ports = new HashSet<>();
  private final Set<Link> links = new HashSet<>();

  /** Cut when last looked at, by hand or because a port went whose going is told late. */
  private final Set<Link> suspects = new HashSet<>();

  /** [connection to an output]: what sounded at its other end when it was cut. */
  private final Map<Link, HeldKeys> owed = new HashMap<>();

  /** [output]: what a process before this one left sounding, wherever; ends do no harm. */
  private final HeldKeys[] inherited;

  PatchBay(PortPlan plan, Period period, PortListener listener) {
    this.period = period;
    outputs = plan.outputs().size();
    inherited = new HeldKeys[outputs];
    Arrays.setAll(inherited, output -> new HeldKeys());
    wiring = new Wiring(plan, listener);
  }

  /** Any thread: whoever is connected to an output from now on is told the ends of these. */
  void inherit(int output, HeldKeys keys) {
    inherited[output].add(keys);
  }

  void look(Graph graph, long nowNs) {
    for (int output = 0; output < outputs; output++) {
      period.sounding(output).turnPage();
    }
    boolean portsWent = graph.portsWent();
    List<PortInfo> there = graph.others();
    Set<Link> made = graph.links();
    Set<String> ids = there.stream().map(PortInfo::id).collect(Collectors.toSet());
    forgetCut(made, portsWent, ids, nowNs);
    ports.stream().filter(id -> !ids.contains(id)).forEach(id -> wiring.gone(id, GONE, nowNs));
    there.forEach(wiring::appeared);
    ports.clear();
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
    suspects.clear();
    ports.clear();
    period.serverGone(nowNs);
  }

  /**
   * Forgets the connections that are no more. One whose other end is there was cut by hand, unless
   * a port has gone: then it is taken for that one, which is back already.
   */
  private void forgetCut(Set<Link> made, boolean portsWent, Set<String> ids, long nowNs) {
    Set<Link> cut = new HashSet<>(links);
    cut.removeAll(made);
    links.removeAll(cut);
    for (Link link : cut) {
      owe(link);
      if (link.direction() == PortInfo.Direction.IN) {
        period.sourceGone(link.own());
      }
      if (!portsWent && ids.contains(link.other())) {
        wiring.disconnected(link, nowNs);
      }
    }
    if (portsWent) {
      suspects.addAll(cut);
      suspects.forEach(link -> wiring.gone(link.other(), GONE, nowNs));
      suspects.clear();
    } else {
      suspects.clear();
      suspects.addAll(cut);
    }
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
      if (link.direction() == PortInfo.Direction.OUT && inherited[link.own()].any()) {
        period.sounding(link.own()).owe(inherited[link.own()]);
      }
    }
  }
}
